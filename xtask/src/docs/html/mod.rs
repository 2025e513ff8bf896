//! HTML, as a browser saves it.

mod cell;
mod table;

use scraper::{ElementRef, Html, Node};

use super::block::{Block, Line};
use super::characters::single_line;

/// A page and what its head tells about it.
pub(super) struct Saved {
    pub(super) blocks: Vec<Block>,
    /// Where the page was saved from.
    pub(super) address: Option<String>,
    /// The title in the head.
    pub(super) title: Option<String>,
}

/// Brings HTML to blocks.
///
/// Line numbers are those of the blocks: a browser that saves a page breaks its lines as it likes.
///
/// # Errors
/// When elements are nested so deeply that no page can be meant.
pub(super) fn read(text: &str) -> Result<Saved, String> {
    let document = Html::parse_document(text);
    if is_too_deep(document.root_element()) {
        return Err(format!("elements are nested more than {DEEPEST} deep"));
    }
    let mut reader = Reader {
        blocks: Vec::new(),
        number: 0,
        furniture: 0,
    };
    reader.children(document.root_element());
    Ok(Saved {
        blocks: reader.blocks,
        address: address(&document, text),
        title: first(&document, "head > title")
            .map(|title| single_line(&title.text().collect::<String>())),
    })
}

/// A cell of a text without the tags that exports leave in it, a line for each break.
pub(super) fn without_tags(text: &str) -> String {
    if !text.contains("</") && !text.contains("<br") && !text.contains('&') {
        return text.to_owned();
    }
    let fragment = Html::parse_fragment(text);
    if is_too_deep(fragment.root_element()) {
        return text.to_owned();
    }
    cell::lines(fragment.root_element())
}

/// How deep elements may be nested: far more than on any page, far less than the stack allows.
const DEEPEST: usize = 300;

fn is_too_deep(root: ElementRef<'_>) -> bool {
    let mut waiting = vec![(root, 0)];
    while let Some((element, depth)) = waiting.pop() {
        if depth > DEEPEST {
            return true;
        }
        waiting.extend(element.child_elements().map(|child| (child, depth + 1)));
    }
    false
}

fn first<'d>(document: &'d Html, selector: &str) -> Option<ElementRef<'d>> {
    let selector = scraper::Selector::parse(selector).ok()?;
    document.select(&selector).next()
}

/// The address that the page names itself, or that the browser noted when it saved it.
fn address(document: &Html, text: &str) -> Option<String> {
    let canonical = [
        ("link[rel=canonical]", "href"),
        ("meta[property='og:url']", "content"),
    ]
    .into_iter()
    .find_map(|(selector, attribute)| first(document, selector)?.value().attr(attribute));
    let noted = || {
        let (_, after) = text.split_once("saved from url=")?;
        let (_, address) = after.split_once(')')?;
        address.split_whitespace().next()
    };
    canonical.or_else(noted).map(str::to_owned)
}

struct Reader {
    blocks: Vec<Block>,
    number: usize,
    /// Depth within navigation and feet.
    furniture: usize,
}

impl Reader {
    fn line(&mut self, text: String) -> Line {
        self.number += 1;
        Line {
            number: self.number,
            text,
        }
    }

    fn children(&mut self, element: ElementRef<'_>) {
        // Text that stands beside blocks is a paragraph of its own.
        let mut loose = String::new();
        for child in element.children() {
            match child.value() {
                Node::Text(text) => loose.push_str(text),
                Node::Element(_) => {
                    let Some(child) = ElementRef::wrap(child) else {
                        continue;
                    };
                    if is_inline(child) {
                        loose.push_str(&cell::text(child));
                    } else {
                        self.loose(&mut loose);
                        self.element(child);
                    }
                }
                _ => {}
            }
        }
        self.loose(&mut loose);
    }

    fn loose(&mut self, text: &mut String) {
        for line in std::mem::take(text).lines() {
            let line = single_line(line);
            if !line.is_empty() {
                self.text(line);
            }
        }
    }

    fn text(&mut self, text: String) {
        let line = self.line(text);
        self.blocks.push(if self.furniture > 0 {
            Block::Unread(line, FURNITURE)
        } else {
            Block::Text(line)
        });
    }

    fn element(&mut self, element: ElementRef<'_>) {
        match element.value().name() {
            "script" | "style" | "template" | "noscript" | "svg" | "head" | "button" | "select" => {
            }
            "nav" | "footer" | "aside" | "form" => {
                self.furniture += 1;
                self.children(element);
                self.furniture -= 1;
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let heading = single_line(&element.text().collect::<String>());
                if heading.is_empty() {
                    return;
                }
                if self.furniture > 0 {
                    return self.text(heading);
                }
                let line = self.line(heading);
                self.blocks.push(Block::Heading(line));
            }
            "pre" => {
                let code = element.text().collect::<String>();
                if !code.trim().is_empty() {
                    let line = self.line(code.trim().to_owned());
                    self.blocks.push(Block::Code(line));
                }
            }
            "table" => self.table(element),
            "li" => {
                // Items of navigation name the headings of the page; they are not the headings.
                let (own, nested) = cell::item(element);
                if !own.is_empty() {
                    self.text(format!("• {own}"));
                }
                nested.into_iter().for_each(|nested| self.children(nested));
            }
            _ => self.children(element),
        }
    }
}

/// Why text of navigation and feet is not read.
pub(super) const FURNITURE: &str = "navigation or foot of the page";

/// Elements that are part of a line.
fn is_inline(element: ElementRef<'_>) -> bool {
    matches!(
        element.value().name(),
        "a" | "b"
            | "br"
            | "code"
            | "em"
            | "i"
            | "kbd"
            | "mark"
            | "s"
            | "small"
            | "span"
            | "strong"
            | "sub"
            | "sup"
            | "u"
    ) && !element.descendants().any(|inner| {
        ElementRef::wrap(inner).is_some_and(|inner| {
            matches!(
                inner.value().name(),
                "table" | "pre" | "div" | "p" | "ul" | "ol"
            )
        })
    })
}
