//! Times as people read them, in tables.

use serde_json::Value;

use crate::time::{from_milliseconds, second};

/// Writes out the members of these names, wherever they are, that are milliseconds since 1970.
pub(super) fn write_out(value: &mut Value, names: &[&str]) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| write_out(item, names)),
        Value::Object(members) => {
            for (name, member) in members {
                match member.as_i64().and_then(from_milliseconds) {
                    Some(time) if names.contains(&name.as_str()) => *member = second(time).into(),
                    _ => write_out(member, names),
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_times_are_written_out() {
        let mut value = json!([{ "in": { "end": 1_795_319_823_083_i64, "id": 7 }, "end": null, "x": [{ "end": 0 }, { "end": -1 }] }]);
        write_out(&mut value, &["end"]);
        let expected = json!([{
            "in": { "end": "2026-11-22 03:57:03Z", "id": 7 },
            "end": null,
            "x": [{ "end": "1970-01-01 00:00:00Z" }, { "end": "1969-12-31 23:59:59Z" }],
        }]);
        assert_eq!(value, expected);
    }
}
