//! Holds the Korean README to the English one: the same headings, code blocks, tables and links.

use std::fs;
use std::path::Path;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// What is the same in every language, in its order.
#[derive(Debug, Default, PartialEq)]
struct Frame {
    /// Levels of the headings.
    headings: Vec<u8>,
    /// Language and text.
    code: Vec<String>,
    /// Rows without the head, as they look without markup.
    rows: Vec<String>,
    /// Items of lists.
    items: usize,
    /// Where links lead, sorted: sentences have another order.
    links: Vec<String>,
    /// Names between backticks in the text, sorted and once.
    names: Vec<String>,
}

fn frame(file: &str) -> Frame {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..");
    let text = fs::read_to_string(root.join(file)).unwrap();
    let mut frame = Frame::default();
    let (mut code, mut row) = (false, false);
    for event in Parser::new_ext(&text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => frame.headings.push(level as u8),
            Event::Start(Tag::CodeBlock(kind)) => {
                code = true;
                frame.code.push(format!("{kind:?}\n"));
            }
            Event::End(TagEnd::CodeBlock) => code = false,
            Event::Start(Tag::TableRow) => {
                row = true;
                frame.rows.push(String::new());
            }
            Event::End(TagEnd::TableRow) => row = false,
            Event::Start(Tag::Item) => frame.items += 1,
            Event::Start(Tag::Link { dest_url, .. }) => frame.links.push(dest_url.to_string()),
            Event::Text(text) if code => frame.code.last_mut().unwrap().push_str(&text),
            Event::Text(text) | Event::Code(text) if row => {
                frame.rows.last_mut().unwrap().push_str(&text);
            }
            Event::Code(name) => frame.names.push(name.to_string()),
            _ => {}
        }
    }
    // Each leads to the other.
    frame.links.retain(|link| !link.starts_with("README"));
    frame.links.sort();
    frame.names.sort();
    frame.names.dedup();
    frame
}

#[test]
fn the_korean_readme_has_all_that_the_english_one_has() {
    let (english, korean) = (frame("README.md"), frame("README.ko.md"));
    assert!(english.code.len() > 3 && english.rows.len() > 3);
    assert_eq!(korean, english);
}
