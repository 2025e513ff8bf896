//! Objects that answers are made of.

use serde_json::{Map, Value};

/// The members of an object that was just written with `json!`.
pub(super) fn members(object: Value) -> Map<String, Value> {
    match object {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}
