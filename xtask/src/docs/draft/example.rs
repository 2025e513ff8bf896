//! Values of parameters, from the URLs of examples.

use serde_json::{Value, json};

use super::super::model::{Page, Place};

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
