//! What profiles, trust anchors and CRLs have in common.

use serde::{Deserialize, Serialize};

use super::limits;
use super::refusal::Refusal;
use crate::call::Call;

/// Something with a name that can be switched on and off. Times are epoch milliseconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Entry<Content> {
    /// Entries of one millisecond have an order, too.
    pub(super) number: i64,
    pub(super) name: String,
    pub(super) is_enabled: bool,
    pub(super) created: i64,
    pub(super) updated: i64,
    pub(super) content: Content,
}

impl<Content: Clone + PartialEq> Entry<Content> {
    /// A new entry with the name that a call gives it, switched on when the call says so.
    pub(super) fn new(call: &Call, number: i64, content: Content) -> Self {
        Self {
            number,
            name: call.member("name").to_owned(),
            is_enabled: call.body["enabled"] == true,
            created: call.now,
            updated: call.now,
            content,
        }
    }

    /// Changes the entry, and the time of its last change if it has become another.
    pub(super) fn change(&mut self, call: &Call, change: impl FnOnce(&mut Self)) {
        let before = self.clone();
        change(self);
        if *self != before {
            self.updated = call.now;
        }
    }

    /// Switches the entry on or off.
    pub(super) fn switch(&mut self, call: &Call) {
        self.change(call, |entry| entry.is_enabled = super::switches_on(call));
    }
}

/// The name that a change gives, if it gives one.
pub(super) fn new_name(call: &Call, longest: usize) -> Result<Option<String>, Refusal> {
    let name = call.body["name"].as_str();
    name.map(|name| limits::name(name, longest)).transpose()
}
