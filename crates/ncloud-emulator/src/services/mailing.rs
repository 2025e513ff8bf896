//! What both services that send mail have in common.

use serde_json::{Map, Value};

/// Whether no mail can be delivered to an address: its domain ends in `.invalid`, which RFC 2606 keeps
/// free of hosts.
pub(super) fn is_undeliverable(address: &str) -> bool {
    address.to_ascii_lowercase().ends_with(".invalid")
}

/// Whether a text has the form of an address.
pub(super) fn is_address(text: &str) -> bool {
    let Some((name, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let is_plain = |text: &str| {
        !text.is_empty() && !text.contains(|one: char| one.is_whitespace() || one == '@')
    };
    is_plain(name) && is_plain(domain) && domain.contains('.') && !domain.ends_with('.')
}

/// A text with its variables `${key}` filled in; of values with one key the first is taken, and a variable
/// without a value stays.
pub(super) fn fill(text: &str, values: &[&Value]) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        filled.push_str(&rest[..start]);
        let variable = &rest[start..];
        let Some(end) = variable.find('}') else {
            rest = variable;
            break;
        };
        let key = &variable[2..end];
        let mut maps = values.iter().filter_map(|value| value.as_object());
        match maps.find_map(|map: &Map<String, Value>| map.get(key)) {
            Some(Value::String(value)) => filled.push_str(value),
            Some(value) => filled.push_str(&value.to_string()),
            None => filled.push_str(&variable[..=end]),
        }
        rest = &variable[end + 1..];
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn variables_are_filled_in() {
        let (own, all) = (json!({ "a": "1" }), json!({ "a": "2", "b": 3 }));
        let filled = fill("${a} ${b} ${c} ${", &[&own, &all]);
        assert_eq!(filled, "1 3 ${c} ${");
        assert_eq!(fill("한글", &[]), "한글");
    }

    #[test]
    fn addresses_have_a_name_and_a_domain() {
        assert!(is_address("mina@example.net"));
        for text in [
            "",
            "mina",
            "@example.net",
            "mina@",
            "mina@net",
            "a b@example.net",
            "a@b@c.d",
        ] {
            assert!(!is_address(text), "{text}");
        }
    }
}
