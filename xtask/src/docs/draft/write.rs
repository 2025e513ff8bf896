//! YAML with comments, in the style of the hand-written documents.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use ncloud_spec::document::escape_pointer;
use serde_json::Value;

use super::Fragment;

/// Texts longer than this are folded.
const WIDTH: usize = 100;

/// The text of a fragment.
pub(super) fn yaml(fragment: &Fragment) -> String {
    let mut text = String::new();
    block(&fragment.value, "", 0, &fragment.comments, &mut text);
    text
}

fn block(
    value: &Value,
    pointer: &str,
    depth: usize,
    comments: &BTreeMap<String, String>,
    text: &mut String,
) {
    let indent = "  ".repeat(depth);
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let pointer = format!("{pointer}/{}", escape_pointer(name));
                if let Some(comment) = comments.get(&pointer) {
                    let _ = writeln!(text, "{indent}# {comment}");
                }
                let _ = write!(text, "{indent}{}:", scalar(&Value::String(name.clone())));
                nested(member, &pointer, depth, comments, text);
            }
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                let pointer = format!("{pointer}/{index}");
                let mut inner = String::new();
                if is_block(element) {
                    block(element, &pointer, depth + 1, comments, &mut inner);
                    // The first line follows the mark; a comment would hide it.
                    let (leading, rest) = split_comments(&inner);
                    text.push_str(leading);
                    let _ = write!(text, "{indent}- {}", rest.trim_start());
                } else {
                    let _ = writeln!(text, "{indent}- {}", scalar(element));
                }
            }
        }
        _ => {
            let _ = writeln!(text, "{indent}{}", scalar(value));
        }
    }
}

fn nested(
    value: &Value,
    pointer: &str,
    depth: usize,
    comments: &BTreeMap<String, String>,
    text: &mut String,
) {
    if is_block(value) {
        text.push('\n');
        block(value, pointer, depth + 1, comments, text);
    } else {
        let _ = writeln!(text, " {}", scalar(value));
    }
}

fn is_block(value: &Value) -> bool {
    match value {
        Value::Object(members) => !members.is_empty(),
        Value::Array(elements) => !elements.is_empty() && !is_short(elements),
        _ => false,
    }
}

/// Lists of few words stand in one line.
fn is_short(elements: &[Value]) -> bool {
    elements
        .iter()
        .all(|element| !element.is_object() && !element.is_array())
        && elements
            .iter()
            .map(|element| scalar(element).len() + 2)
            .sum::<usize>()
            < WIDTH / 2
}

/// Comments before the first member of an element.
fn split_comments(text: &str) -> (&str, &str) {
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        if !line.trim_start().starts_with('#') {
            break;
        }
        end += line.len();
    }
    text.split_at(end)
}

/// A value in one line. JSON is YAML; words that need no quotes have none.
fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) if is_plain(text) => text.clone(),
        Value::String(text)
            if !text.contains(['\'', '\n', '\t', '\\']) && !text.chars().any(char::is_control) =>
        {
            format!("'{text}'")
        }
        Value::Array(elements) => {
            let elements: Vec<String> = elements.iter().map(scalar).collect();
            format!("[{}]", elements.join(", "))
        }
        other => other.to_string(),
    }
}

/// Whether a text is itself without quotes, in every place and every version of YAML.
fn is_plain(text: &str) -> bool {
    let starts =
        text.starts_with(|first: char| first.is_ascii_alphabetic() || "/$".contains(first));
    let safe = text
        .chars()
        .all(|character| character.is_ascii_alphanumeric() || " ._-/$()".contains(character));
    let is_word = !matches!(
        text.to_ascii_lowercase().as_str(),
        "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n"
    );
    (starts && safe && is_word && !text.ends_with(' '))
        || is_path(text)
        || ["4XX", "5XX"].contains(&text)
}

fn is_path(text: &str) -> bool {
    text.starts_with('/')
        && text
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || "/{}._-".contains(character))
}
