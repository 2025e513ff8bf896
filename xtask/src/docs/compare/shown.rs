//! Examples of the page beside ours. Both may follow the schema and yet say different things, as after a
//! change of the page: that is no difference of the specification, but worth a look.

use ncloud_spec::document::Operation;
use serde_json::Value;

use super::super::model::{Note, Page, Place};

/// Name of the examples that were taken from a page.
const OURS: &str = "page";

/// Members that are named one by one; more are counted.
const NAMED: usize = 5;

/// A note for the body and one for the answer, where no example of the page is ours.
pub(super) fn notes(page: &Page, operation: Operation<'_>) -> Vec<Note> {
    let mut examples = operation.examples().into_iter();
    let Some(ours) = examples.find(|example| example.name == OURS) else {
        return Vec::new();
    };
    let requests = page.requests.iter().filter_map(|request| {
        let body = request.body.as_ref()?;
        Some((body, request.masked.as_slice(), request.line))
    });
    let answers = page.responses.iter().filter(|response| !response.failure);
    let answers =
        answers.map(|response| (&response.body, response.masked.as_slice(), response.line));
    [
        note(Place::Body, ours.body.as_ref(), requests),
        note(Place::Response, ours.response.as_ref(), answers),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What the example of the page that is nearest to ours has otherwise.
fn note<'p>(
    place: Place,
    ours: Option<&Value>,
    theirs: impl Iterator<Item = (&'p Value, &'p [String], usize)>,
) -> Option<Note> {
    let ours = ours?;
    let differing = theirs.map(|(theirs, masked, line)| {
        let mut members = Vec::new();
        compare(theirs, ours, "", masked, &mut members);
        (members, line)
    });
    let (members, line) = differing.min_by_key(|(members, _)| members.len())?;
    if members.is_empty() {
        return None;
    }
    let named: Vec<String> = members
        .iter()
        .take(NAMED)
        .map(|pointer| format!("`{pointer}`"))
        .collect();
    let more = match members.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    Some(Note {
        line,
        text: format!(
            "the example of the {place} is not ours: {}{more}",
            named.join(", ")
        ),
        cut: None,
    })
}

/// The pointers of what differs, except for what the page masks.
fn compare(
    theirs: &Value,
    ours: &Value,
    pointer: &str,
    masked: &[String],
    found: &mut Vec<String>,
) {
    if theirs == ours || masked.iter().any(|masked| masked == pointer) {
        return;
    }
    match (theirs, ours) {
        (Value::Object(theirs), Value::Object(ours)) => {
            let only_ours = ours.keys().filter(|name| !theirs.contains_key(*name));
            for name in theirs.keys().chain(only_ours) {
                let below = format!("{pointer}/{}", ncloud_spec::document::escape_pointer(name));
                match (theirs.get(name), ours.get(name)) {
                    (Some(theirs), Some(ours)) => compare(theirs, ours, &below, masked, found),
                    _ => found.push(below),
                }
            }
        }
        (Value::Array(theirs), Value::Array(ours)) if theirs.len() == ours.len() => {
            for (index, (theirs, ours)) in theirs.iter().zip(ours).enumerate() {
                compare(theirs, ours, &format!("{pointer}/{index}"), masked, found);
            }
        }
        _ => found.push(pointer.to_owned()),
    }
}
