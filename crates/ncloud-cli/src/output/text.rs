//! Lines for other programs: one for each item, columns apart by tabs.

use serde_json::Value;

use super::cells::{cell, flat};

/// A list as lines of its items, an object as lines of name and value, anything else as it is.
pub(crate) fn lines(value: &Value) -> String {
    let lines: Vec<String> = match value {
        Value::Array(items) => items.iter().map(row).collect(),
        Value::Object(_) => flat(value)
            .into_iter()
            .map(|(name, value)| format!("{name}\t{}", cell(value)))
            .collect(),
        // A certificate keeps its lines.
        Value::String(text) => vec![text.clone()],
        other => vec![cell(other)],
    };
    lines.join("\n")
}

fn row(item: &Value) -> String {
    let cells: Vec<String> = match item {
        Value::Array(cells) => cells.iter().map(cell).collect(),
        other => flat(other)
            .into_iter()
            .map(|(_, value)| cell(value))
            .collect(),
    };
    cells.join("\t")
}
