//! Texts of the command line as JSON values.

use serde_json::Value;

use crate::catalogue::{Kind, Member};
use crate::failure::Failure;

/// The value of a flag; one that may be repeated gives a list.
pub(crate) fn read<'a>(
    member: &Member,
    flag: &str,
    texts: impl Iterator<Item = &'a String>,
) -> Result<Value, Failure> {
    let read = |kind, text: &str| {
        one(kind, text).map_err(|demand| {
            Failure::usage(
                format!("--{flag} {demand}; the value given is `{text}`"),
                "change the value; --help tells the limits",
            )
        })
    };
    if let Kind::List(item) = member.kind {
        let items = texts.map(|text| read(*item, text));
        return items.collect::<Result<Vec<_>, _>>().map(Value::from);
    }
    texts
        .last()
        .map_or(Ok(Value::Null), |text| read(member.kind, text))
}

/// The demand in words, when the text does not meet it.
fn one(kind: Kind, text: &str) -> Result<Value, String> {
    match kind {
        Kind::Text | Kind::File => Ok(Value::from(text)),
        Kind::Integer => text
            .parse::<i64>()
            .map(Value::from)
            .map_err(|_| "must be an integer".to_owned()),
        Kind::Number => text
            .parse::<f64>()
            .ok()
            .filter(|number| number.is_finite())
            .map(Value::from)
            .ok_or_else(|| "must be a number".to_owned()),
        Kind::Boolean => text
            .parse::<bool>()
            .map(Value::from)
            .map_err(|_| "must be true or false".to_owned()),
        Kind::List(_) | Kind::Object(_) | Kind::Json => {
            serde_json::from_str(text).map_err(|error| {
                let full = error.to_string();
                let reason = full
                    .split(" at line ")
                    .next()
                    .unwrap_or_default()
                    .to_owned();
                format!(
                    "must be JSON, but in line {}, column {}: {reason}",
                    error.line(),
                    error.column()
                )
            })
        }
    }
}
