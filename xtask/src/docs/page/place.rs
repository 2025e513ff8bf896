//! Parameters whose heading does not tell where they go: the URI and the examples do.

use serde_json::Value;

use super::super::model::{Page, Place};
use super::Reader;

impl Reader {
    pub(super) fn decide_places(&mut self) {
        for index in std::mem::take(&mut self.undecided) {
            let place = place(&self.page, &self.page.fields[index].path);
            self.page.fields[index].place = place;
        }
    }
}

fn place(page: &Page, path: &str) -> Place {
    let name = path.split('.').next().unwrap_or(path);
    let uri = page
        .request_line
        .as_ref()
        .map_or("", |request| request.uri.as_str());
    if template_names(uri).any(|template| same_name(template, name)) {
        return Place::Path;
    }
    if name.to_ascii_lowercase().starts_with("x-ncp-") || ["Content-Type", "Accept"].contains(&name)
    {
        return Place::Header;
    }
    if page.requests.iter().any(|request| {
        request
            .body
            .as_ref()
            .is_some_and(|body| has_member(body, name))
    }) {
        return Place::Body;
    }
    let in_query = |url: &String| {
        let query = url.split_once('?').map_or("", |(_, query)| query);
        query
            .split('&')
            .any(|pair| pair.split('=').next() == Some(name))
    };
    if page
        .requests
        .iter()
        .filter_map(|request| request.url.as_ref())
        .any(in_query)
    {
        return Place::Query;
    }
    let method = page
        .request_line
        .as_ref()
        .map_or("", |request| request.method.as_str());
    if matches!(method, "POST" | "PUT" | "PATCH") {
        Place::Body
    } else {
        Place::Query
    }
}

/// The names in braces of a URI.
pub(in crate::docs) fn template_names(uri: &str) -> impl Iterator<Item = &str> {
    uri.split('{')
        .skip(1)
        .filter_map(|part| part.split('}').next())
}

/// Whether two names differ by nothing but how words are joined: `group-no` and `groupNo`.
pub(in crate::docs) fn same_name(left: &str, right: &str) -> bool {
    let fold = |name: &str| -> String {
        name.chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|character| character.to_ascii_lowercase())
            .collect()
    };
    fold(left) == fold(right)
}

/// Whether a body, or the first item of one that is a list, has a member.
fn has_member(body: &Value, name: &str) -> bool {
    body.get(0).unwrap_or(body).get(name).is_some()
}
