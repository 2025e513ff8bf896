//! Values in one cell of a table, or in one column of text.

use serde_json::Value;

/// A value as one line; null is nothing. What could talk to the terminal is replaced.
pub(crate) fn cell(value: &Value) -> String {
    let text = match value {
        Value::Null => String::new(),
        Value::String(text) => text.trim_end().replace(['\n', '\r', '\t'], " "),
        Value::Array(items)
            if items
                .iter()
                .all(|item| !item.is_object() && !item.is_array()) =>
        {
            items.iter().map(cell).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    };
    printable(&text)
}

/// The text, in which what could talk to the terminal is replaced.
pub(crate) fn printable(text: &str) -> String {
    text.replace(char::is_control, "?")
}

/// As [`printable`], with its lines and tabs.
pub(super) fn printable_lines(text: &str) -> String {
    let talks = |character: char| character.is_control() && !matches!(character, '\n' | '\t');
    text.replace("\r\n", "\n").replace(talks, "?")
}

/// The members of an object, those of objects in it by their way: `caInfo.status`.
pub(crate) fn flat(value: &Value) -> Vec<(String, &Value)> {
    let mut found = Vec::new();
    flatten(value, "", &mut found);
    found
}

fn flatten<'a>(value: &'a Value, at: &str, found: &mut Vec<(String, &'a Value)>) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (name, member) in members {
                let name = printable(name);
                let way = match at {
                    "" => name,
                    at => format!("{at}.{name}"),
                };
                flatten(member, &way, found);
            }
        }
        other => found.push((at.to_owned(), other)),
    }
}
