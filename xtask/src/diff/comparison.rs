//! The comparison of two documents: where it stands and what it found.

use std::collections::{BTreeMap, BTreeSet};

use ncloud_spec::document::{Document, escape_pointer, members};
use serde_json::Value;

use super::change::{Change, Direction, Verdict};

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(super) struct At<'a> {
    pub(super) pointer: String,
    pub(super) value: &'a Value,
}

impl<'a> At<'a> {
    pub(super) fn new(pointer: impl Into<String>, value: &'a Value) -> Self {
        Self {
            pointer: pointer.into(),
            value,
        }
    }

    /// The member of this name; null when there is none.
    pub(super) fn member(&self, name: &str) -> Self {
        Self::new(
            format!("{}/{}", self.pointer, escape_pointer(name)),
            &self.value[name],
        )
    }

    pub(super) fn element(&self, index: usize) -> Self {
        Self::new(format!("{}/{index}", self.pointer), &self.value[index])
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.value.get(name).is_some()
    }

    /// What a reference leads to, at its own place, so that what is shared is reported there; anything
    /// else as it is.
    pub(super) fn resolved(self, document: &'a Document) -> Self {
        let reference = self.value["$ref"].as_str();
        match reference.and_then(|to| to.strip_prefix('#')) {
            Some(pointer) => Self::new(pointer, document.resolve(self.value)),
            None => self,
        }
    }
}

/// The comparison of two documents of one service.
pub(super) struct Comparison<'a> {
    pub(super) old: &'a Document,
    pub(super) new: &'a Document,
    /// The operation that is being compared.
    pub(super) operation: Option<&'a str>,
    /// Pairs of schemas that were met in this operation: schemas may be recursive.
    pub(super) met: BTreeSet<(String, String, Direction)>,
    /// Schemas that any operation reaches, by their pointers in the new document.
    pub(super) reached: BTreeSet<String>,
    changes: BTreeMap<(String, String), Change>,
}

impl<'a> Comparison<'a> {
    /// All differences, in the order of their places.
    pub(super) fn of(old: &'a Document, new: &'a Document) -> Vec<Change> {
        let mut comparison = Self {
            old,
            new,
            operation: None,
            met: BTreeSet::new(),
            reached: BTreeSet::new(),
            changes: BTreeMap::new(),
        };
        comparison.operations();
        comparison.operation = None;
        comparison.document();
        comparison.changes.into_values().collect()
    }

    /// Notes a difference. One that is met on several ways counts as its worst.
    pub(super) fn report(&mut self, place: &str, what: impl Into<String>, verdict: Verdict) {
        let what = what.into();
        let service = self.new.name();
        let change = self
            .changes
            .entry((place.to_owned(), what.clone()))
            .or_insert_with(|| Change {
                service: service.to_owned(),
                place: place.to_owned(),
                what,
                rust: verdict.rust,
                spec: verdict.spec,
                operations: BTreeSet::new(),
            });
        change.rust = change.rust.max(verdict.rust);
        change.spec = change.spec.max(verdict.spec);
        change.operations.extend(self.operation.map(str::to_owned));
    }

    /// Notes that a member is new, gone or another, when it is.
    pub(super) fn member(&mut self, old: &At<'_>, new: &At<'_>, name: &str, verdict: Verdict) {
        let (before, after) = (old.value.get(name), new.value.get(name));
        if before != after {
            let what = format!("`{name}` {}", happened(before, after));
            self.report(&new.member(name).pointer, what, verdict);
        }
    }

    /// Compares the members of two objects; what is not in `known` is a word that nobody taught us.
    pub(super) fn others(&mut self, old: &At<'_>, new: &At<'_>, known: &[&str]) {
        for name in names(old.value, new.value) {
            if !known.contains(&name) {
                let verdict = unknown(name);
                self.member(old, new, name, verdict);
            }
        }
    }
}

/// Names of the members of either object, without repetition.
pub(super) fn names<'v>(old: &'v Value, new: &'v Value) -> Vec<&'v str> {
    let mut names: Vec<&str> = members(old).map(|(name, _)| name).collect();
    names.extend(
        members(new)
            .map(|(name, _)| name)
            .filter(|name| old.get(*name).is_none()),
    );
    names
}

/// Words that explain are documentation anywhere. Another word may mean anything.
pub(super) fn unknown(name: &str) -> Verdict {
    const EXPLAINING: [&str; 11] = [
        "description",
        "summary",
        "title",
        "example",
        "examples",
        "externalDocs",
        "deprecated",
        "x-ncloud-source",
        "x-ncloud-confidence",
        "x-ncloud-errata",
        "x-ncloud-untyped",
    ];
    if EXPLAINING.contains(&name) {
        Verdict::DOCUMENTATION
    } else {
        Verdict::BREAKING
    }
}

/// What happened to a value, in words; short values are shown.
pub(super) fn happened(old: Option<&Value>, new: Option<&Value>) -> String {
    let shown = |value: &Value| match value {
        Value::Object(_) | Value::Array(_) => None,
        other => Some(other.to_string()).filter(|text| text.chars().count() <= 60),
    };
    match (old, new) {
        (None, Some(new)) => match shown(new) {
            Some(new) => format!("is new: {new}"),
            None => "is new".to_owned(),
        },
        (Some(old), None) => match shown(old) {
            Some(old) => format!("is gone: {old}"),
            None => "is gone".to_owned(),
        },
        (Some(old), Some(new)) => match (shown(old), shown(new)) {
            (Some(old), Some(new)) => format!("is {new} instead of {old}"),
            _ => "is another".to_owned(),
        },
        (None, None) => "is not there".to_owned(),
    }
}
