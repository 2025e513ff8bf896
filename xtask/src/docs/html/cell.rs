//! The text of a cell: lists keep their items, everything else becomes lines.

use scraper::{ElementRef, Node};

use crate::docs::characters::single_line;

/// The text of a cell, a line for each line; items begin with `• `, deeper ones further in.
pub(super) fn lines(element: ElementRef<'_>) -> String {
    let mut lines = Vec::new();
    collect(element, 0, &mut lines);
    lines.join("\n")
}

/// The text of an element in a line; `<br>` ends it.
pub(super) fn text(element: ElementRef<'_>) -> String {
    if element.value().name() == "br" {
        return "\n".to_owned();
    }
    let mut text = String::new();
    for child in element.children() {
        match child.value() {
            // White space in the source is a space.
            Node::Text(piece) => text.push_str(&piece.replace(['\n', '\t'], " ")),
            Node::Element(_) => text.extend(ElementRef::wrap(child).map(self::text)),
            _ => {}
        }
    }
    text
}

/// The own text of an item, and the lists within it.
pub(super) fn item(element: ElementRef<'_>) -> (String, Vec<ElementRef<'_>>) {
    let (mut own, mut nested) = (String::new(), Vec::new());
    for child in element.children() {
        match child.value() {
            Node::Text(piece) => own.push_str(piece),
            Node::Element(_) => match ElementRef::wrap(child) {
                Some(child) if is_list(child) || child.value().name() == "table" => {
                    nested.push(child)
                }
                Some(child) => own.push_str(&text(child)),
                None => {}
            },
            _ => {}
        }
    }
    (single_line(&own), nested)
}

fn is_list(element: ElementRef<'_>) -> bool {
    matches!(element.value().name(), "ul" | "ol")
}

fn collect(element: ElementRef<'_>, depth: usize, lines: &mut Vec<String>) {
    let mut loose = String::new();
    let end = |loose: &mut String, lines: &mut Vec<String>| {
        let text = std::mem::take(loose);
        lines.extend(
            text.lines()
                .map(single_line)
                .filter(|line| !line.is_empty()),
        );
    };
    for child in element.children() {
        match child.value() {
            Node::Text(piece) => loose.push_str(&piece.replace(['\n', '\t'], " ")),
            Node::Element(_) => {
                let Some(child) = ElementRef::wrap(child) else {
                    continue;
                };
                if is_list(child) {
                    end(&mut loose, lines);
                    list(child, depth, lines);
                } else if matches!(child.value().name(), "p" | "div" | "pre") {
                    end(&mut loose, lines);
                    collect(child, depth, lines);
                } else {
                    loose.push_str(&text(child));
                }
            }
            _ => {}
        }
    }
    end(&mut loose, lines);
}

fn list(element: ElementRef<'_>, depth: usize, lines: &mut Vec<String>) {
    for child in element.children().filter_map(ElementRef::wrap) {
        // A list directly in a list, which editors make, is meant to be deeper.
        if is_list(child) {
            list(child, depth + 1, lines);
            continue;
        }
        let (own, nested) = item(child);
        if !own.is_empty() {
            lines.push(format!("{}• {own}", "  ".repeat(depth)));
        }
        nested
            .into_iter()
            .for_each(|nested| list(nested, depth + 1, lines));
    }
}
