//! What examples tell: values of parameters, and which numbers are whole.

use serde_json::{Value, json};

use super::super::model::{Field, Kind, Page, Place};

/// The value that an example has for a parameter.
pub(super) fn parameter(page: &Page, path: &str, name: &str, place: Place) -> Option<Value> {
    let urls = page
        .requests
        .iter()
        .filter_map(|request| request.url.as_deref());
    let mut values = urls.filter_map(|url| match place {
        Place::Path => in_path(url, path, name),
        _ => in_query(url, name),
    });
    values
        .find(|value| !value.is_empty() && !value.starts_with('{'))
        .map(|value| json!(value))
}

/// The segment of a URL that stands where the template has the name. Counted from the end: a server may
/// have a path of its own.
fn in_path(url: &str, path: &str, name: &str) -> Option<String> {
    let url = url.split('?').next().unwrap_or(url);
    let from_end = path
        .rsplit('/')
        .position(|segment| segment == format!("{{{name}}}"))?;
    url.rsplit('/').nth(from_end).map(str::to_owned)
}

fn in_query(url: &str, name: &str) -> Option<String> {
    let (_, query) = url.split_once('?')?;
    let pair = query
        .split('&')
        .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    pair.map(|value| {
        percent_encoding::percent_decode_str(value)
            .decode_utf8_lossy()
            .into_owned()
    })
}

/// Whether a member that the page types as Number is an integer wherever an example has it.
pub(in super::super) fn is_whole(page: &Page, field: &Field) -> bool {
    let is_number = |kind: &super::super::model::Type| kind.kinds == [Kind::Number];
    if !field.kind.as_ref().is_some_and(is_number) {
        return false;
    }
    let mut values = Vec::new();
    if field.place == Place::Body {
        let bodies = page.requests.iter().filter_map(|it| it.body.as_ref());
        bodies.for_each(|body| members(body, &field.path, &mut values));
    } else if field.place == Place::Response {
        let answers = page.responses.iter().filter(|it| !it.failure);
        answers.for_each(|answer| members(&answer.body, &field.path, &mut values));
    }
    values.retain(|value| !value.is_null());
    !values.is_empty() && values.into_iter().all(|value| value.is_i64())
}

/// The values at a path of names, of each element of a list.
fn members<'v>(value: &'v Value, path: &str, found: &mut Vec<&'v Value>) {
    match value {
        Value::Array(elements) => {
            for element in elements {
                members(element, path, found);
            }
        }
        _ if path.is_empty() => found.push(value),
        _ => {
            let (name, rest) = path.split_once('.').unwrap_or((path, ""));
            if let Some(member) = value.get(name) {
                members(member, rest, found);
            }
        }
    }
}
