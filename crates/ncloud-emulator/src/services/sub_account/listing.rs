//! Lists, their pages, and the entries of answers about several things.

use serde_json::{Value, json};

use crate::call::Call;
use crate::clock::timestamp;

/// Entries on a page unless a call says otherwise.
const PAGE_SIZE: i64 = 10;

/// The page, from 0, that a call asks for.
pub(super) fn page(call: &Call, entries: &[Value]) -> Value {
    let total = i64::try_from(entries.len()).unwrap_or(i64::MAX);
    let number = call.integer("page").unwrap_or(0).max(0);
    let size = call.integer("size").unwrap_or(PAGE_SIZE).max(1);
    let pages = total / size + i64::from(total % size != 0);
    json!({
        "page": number,
        "totalPages": pages,
        "totalItems": total,
        "hasPrevious": number > 0,
        "hasNext": number.saturating_add(1) < pages,
        "isFirst": number == 0,
        "isLast": number.saturating_add(1) >= pages,
        "items": cut(entries, number, size),
    })
}

/// The entries on a page of this number, from 0, and size.
pub(in crate::services) fn cut(entries: &[Value], number: i64, size: i64) -> &[Value] {
    let index = |number: i64| {
        let index = usize::try_from(number).unwrap_or(usize::MAX);
        index.min(entries.len())
    };
    let start = number.saturating_mul(size);
    &entries[index(start)..index(start.saturating_add(size))]
}

/// Whether an entry is one of those that a call looks for: a part of a text is enough, a number must be
/// the same.
pub(in crate::services) fn matches(call: &Call, entry: &Value) -> bool {
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
pub(in crate::services) fn time(milliseconds: i64) -> String {
    let text = timestamp(milliseconds).replace(' ', "T");
    format!("{text}Z")
}

/// That something was done.
pub(super) fn done() -> Value {
    json!({ "success": true })
}

/// That something was done to what has this id.
pub(in crate::services) fn done_to(id: &str) -> Value {
    json!({ "success": true, "id": id })
}

/// That something could not be done to what has this id.
pub(super) fn failed(id: &str, message: &str) -> Value {
    json!({ "id": id, "success": false, "message": message })
}

/// The texts of a list.
pub(in crate::services) fn texts(list: &Value) -> Vec<String> {
    let items = list.as_array().into_iter().flatten();
    items
        .filter_map(|item| item.as_str().map(str::to_owned))
        .collect()
}
