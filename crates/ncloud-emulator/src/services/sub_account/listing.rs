//! Pages of lists, and the entries of answers about several things.

use serde_json::{Value, json};

use crate::call::Call;
use crate::services::paging::{cut, pages};

/// Entries on a page unless a call says otherwise.
const PAGE_SIZE: i64 = 10;

/// The page, from 0, that a call asks for.
pub(super) fn page(call: &Call, entries: &[Value]) -> Value {
    let number = call.integer("page").unwrap_or(0).max(0);
    let size = call.integer("size").unwrap_or(PAGE_SIZE).max(1);
    let pages = pages(entries.len(), size);
    json!({
        "page": number,
        "totalPages": pages,
        "totalItems": entries.len(),
        "hasPrevious": number > 0,
        "hasNext": number.saturating_add(1) < pages,
        "isFirst": number == 0,
        "isLast": number.saturating_add(1) >= pages,
        "items": cut(entries, number, size),
    })
}

/// That something was done.
pub(super) fn done() -> Value {
    json!({ "success": true })
}

/// That something could not be done to what has this id.
pub(super) fn failed(id: &str, message: &str) -> Value {
    json!({ "id": id, "success": false, "message": message })
}
