//! The form of values: a JSON object, written as text.

use serde_json::{Map, Value};

use super::refusal::Refusal;

/// The longest value, in bytes.
const LONGEST: usize = 10_000;
/// The most pairs of a value.
const MOST_PAIRS: usize = 100;

/// The pairs of a value that is sent as `member`.
///
/// # Errors
/// When it has another form. The reason does not repeat it.
pub(super) fn pairs(member: &str, text: &str) -> Result<Map<String, Value>, Refusal> {
    if text.len() > LONGEST {
        let reason = format!("{member} must have at most {LONGEST} bytes");
        return Err(Refusal::request(reason));
    }
    let Ok(Value::Object(pairs)) = serde_json::from_str(text) else {
        let reason = format!("{member} must be a JSON object, written as text");
        return Err(Refusal::request(reason));
    };
    if pairs.is_empty() || pairs.len() > MOST_PAIRS {
        let reason = format!("{member} must have 1 to {MOST_PAIRS} pairs");
        return Err(Refusal::request(reason));
    }
    Ok(pairs)
}

/// Whether the value has each of the keys that a rotation replaces.
pub(super) fn has_targets(pairs: &Map<String, Value>, targets: &[String]) -> Result<(), Refusal> {
    match targets.iter().find(|target| !pairs.contains_key(*target)) {
        None => Ok(()),
        Some(missing) => Err(Refusal::request(format!(
            "rotationTargets names {missing:?}, which the value does not have"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn many(count: usize) -> String {
        let pairs = (0..count).map(|number| (format!("K{number}"), Value::from("v")));
        Value::Object(pairs.collect()).to_string()
    }

    #[test]
    fn values_are_objects_of_a_bounded_size() {
        let longest = format!("{{\"a\":\"{}\"}}", "x".repeat(LONGEST - 8));
        assert_eq!(longest.len(), LONGEST);
        for good in ["{\"a\":\"b\"}", " {\"a\":1} ", &many(100), &longest] {
            assert!(pairs("value", good).is_ok(), "{good}");
        }
        let too_long = format!(" {longest}");
        for bad in [
            "",
            "a",
            "\"a\"",
            "[]",
            "{}",
            "{\"a\":",
            &many(101),
            &too_long,
            "null",
        ] {
            assert!(pairs("value", bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn targets_are_keys_of_the_value() {
        let pairs = pairs("value", "{\"a\":\"b\"}").unwrap();
        assert!(has_targets(&pairs, &["a".to_owned()]).is_ok());
        assert!(has_targets(&pairs, &["a".to_owned(), "c".to_owned()]).is_err());
    }
}
