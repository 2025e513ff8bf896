//! What both services about who may do what have in common.

use serde_json::{Value, json};

use crate::call::Call;
use crate::clock::timestamp;

/// Whether an entry is one of those that a call looks for: a part of a text is enough, a number must be
/// the same.
pub(super) fn matches(call: &Call, entry: &Value) -> bool {
    let (column, word) = (call.text("searchColumn"), call.text("searchWord"));
    if column.is_empty() || word.is_empty() {
        return true;
    }
    match &entry[column] {
        Value::String(text) => text.contains(word),
        Value::Number(number) => number.to_string() == word,
        _ => false,
    }
}

/// A time as the service writes it, ISO 8601 in UTC.
pub(super) fn time(milliseconds: i64) -> String {
    let text = timestamp(milliseconds).replace(' ', "T");
    format!("{text}Z")
}

/// That something was done to what has this id.
pub(super) fn done_to(id: &str) -> Value {
    json!({ "success": true, "id": id })
}
