//! Pages of lists.

use serde_json::{Value, json};

use crate::call::Call;
use crate::services::paging::cut;

/// Entries on a page unless a call says otherwise.
const PAGE_SIZE: i64 = 20;

/// The page, from 0, that a call asks for. The number of pages is known from a third party only.
pub(super) fn page(call: &Call, entries: &[Value]) -> Value {
    let number = call.integer("page").unwrap_or(0).max(0);
    let size = call.integer("size").unwrap_or(PAGE_SIZE).max(1);
    json!({
        "pageNo": number,
        "pageSize": size,
        "totalElements": entries.len(),
        "content": cut(entries, number, size),
    })
}
