//! From an operation and known values to what is sent.

use ncloud_spec::document::{Document, Operation};
use serde_json::{Map, Value};

use super::values::Values;
use crate::encoding::{in_path, in_query, scalar};

/// A request without its signature.
pub(crate) struct Request {
    /// Path and query below the server's URL.
    pub(crate) target: String,
    pub(crate) body: Option<Value>,
}

/// The request of an operation with nothing but what is required and the parameters that the command
/// line gives for it, or the name of what is not known.
pub(crate) fn request(
    document: &Document,
    operation: &Operation<'_>,
    values: &Values<'_>,
) -> Result<Request, String> {
    let mut path = operation.path.to_owned();
    let mut query = String::new();
    for parameter in operation.parameters() {
        let name = parameter["name"].as_str().unwrap_or_default();
        if parameter["required"] != true && !values.is_given_for(name, operation) {
            continue;
        }
        let value = values
            .value(name, operation, &parameter["schema"])
            .and_then(|value| scalar(&value))
            .ok_or(name)?;
        match parameter["in"].as_str() {
            // These segments would name another path.
            Some("path") if ["", ".", ".."].contains(&value.as_str()) => {
                return Err(name.to_owned());
            }
            Some("path") => path = path.replace(&format!("{{{name}}}"), &in_path(&value)),
            Some("query") => {
                let separator = if query.is_empty() { '?' } else { '&' };
                query.push_str(&format!("{separator}{name}={}", in_query(&value)));
            }
            _ => return Err(name.to_owned()),
        }
    }
    Ok(Request {
        target: path + &query,
        body: body(document, operation, values)?,
    })
}

fn body(
    document: &Document,
    operation: &Operation<'_>,
    values: &Values<'_>,
) -> Result<Option<Value>, String> {
    if document.resolve(&operation.value["requestBody"])["required"] != true {
        return Ok(None);
    }
    let mut members = Map::new();
    for (name, schema) in required_members(document, operation) {
        let value = values.value(name, operation, schema).ok_or(name)?;
        members.insert(name.to_owned(), value);
    }
    Ok(Some(Value::Object(members)))
}

/// Names of all that an operation requires: what is worth remembering from answers.
pub(crate) fn required_names(document: &Document, operation: &Operation<'_>) -> Vec<String> {
    let parameters = operation
        .parameters()
        .filter(|parameter| parameter["required"] == true)
        .filter_map(|parameter| parameter["name"].as_str());
    let members = required_members(document, operation).map(|(name, _)| name);
    parameters.chain(members).map(str::to_owned).collect()
}

/// The required members of a request body, and their schemas.
fn required_members<'a>(
    document: &'a Document,
    operation: &Operation<'a>,
) -> impl Iterator<Item = (&'a str, &'a Value)> {
    let schema = operation
        .request_body()
        .map_or(&Value::Null, |media| document.resolve(&media["schema"]));
    let names = schema["required"].as_array().map_or(&[][..], Vec::as_slice);
    names
        .iter()
        .filter_map(Value::as_str)
        .map(|name| (name, &schema["properties"][name]))
}
