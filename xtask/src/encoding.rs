//! The target of a request, and values in it.

use ncloud_spec::document::{Example, Operation};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

/// Everything but RFC 3986's unreserved characters is encoded.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The colon of serial numbers stays, as the client sends it.
const SEGMENT: &AsciiSet = &QUERY.remove(b':');

/// Path and query of an operation below the server, with the parameters that the example has, in their
/// order.
pub(crate) fn target(operation: Operation<'_>, example: &Example) -> Result<String, String> {
    let mut target = operation.path.to_owned();
    for (name, given) in &example.path {
        let text = scalar(given).ok_or_else(|| no_scalar(name))?;
        target = target.replace(&format!("{{{name}}}"), &in_path(&text));
    }
    if target.contains('{') {
        return Err(format!("a parameter of the path has no example: {target}"));
    }
    let mut separator = '?';
    for (name, given) in &example.query {
        for value in repeated(given).ok_or_else(|| no_scalar(name))? {
            let (name, value) = (in_query(name), in_query(&value));
            target.push_str(&format!("{separator}{name}={value}"));
            separator = '&';
        }
    }
    Ok(target)
}

/// Why the example of a parameter cannot be sent.
pub(crate) fn no_scalar(name: &str) -> String {
    format!("the example of `{name}` is no scalar")
}

/// A value as one segment of a path.
pub(crate) fn in_path(value: &str) -> String {
    utf8_percent_encode(value, SEGMENT).to_string()
}

/// A name or a value of a query.
pub(crate) fn in_query(value: &str) -> String {
    utf8_percent_encode(value, QUERY).to_string()
}

/// The values of a parameter of the query, whose name is repeated for each item of a list; nothing for
/// objects, null, and lists that hold anything but scalars.
fn repeated(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::Array(items) => items.iter().map(scalar).collect(),
        value => scalar(value).map(|text| vec![text]),
    }
}

/// A value as it stands in a path or a query; nothing for lists, objects and null.
pub(crate) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
