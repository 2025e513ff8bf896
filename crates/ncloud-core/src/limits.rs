//! Checking a request against the limits of its operation.

use std::collections::HashMap;
use std::sync::{LazyLock, PoisonError, RwLock};
use std::time::SystemTime;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use encoding_rs::Encoding;
use regex_lite::Regex;
use serde_json::Value;

use crate::service::{Limit, Operation, Place, Rule};
use crate::{ahead, failure};

/// Stands for a text whose bytes are those before Base64.
const BASE64: &str = "base64";
/// Values longer than this are cut in messages.
const SHOWN: usize = 60;

/// What a rule looks at besides its value.
#[derive(Clone, Copy)]
struct Around<'a> {
    /// Whole body; null for a parameter or a part.
    body: &'a Value,
    /// Asked only where a limit is about time.
    now: &'a dyn Fn() -> SystemTime,
}

impl<'a> Around<'a> {
    fn no_body(now: &'a dyn Fn() -> SystemTime) -> Self {
        let body = &Value::Null;
        Self { body, now }
    }
}

/// Checks a parameter of a request that is made `now`; the message names it, the rule and the value.
pub(crate) fn parameter(
    operation: &Operation,
    place: Place,
    name: &str,
    value: &Value,
    now: &dyn Fn() -> SystemTime,
) -> Result<(), String> {
    of(operation, place)
        .filter(|limit| limit.at == name)
        .try_for_each(|limit| check_all(limit, Around::no_body(now), name, value))
}

/// Checks a body of a request that is made `now`; the message names the member, the rule and the value.
pub(crate) fn body(
    operation: &Operation,
    body: &Value,
    now: &dyn Fn() -> SystemTime,
) -> Result<(), String> {
    of(operation, Place::Body).try_for_each(|limit| {
        let steps: Vec<&str> = limit
            .at
            .split('/')
            .filter(|step| !step.is_empty())
            .collect();
        walk(limit, Around { body, now }, body, &steps, String::new())
    })
}

/// Checks a part of a multipart body; `value` is a text, or of files their lengths.
pub(crate) fn part(
    operation: &Operation,
    name: &str,
    value: &Value,
    now: &dyn Fn() -> SystemTime,
) -> Result<(), String> {
    of(operation, Place::Part).try_for_each(|limit| {
        let mut steps = limit.at.split('/');
        if steps.next() != Some(name) {
            return Ok(());
        }
        let steps: Vec<&str> = steps.collect();
        walk(limit, Around::no_body(now), value, &steps, name.to_owned())
    })
}

/// Whether the operation limits anything in its body.
pub(crate) fn limits_body(operation: &Operation) -> bool {
    of(operation, Place::Body).next().is_some()
}

fn of(operation: &Operation, place: Place) -> impl Iterator<Item = &'static Limit> + use<> {
    let limits: &'static [Limit] = operation.limits;
    limits.iter().filter(move |limit| limit.place == place)
}

fn walk(
    limit: &Limit,
    around: Around<'_>,
    value: &Value,
    steps: &[&str],
    at: String,
) -> Result<(), String> {
    let Some((step, rest)) = steps.split_first() else {
        // A body that is no object has limits itself.
        let name = if at.is_empty() { "body" } else { &at };
        return check_all(limit, around, name, value);
    };
    let below = |name: &str| {
        if at.is_empty() {
            name.to_owned()
        } else {
            format!("{at}.{name}")
        }
    };
    match value {
        Value::Array(items) if *step == "*" => {
            let mut items = items.iter().enumerate();
            items.try_for_each(|(index, item)| {
                walk(limit, around, item, rest, format!("{at}[{index}]"))
            })
        }
        // The values of a map.
        Value::Object(members) if *step == "*" => members
            .iter()
            .try_for_each(|(name, value)| walk(limit, around, value, rest, below(name))),
        Value::Object(members) => match members.get(*step) {
            Some(member) => walk(limit, around, member, rest, below(step)),
            None => Ok(()),
        },
        _ => Ok(()),
    }
}

fn check_all(limit: &Limit, around: Around<'_>, name: &str, value: &Value) -> Result<(), String> {
    // A member that was left out, or sent as null on purpose, has no value to check.
    if value.is_null() {
        return Ok(());
    }
    limit.rules.iter().try_for_each(|rule| {
        check(rule, around, value).map_err(|demand| {
            // Texts that are measured by bytes are those of messages, which are nobody else's business.
            let shown = if limit.secret || matches!(rule, Rule::Bytes { .. }) {
                "not shown".to_owned()
            } else {
                shorten(value)
            };
            format!("`{name}` {demand}; the value given is {shown}")
        })
    })
}

/// The demand in words, when the value does not meet it. As in JSON Schema a rule is about values of
/// its own type only: some members may be of several.
fn check(rule: &Rule, around: Around<'_>, value: &Value) -> Result<(), String> {
    let text = || value.as_str().unwrap_or_default();
    let is_concerned = match rule {
        Rule::Length { .. } | Rule::Bytes { .. } | Rule::Pattern { .. } => value.is_string(),
        Rule::Members { .. } => value.is_object(),
        Rule::Items { .. } => value.is_array(),
        Rule::Octets { .. } | Rule::Range { .. } | Rule::MultipleOf(_) => value.is_number(),
        Rule::Ahead { .. } => value.is_string() || value.is_number(),
        Rule::OneOf(_) => true,
    };
    if !is_concerned {
        return Ok(());
    }
    let (met, demand) = match rule {
        Rule::Length { min, max } => {
            let length = text().chars().count() as u64;
            (
                within(length, *min, *max),
                format!("must have {} characters", span(*min, *max)),
            )
        }
        Rule::Bytes { encoding, max, by } => {
            return check_bytes(encoding, *max, by, around.body, text());
        }
        Rule::Ahead { min, max, zone } => {
            let zone = zone.and_then(|member| around.body[member].as_str());
            return ahead::check(value, zone, (*min, *max), (around.now)());
        }
        Rule::Members { min, max } => {
            let length = value.as_object().map_or(0, serde_json::Map::len) as u64;
            (
                within(length, *min, *max),
                format!("must have {} members", span(*min, *max)),
            )
        }
        Rule::Octets { min, max } => {
            let length = value.as_u64().unwrap_or(u64::MAX);
            (
                within(length, *min, *max),
                format!("must have {} octets", span(*min, *max)),
            )
        }
        Rule::Items { min, max } => {
            let length = value.as_array().map_or(0, Vec::len) as u64;
            (
                within(length, *min, *max),
                format!("must have {} items", span(*min, *max)),
            )
        }
        Rule::Range { min, max } => {
            let number = value.as_i64();
            let met = number.is_some_and(|number| {
                min.is_none_or(|min| number >= min) && max.is_none_or(|max| number <= max)
            });
            let demand = match (min, max) {
                (Some(min), Some(max)) => format!("must be {min} to {max}"),
                (Some(min), None) => format!("must be at least {min}"),
                (None, Some(max)) => format!("must be at most {max}"),
                (None, None) => "must be an integer".to_owned(),
            };
            (met, demand)
        }
        Rule::MultipleOf(step) => {
            let met = *step != 0 && value.as_i64().is_some_and(|number| number % step == 0);
            (met, format!("must be a multiple of {step}"))
        }
        Rule::Pattern {
            expression,
            meaning,
        } => {
            if matches(expression, text()) {
                return Ok(());
            }
            // An expression alone is hard to read.
            return Err(match meaning.trim_end_matches('.') {
                "" => format!("must match `{expression}`"),
                meaning => format!("must match `{expression}` ({meaning})"),
            });
        }
        Rule::OneOf(values) => {
            let given = failure::text_of(value).unwrap_or_default();
            (
                values.contains(&given.as_str()),
                format!("must be one of {}", values.join(", ")),
            )
        }
    };
    if met { Ok(()) } else { Err(demand) }
}

/// Measures a text in an encoding. Another member of the body may choose the limit.
fn check_bytes(
    encoding: &str,
    max: u64,
    by: &[(&str, &str, u64)],
    body: &Value,
    text: &str,
) -> Result<(), String> {
    let chosen = by
        .iter()
        .find(|(member, value, _)| body[*member] == **value);
    let max = chosen.map_or(max, |(_, _, max)| *max);
    let condition = chosen.map_or(String::new(), |(member, value, _)| {
        format!(" where `{member}` is {value}")
    });
    if encoding == BASE64 {
        let octets = STANDARD.decode(text).map_err(|_| {
            "must be Base64 of the standard alphabet, with padding and nothing before it".to_owned()
        })?;
        return match octets.len() as u64 {
            length if length <= max => Ok(()),
            length => Err(format!(
                "must stand for at most {max} bytes{condition}, and does for {length}"
            )),
        };
    }
    // Lint refuses an encoding that there is not; without one nothing can be demanded.
    let Some(known) = Encoding::for_label(encoding.as_bytes()) else {
        return Ok(());
    };
    let (bytes, _, has_others) = known.encode(text);
    let name = known.name();
    if has_others {
        return Err(format!("must have characters of {name} only"));
    }
    let length = bytes.len() as u64;
    if length <= max {
        return Ok(());
    }
    Err(format!(
        "must have at most {max} bytes in {name}{condition}, and has {length}"
    ))
}

fn within(length: u64, min: u64, max: Option<u64>) -> bool {
    length >= min && max.is_none_or(|max| length <= max)
}

fn span(min: u64, max: Option<u64>) -> String {
    match max {
        Some(max) => format!("{min} to {max}"),
        None => format!("at least {min}"),
    }
}

fn shorten(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= SHOWN {
        return text;
    }
    let start: String = text.chars().take(SHOWN).collect();
    format!("{start}…")
}

/// Patterns are few and constant; each is compiled once.
fn matches(pattern: &'static str, text: &str) -> bool {
    static COMPILED: LazyLock<RwLock<HashMap<&'static str, Option<Regex>>>> =
        LazyLock::new(RwLock::default);
    // Lint refuses a pattern that does not compile; without one nothing can be demanded.
    let matches = |regex: &Option<Regex>| regex.as_ref().is_none_or(|regex| regex.is_match(text));
    let compiled = COMPILED.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(regex) = compiled.get(pattern) {
        return matches(regex);
    }
    drop(compiled);
    let mut compiled = COMPILED.write().unwrap_or_else(PoisonError::into_inner);
    matches(
        compiled
            .entry(pattern)
            .or_insert_with(|| Regex::new(pattern).ok()),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_of_a_map_are_checked() {
        let limit = Limit {
            place: Place::Body,
            at: "tags/*",
            secret: false,
            rules: &[Rule::Length {
                min: 0,
                max: Some(3),
            }],
        };
        let body = json!({ "tags": { "a": "abc", "b": "abcd" } });
        let around = Around {
            body: &body,
            now: &|| SystemTime::UNIX_EPOCH,
        };
        let error = walk(&limit, around, &body, &["tags", "*"], String::new()).unwrap_err();
        assert_eq!(
            error,
            "`tags.b` must have 0 to 3 characters; the value given is \"abcd\""
        );
    }
}
