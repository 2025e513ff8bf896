//! Holds the chapters to what mdBook and the other tests expect: every chapter is in the summary, every
//! code block is included from a program or run at a shell, and every link leads somewhere.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// What links to files of the repository begin with, in the book, whose pages may be anywhere.
const REPOSITORY: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/");

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..")
}

fn markdown(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    files.sort();
    files
}

fn chapters() -> Vec<PathBuf> {
    let mut chapters = markdown(&root().join("docs/guide/src"));
    chapters.retain(|path| path.file_name().is_some_and(|name| name != "SUMMARY.md"));
    chapters
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn events(text: &str) -> impl Iterator<Item = Event<'_>> {
    Parser::new_ext(text, Options::ENABLE_TABLES)
}

/// Where the links of a text lead.
fn links(text: &str) -> Vec<String> {
    let target = |event| match event {
        Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
            Some(dest_url.to_string())
        }
        _ => None,
    };
    events(text).filter_map(target).collect()
}

/// The identifiers of the headings, as mdBook and GitHub make them.
fn headings(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut heading = None;
    for event in events(text) {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => {
                found.extend(heading.take());
            }
            Event::Text(words) | Event::Code(words) => {
                if let Some(heading) = &mut heading {
                    let kept = words.to_lowercase().replace(' ', "-");
                    heading.extend(
                        kept.chars()
                            .filter(|letter| letter.is_alphanumeric() || "-_".contains(*letter)),
                    );
                }
            }
            _ => {}
        }
    }
    found
}

/// The code blocks: language and text.
fn blocks(text: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut inside = false;
    for event in events(text) {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                let language = match kind {
                    CodeBlockKind::Fenced(language) => language.to_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                blocks.push((language, String::new()));
                inside = true;
            }
            Event::End(TagEnd::CodeBlock) => inside = false,
            Event::Text(text) if inside => blocks.last_mut().unwrap().1.push_str(&text),
            _ => {}
        }
    }
    blocks
}

/// What a code block is: nothing else may stand in a chapter.
#[derive(Debug, PartialEq)]
enum Source {
    /// Run by `documentation.rs` of `ncloud-cli`.
    Shell,
    /// Included from a file, whole or between the marks of an anchor.
    File(String, Option<String>),
}

fn source(language: &str, text: &str) -> Result<Source, String> {
    if language == "console" {
        return Ok(Source::Shell);
    }
    let directive = text
        .trim()
        .strip_prefix("{{#include ")
        .and_then(|rest| rest.strip_suffix("}}"));
    match directive {
        Some(place) if !place.contains('\n') && !language.is_empty() => {
            let (file, anchor) = match place.split_once(':') {
                Some((file, anchor)) => (file, Some(anchor.to_owned())),
                None => (place, None),
            };
            Ok(Source::File(file.to_owned(), anchor))
        }
        _ => Err(format!("a block is neither included nor run: {text}")),
    }
}

/// The files that chapters may include from, each with what runs it.
const RUN: [&str; 4] = [
    // By `programs.rs`, and as a test itself.
    "docs/guide/programs/src/",
    "docs/guide/programs/tests/emulator.rs",
    // This crate is built with it.
    "docs/guide/programs/Cargo.toml",
    // By `cargo xtask prove`.
    "spec/recipes/",
];

#[test]
fn every_block_is_included_or_run() {
    let root = root().canonicalize().unwrap();
    let mut included = 0;
    for chapter in chapters() {
        for (language, text) in blocks(&read(&chapter)) {
            let place = chapter.display();
            let source =
                source(&language, &text).unwrap_or_else(|problem| panic!("{place}: {problem}"));
            let Source::File(file, anchor) = source else {
                continue;
            };
            let path = chapter.parent().unwrap().join(&file).canonicalize();
            let path = path.unwrap_or_else(|error| panic!("{place}: {file}: {error}"));
            let below = path.strip_prefix(&root).unwrap().to_string_lossy();
            assert!(
                RUN.iter().any(|run| below.starts_with(run)),
                "{place}: nothing runs {file}"
            );
            if let Some(anchor) = anchor {
                let text = read(&path);
                for mark in ["ANCHOR", "ANCHOR_END"] {
                    let line = format!("{mark}: {anchor}");
                    // At the beginning of its line: mdBook keeps indentation as it is.
                    let is_mark = |text: &&str| {
                        let comment = text.strip_prefix("// ").or(text.strip_prefix("# "));
                        comment == Some(line.as_str())
                    };
                    let marks = text.lines().filter(is_mark);
                    assert_eq!(marks.count(), 1, "{place}: `{line}` in {file}");
                }
            }
            included += 1;
        }
    }
    assert!(included > 20, "{included}");
}

#[test]
fn blocks_of_other_kinds_are_refused() {
    assert_eq!(source("console", "$ ncp"), Ok(Source::Shell));
    assert_eq!(
        source("rust", "{{#include a.rs:b}}\n"),
        Ok(Source::File("a.rs".to_owned(), Some("b".to_owned())))
    );
    for (language, text) in [
        ("rust", "fn main() {}"),
        ("sh", "ls"),
        ("", "indented"),
        ("rust", "{{#include a.rs}}\nfn main() {}"),
    ] {
        assert!(source(language, text).is_err(), "{language} {text}");
    }
}

#[test]
fn the_summary_has_every_chapter_once() {
    let summary = read(&root().join("docs/guide/src/SUMMARY.md"));
    let listed = links(&summary);
    let names = chapters().into_iter();
    let names: BTreeSet<String> = names
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    assert_eq!(listed.len(), names.len());
    assert_eq!(listed.into_iter().collect::<BTreeSet<_>>(), names);
}

#[test]
fn every_link_leads_somewhere() {
    let root = root();
    let mut files = [
        markdown(&root),
        markdown(&root.join("docs")),
        markdown(&root.join("docs/guide/src")),
    ]
    .concat();
    for entry in fs::read_dir(root.join("crates")).unwrap() {
        files.push(entry.unwrap().path().join("README.md"));
    }
    files.push(root.join("spec/README.md"));
    let mut followed = 0;
    for file in files {
        let text = read(&file);
        for link in links(&text) {
            let (link, fragment) = match link.split_once('#') {
                Some((link, fragment)) => (link, Some(fragment.to_owned())),
                None => (link.as_str(), None),
            };
            let path = match link.strip_prefix(REPOSITORY) {
                Some(below) => root.join(below),
                // Pages of others, and items that rustdoc finds.
                None if link.contains("://") || link.contains("::") => continue,
                None if link.is_empty() => file.clone(),
                None => file.parent().unwrap().join(link),
            };
            assert!(path.exists(), "{}: {link}", file.display());
            if let Some(fragment) = fragment {
                let headings = headings(&read(&path));
                assert!(
                    headings.contains(&fragment),
                    "{}: {link}#{fragment}: {headings:?}",
                    file.display()
                );
            }
            followed += 1;
        }
    }
    assert!(followed > 50, "{followed}");
}

/// Paths in the first column of its table, as far as they stand for one place.
#[test]
fn the_architecture_names_paths_that_are_there() {
    let text = read(&root().join("ARCHITECTURE.md"));
    let (mut cell, mut count) = (None, 0);
    for event in events(&text) {
        match event {
            Event::Start(Tag::TableRow) => cell = Some(0),
            Event::End(TagEnd::TableRow) => cell = None,
            Event::End(TagEnd::TableCell) => cell = cell.map(|cell| cell + 1),
            Event::Code(path) if cell == Some(0) && path.contains('/') && !path.contains('<') => {
                assert!(root().join(&*path).exists(), "{path}");
                count += 1;
            }
            _ => {}
        }
    }
    assert!(count > 10, "{count}");
}

#[test]
fn headings_are_named_as_links_name_them() {
    let names = headings("# A `b` c\n\n## What, really?\n\n```\n# no\n```\n");
    let expected = ["a-b-c", "what-really"].map(str::to_owned);
    assert_eq!(names, BTreeSet::from(expected));
}
