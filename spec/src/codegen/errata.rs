//! Errata as a machine reads them: the `differences` that an erratum makes between a page of the
//! vendor and the document.
//!
//! ```yaml
//! differences:
//!   - {what: name, in: response, member: data.caCertInfo.country, printed: data.caCertInfo.contry}
//! ```
//!
//! `cargo xtask docs diff` folds away what they state, and reports those that a page no longer bears
//! out.

use serde_json::Value;

use super::lint::Finding;
use crate::document::{Document, escape_pointer, members};

/// What may differ, with the members that say how; `printed` is the page's, `believed` ours.
const KINDS: [(&str, &[&str]); 11] = [
    // The page prints another path, method or host.
    ("path", &["printed"]),
    ("method", &["printed"]),
    ("host", &["printed"]),
    // `printed`: `Required` or `Optional`.
    ("required", &["in", "member", "printed"]),
    // `printed`: the type as the page spells it.
    ("type", &["in", "member", "printed"]),
    // One value of an enumeration: `printed` when only the page has it, `believed` when only we have.
    ("value", &["in", "member"]),
    // `printed`: the limits as the page has them, for example `3..30`.
    ("limit", &["in", "member", "printed"]),
    // The page spells the member otherwise, or puts it elsewhere: `printed` is that name or path.
    ("name", &["in", "member", "printed"]),
    // The page does not have the member.
    ("absent", &["in", "member"]),
    // Only the page has the member.
    ("extra", &["in", "printed"]),
    // An example shows something else than the document describes.
    ("example", &["in", "member"]),
];

/// Where a member stands. Paths of members start there and have no mark for lists.
const PLACES: [&str; 5] = ["path", "query", "header", "body", "response"];

const MEMBERS: [&str; 7] = [
    "what",
    "in",
    "member",
    "printed",
    "believed",
    "operations",
    // `older`: only some pages print it, mostly older ones; a page without it proves nothing.
    "pages",
];

/// Checks the `differences` of every erratum of a document.
#[must_use]
pub fn lint(document: &Document) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (id, erratum) in members(&document.value()["x-ncloud-errata"]) {
        let pointer = format!("/x-ncloud-errata/{}/differences", escape_pointer(id));
        match erratum.get("differences") {
            None => {}
            Some(Value::Array(differences)) if !differences.is_empty() => {
                for (index, difference) in differences.iter().enumerate() {
                    let pointer = format!("{pointer}/{index}");
                    if let Err(message) = check(document, id, difference) {
                        findings.push(Finding {
                            file: document.file().to_owned(),
                            pointer,
                            message,
                        });
                    }
                }
            }
            Some(_) => findings.push(Finding {
                file: document.file().to_owned(),
                pointer,
                message: "list the differences, or leave the member out".to_owned(),
            }),
        }
    }
    findings
}

fn check(document: &Document, id: &str, difference: &Value) -> Result<(), String> {
    let names = KINDS.map(|(what, _)| what).join(", ");
    let (what, needed) = KINDS
        .into_iter()
        .find(|(what, _)| difference["what"] == *what)
        .ok_or_else(|| format!("`what` must be one of {names}"))?;
    if let Some((unknown, _)) = members(difference).find(|(name, _)| !MEMBERS.contains(name)) {
        return Err(format!(
            "`{unknown}` is not a member that we use: one of {}",
            MEMBERS.join(", ")
        ));
    }
    if let Some(missing) = needed.iter().find(|name| !difference[**name].is_string()) {
        return Err(format!(
            "a difference of the kind `{what}` needs `{missing}`"
        ));
    }
    if what == "value" && difference["printed"].is_string() == difference["believed"].is_string() {
        return Err("give the value, either as `printed` or as `believed`".to_owned());
    }
    if let Some(place) = difference["in"].as_str()
        && !PLACES.contains(&place)
    {
        return Err(format!("`in` must be one of {}", PLACES.join(", ")));
    }
    if difference
        .get("pages")
        .is_some_and(|pages| pages != "older")
    {
        return Err("`pages` must be `older`, or left out".to_owned());
    }
    let operations = difference["operations"].as_array();
    let stranger = operations
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .find(|operation| !names_erratum(document, operation, id));
    match stranger {
        Some(stranger) => Err(format!(
            "`{stranger}` is not an operation that names `{id}` in its own `x-ncloud-errata`"
        )),
        None => Ok(()),
    }
}

fn names_erratum(document: &Document, operation: &str, id: &str) -> bool {
    document.operation(operation).is_some_and(|operation| {
        operation.value["x-ncloud-errata"]
            .as_array()
            .is_some_and(|ids| ids.iter().any(|named| named == id))
    })
}
