//! Overwriting what may be secret.

use serde_json::Value;
use zeroize::Zeroize as _;

/// Overwrites the texts of a value that may hold secrets.
pub(crate) fn wipe(value: &mut Value) {
    match value {
        Value::String(text) => text.zeroize(),
        Value::Array(items) => items.iter_mut().for_each(wipe),
        Value::Object(members) => members.values_mut().for_each(wipe),
        _ => {}
    }
}
