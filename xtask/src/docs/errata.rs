//! Which differences an erratum records, and which errata a page no longer bears out.

use ncloud_spec::document::{Operation, escape_pointer, members};
use serde::Serialize;
use serde_json::Value;

use super::difference::Difference;
use super::model::{Page, Place};
use super::specification::{Location, Service, Source};

/// Differences with the errata that record them, and errata that have none.
#[derive(Debug, Default)]
pub(super) struct Judged {
    pub(super) differences: Vec<Difference>,
    pub(super) obsolete: Vec<Obsolete>,
}

/// What an erratum states and the page does not show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Obsolete {
    pub(super) erratum: String,
    pub(super) message: String,
    pub(super) location: Location,
}

impl Judged {
    pub(super) fn unrecorded(differences: Vec<Difference>) -> Self {
        Self {
            differences,
            obsolete: Vec::new(),
        }
    }

    /// Differences that nothing records.
    pub(super) fn unexplained(&self) -> impl Iterator<Item = &Difference> {
        self.differences
            .iter()
            .filter(|difference| difference.erratum.is_none())
    }

    /// Whether somebody has something to do.
    pub(super) fn is_clean(&self) -> bool {
        self.unexplained().next().is_none() && self.obsolete.is_empty()
    }
}

/// Judges the differences of a page of an operation.
pub(super) fn judge(
    differences: Vec<Difference>,
    page: &Page,
    service: &Service<'_>,
    operation: Operation<'_>,
) -> Judged {
    let named: Vec<&str> = operation.value["x-ncloud-errata"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let mut judged = Judged::unrecorded(differences);
    for (id, erratum) in members(&service.document().value()["x-ncloud-errata"]) {
        if !named.contains(&id) {
            continue;
        }
        for (index, entry) in erratum["differences"]
            .as_array()
            .into_iter()
            .flatten()
            .enumerate()
        {
            if !concerns(entry, operation.id()) {
                continue;
            }
            let matched = judged.record(id, entry);
            let token = escape_pointer(id);
            let pointer = format!("/x-ncloud-errata/{token}/differences/{index}");
            if !matched && entry["pages"] != "older" && is_shown(page, entry) {
                judged.obsolete.push(Obsolete {
                    erratum: id.to_owned(),
                    message: statement(entry),
                    location: service.place(&pointer).location(),
                });
            }
        }
    }
    // Errata of the guide concern every page: the headers are the same.
    judged.record_common(service.common);
    judged
}

/// Judges the differences of a page about services. Errata of operations do not concern it, and what
/// one page of the guide shows says nothing about another.
pub(super) fn judge_common(differences: Vec<Difference>, common: &Source) -> Judged {
    let mut judged = Judged::unrecorded(differences);
    judged.record_common(common);
    judged
}

impl Judged {
    fn record_common(&mut self, common: &Source) {
        for (id, erratum) in members(&common.document.value()["x-ncloud-errata"]) {
            for entry in erratum["differences"].as_array().into_iter().flatten() {
                self.record(id, entry);
            }
        }
    }

    /// Puts the erratum to what it records; tells whether there was anything.
    fn record(&mut self, id: &str, entry: &Value) -> bool {
        let mut matched = false;
        for difference in self
            .differences
            .iter_mut()
            .filter(|difference| records(entry, difference))
        {
            difference.erratum.get_or_insert_with(|| id.to_owned());
            matched = true;
        }
        matched
    }
}

fn concerns(entry: &Value, operation: &str) -> bool {
    entry["operations"]
        .as_array()
        .is_none_or(|operations| operations.iter().any(|named| named == operation))
}

/// Whether an entry states a difference: every member that it has must agree.
fn records(entry: &Value, difference: &Difference) -> bool {
    let agrees = |name: &str, ours: Option<&str>| {
        entry[name]
            .as_str()
            .is_none_or(|stated| ours == Some(stated))
    };
    entry["what"] == difference.what.name()
        && agrees("in", difference.place.map(Place::name))
        && agrees("member", difference.member.as_deref())
        && agrees("printed", difference.printed.as_deref())
        && agrees("believed", difference.believed.as_deref())
}

/// Whether the page has the part of the call that an entry is about, whole.
fn is_shown(page: &Page, entry: &Value) -> bool {
    let place = Place::ALL
        .into_iter()
        .find(|place| entry["in"] == place.name());
    place.is_none_or(|place| page.fields_in(place).next().is_some() && !page.is_cut(place))
}

/// What an entry states, in words.
fn statement(entry: &Value) -> String {
    let member = |name: &str| {
        entry[name]
            .as_str()
            .map(|value| format!("{name} `{value}`"))
    };
    let parts = ["what", "in", "member", "printed", "believed"]
        .into_iter()
        .filter_map(member);
    format!(
        "the page no longer shows: {}",
        parts.collect::<Vec<_>>().join(", ")
    )
}
