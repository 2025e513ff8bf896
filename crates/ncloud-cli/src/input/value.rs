//! Texts of the command line as JSON values.

use serde_json::Value;

use crate::catalogue::{Kind, Member};
use crate::failure::Failure;

use super::check::hides;

/// The value of a flag; one that may be repeated gives a list.
pub(crate) fn read<'a>(
    member: &Member,
    flag: &str,
    texts: impl Iterator<Item = &'a String>,
) -> Result<Value, Failure> {
    let read = |kind, text: &str| {
        one(kind, text).map_err(|demand| {
            let shown = if hides(member) {
                "not shown".to_owned()
            } else {
                format!("`{text}`")
            };
            Failure::usage(
                format!("--{flag} {demand}; the value given is {shown}"),
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
                let (line, column) = (error.line(), error.column());
                format!(
                    "must be JSON, but in line {line}, column {column}: {}",
                    reason(&error)
                )
            })
        }
    }
}

/// Why a text is not JSON, without the place. What serde says of syntax repeats nothing of the text.
pub(super) fn reason(error: &serde_json::Error) -> String {
    let full = error.to_string();
    let reason = full.split(" at line ").next();
    reason.unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEMBER: Member = Member {
        name: "target",
        flag: "target",
        kind: Kind::Object(&[]),
        required: false,
        secret: false,
        is_text_file: false,
        values: &[],
        closed: false,
        help: "",
    };

    #[test]
    fn what_may_hold_secrets_is_not_repeated() {
        const SECRET: Member = Member {
            name: "password",
            secret: true,
            kind: Kind::Text,
            ..MEMBER
        };
        let text = r#"{"password": "hunter2""#.to_owned();
        let read = |kind| {
            let member = Member { kind, ..MEMBER };
            let outcome = read(&member, "target", std::iter::once(&text));
            outcome.map_err(|failure| failure.what().to_owned())
        };
        let why = "--target must be JSON, but in line 1, column 22: EOF while parsing an object";
        let hidden = Err(format!("{why}; the value given is not shown"));
        assert_eq!(read(Kind::List(&Kind::Object(&[SECRET]))), hidden);
        assert_eq!(read(Kind::Object(&[SECRET])), hidden);
        let shown = Err(format!("{why}; the value given is `{text}`"));
        assert_eq!(read(Kind::List(&Kind::Object(&[MEMBER]))), shown);
    }
}
