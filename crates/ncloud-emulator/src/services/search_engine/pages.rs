//! What lists say of their pages.

use serde_json::{Map, Value, json};

use crate::services::object;
use crate::services::paging::Page;

/// What lists say.
pub(super) fn members(page: &Page) -> Map<String, Value> {
    let mut members = counts(page);
    members.insert("isFirst".to_owned(), json!(page.number == 1));
    members.insert("isLast".to_owned(), json!(page.number >= page.pages()));
    members
}

/// What the dashboard says.
pub(super) fn counts(page: &Page) -> Map<String, Value> {
    object::members(json!({
        "currentPage": page.number,
        "pageSize": page.size,
        "totalPage": page.pages(),
        "totalCount": page.total,
    }))
}
