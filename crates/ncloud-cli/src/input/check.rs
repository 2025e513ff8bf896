//! Whether a body is as documented: what must be there, types, and closed lists of values. Lengths,
//! ranges and patterns are checked by `ncloud-core`, as for typed calls.

use serde_json::Value;

use crate::catalogue::{Kind, Member};
use crate::command_line::operation::{flag, sources};
use crate::failure::Failure;

/// Checks the members of a body; the flags of those that are missing are added to `missing`.
pub(crate) fn body(
    members: &'static [Member],
    value: &Value,
    missing: &mut Vec<String>,
) -> Result<(), Failure> {
    object(members, value, "", missing)
}

fn object(
    members: &'static [Member],
    value: &Value,
    at: &str,
    missing: &mut Vec<String>,
) -> Result<(), Failure> {
    for member in members {
        let name = match at {
            "" => member.name.to_owned(),
            at => format!("{at}.{}", member.name),
        };
        match value.get(member.name) {
            Some(Value::Null) | None => {
                if member.required {
                    absent(member, missing);
                }
            }
            Some(value) => typed(member, member.kind, value, &name, missing)?,
        }
    }
    Ok(())
}

/// The flags that would give what is missing: of an object, those of its members that must be there.
pub(super) fn absent(member: &'static Member, missing: &mut Vec<String>) {
    match member.kind {
        Kind::Object(members) if members.iter().any(|member| member.required) => {
            let required = members.iter().filter(|member| member.required);
            required.for_each(|member| absent(member, missing));
        }
        Kind::Object(_) => missing.push(format!("--{}.…", member.flag)),
        _ if member.secret => {
            let source = sources(member)[0];
            missing.push(format!("--{}{source}", flag(member)));
        }
        _ => missing.push(format!("--{}", flag(member))),
    }
}

fn typed(
    member: &'static Member,
    kind: Kind,
    value: &Value,
    name: &str,
    missing: &mut Vec<String>,
) -> Result<(), Failure> {
    let demand = match kind {
        Kind::Text | Kind::File if !value.is_string() => "text",
        // The services take numbers as text, too.
        Kind::Integer if !(value.is_i64() || is_integer_text(value)) => "an integer",
        Kind::Number if !value.is_number() => "a number",
        Kind::Boolean if !value.is_boolean() => "true or false",
        Kind::List(item) => match value.as_array() {
            Some(items) => {
                for (index, value) in items.iter().enumerate() {
                    typed(member, *item, value, &format!("{name}[{index}]"), missing)?;
                }
                return Ok(());
            }
            None => "a list",
        },
        Kind::Object(members) if value.is_object() => {
            return object(members, value, name, missing);
        }
        Kind::Object(_) => "an object",
        _ => return closed(member, value, name),
    };
    Err(refuse(member, name, &format!("must be {demand}"), value))
}

fn closed(member: &Member, value: &Value, name: &str) -> Result<(), Failure> {
    let is_known = |text: &str| member.values.iter().any(|(known, _)| *known == text);
    match value {
        Value::String(text) if member.closed && !is_known(text) => {
            let values: Vec<&str> = member.values.iter().map(|(value, _)| *value).collect();
            let demand = format!("must be one of {}", values.join(", "));
            Err(refuse(member, name, &demand, value))
        }
        _ => Ok(()),
    }
}

fn is_integer_text(value: &Value) -> bool {
    value
        .as_str()
        .is_some_and(|text| text.parse::<i64>().is_ok())
}

/// Whether a value may be, or hold, a secret, and so is not shown.
pub(super) fn hides(member: &Member) -> bool {
    member.secret || holds_secrets(member.kind)
}

/// Whether members of an object are secrets, at any depth: a value of another type may be one of them.
fn holds_secrets(kind: Kind) -> bool {
    match kind {
        Kind::Object(members) => members
            .iter()
            .any(|member| member.secret || holds_secrets(member.kind)),
        Kind::List(item) => holds_secrets(*item),
        _ => false,
    }
}

fn refuse(member: &Member, name: &str, demand: &str, value: &Value) -> Failure {
    let shown = if hides(member) {
        "not shown".to_owned()
    } else {
        let text = value.to_string();
        let cut: String = text.chars().take(60).collect();
        if cut == text {
            cut
        } else {
            format!("{cut}…")
        }
    };
    Failure::usage(
        format!("`{name}` {demand}; the value given is {shown}"),
        "change the value; --help tells the limits",
    )
}
