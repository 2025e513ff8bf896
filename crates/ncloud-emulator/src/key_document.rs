//! Key pairs as JSON. Read by hand, because errors must not repeat what a secret key may be part of.

use std::io;

use serde_json::Value;

use crate::key::Key;

const MEMBERS: [&str; 6] = [
    "accessKey",
    "secretKey",
    "account",
    "permissions",
    "allowedAddresses",
    "stopped",
];

/// Reads a list of key pairs.
///
/// # Errors
/// When the text is something else.
pub(crate) fn read_list(text: &str) -> io::Result<Vec<Key>> {
    let value: Value = serde_json::from_str(text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        refusal(format!("it is not JSON at line {line}, column {column}"))
    })?;
    let Value::Array(keys) = &value else {
        return Err(refusal("it must be a list of key pairs"));
    };
    keys.iter().map(read).collect()
}

/// Reads one key pair.
///
/// # Errors
/// When the value is something else, or no client could use the key pair.
pub(crate) fn read(value: &Value) -> io::Result<Key> {
    let Value::Object(members) = value else {
        return Err(refusal("a key pair must be an object"));
    };
    if members.keys().any(|name| !MEMBERS.contains(&name.as_str())) {
        let known = MEMBERS.join(", ");
        return Err(refusal(format!("a key pair has no members but {known}")));
    }
    let text = |name: &str| {
        let text = value[name].as_str();
        text.ok_or_else(|| refusal(format!("a key pair must have the text {name}")))
    };
    let (access_key, secret_key) = (text("accessKey")?, text("secretKey")?);
    let mut key = match &value["account"] {
        Value::Null => Key::main(access_key, secret_key),
        account if account == "main" => Key::main(access_key, secret_key),
        account if account == "sub" => Key::sub(access_key, secret_key),
        _ => return Err(refusal("account must be main or sub")),
    };
    key = match &value["permissions"] {
        Value::Null => key,
        Value::Array(names) if names.iter().all(Value::is_string) => {
            key.permissions(names.iter().filter_map(Value::as_str))
        }
        _ => return Err(refusal("permissions must be a list of names")),
    };
    key = match &value["allowedAddresses"] {
        Value::Null => key,
        Value::Array(ranges) if ranges.iter().all(Value::is_string) => {
            key.allow_addresses(ranges.iter().filter_map(Value::as_str))?
        }
        _ => {
            return Err(refusal(
                "allowedAddresses must be a list of addresses or ranges",
            ));
        }
    };
    key.stopped = match &value["stopped"] {
        Value::Null => false,
        Value::Bool(stopped) => *stopped,
        _ => return Err(refusal("stopped must be true or false")),
    };
    key.check()?;
    Ok(key)
}

fn refusal(message: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message.into())
}
