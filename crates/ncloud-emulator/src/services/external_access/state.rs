//! The tables, and how rows are found in them.

use super::entry::Entry;
use super::refusal::Refusal;
use super::rows::{Crl, Profile, TrustAnchor};
use crate::call::Call;
use crate::services::sub_account::ACCOUNT;
use crate::store::{Rows, Table, Tables};

/// What the service remembers, by ids.
pub(crate) struct State {
    pub(super) profiles: Table<Entry<Profile>>,
    pub(super) trust_anchors: Table<Entry<TrustAnchor>>,
    pub(super) crls: Table<Entry<Crl>>,
    /// The last number of each series.
    pub(super) numbers: Table<i64>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            profiles: Table::new("external-access.profile"),
            trust_anchors: Table::new("external-access.trust-anchor"),
            crls: Table::new("external-access.crl"),
            numbers: Table::new("external-access.number"),
        }
    }
}

impl Tables for State {
    fn tables(&mut self) -> Vec<&mut dyn Rows> {
        vec![
            &mut self.profiles,
            &mut self.trust_anchors,
            &mut self.crls,
            &mut self.numbers,
        ]
    }
}

/// The name of something across the platform.
pub(super) fn nrn(kind: &str, id: &str) -> String {
    format!("nrn:PUB:ExternalAccess::{ACCOUNT}:{kind}/{id}")
}

impl State {
    /// The profile that a call is about.
    pub(super) fn profile(&self, call: &Call) -> Result<&Entry<Profile>, Refusal> {
        self.profiles
            .get(call.text("profileId"))
            .ok_or_else(unknown_profile)
    }

    /// The profile that a call is about, to be changed.
    pub(super) fn profile_mut(&mut self, call: &Call) -> Result<&mut Entry<Profile>, Refusal> {
        self.profiles
            .get_mut(call.text("profileId"))
            .ok_or_else(unknown_profile)
    }

    /// The trust anchor that a call is about.
    pub(super) fn trust_anchor(&self, call: &Call) -> Result<&Entry<TrustAnchor>, Refusal> {
        self.trust_anchors
            .get(call.text("trustAnchorId"))
            .ok_or_else(unknown_trust_anchor)
    }

    /// The trust anchor that a call is about, to be changed.
    pub(super) fn trust_anchor_mut(
        &mut self,
        call: &Call,
    ) -> Result<&mut Entry<TrustAnchor>, Refusal> {
        self.trust_anchors
            .get_mut(call.text("trustAnchorId"))
            .ok_or_else(unknown_trust_anchor)
    }

    /// The CRL that a call is about, which must be one of the trust anchor that it names.
    pub(super) fn crl(&self, call: &Call) -> Result<&Entry<Crl>, Refusal> {
        self.trust_anchor(call)?;
        let crl = self.crls.get(call.text("crlId"));
        crl.filter(|crl| crl.content.trust_anchor == call.text("trustAnchorId"))
            .ok_or_else(unknown_crl)
    }

    /// The CRL that a call is about, to be changed.
    pub(super) fn crl_mut(&mut self, call: &Call) -> Result<&mut Entry<Crl>, Refusal> {
        self.crl(call)?;
        self.crls
            .get_mut(call.text("crlId"))
            .ok_or_else(unknown_crl)
    }
}

/// Entries with their ids, in the order in which they were created.
pub(super) fn in_order<Content>(table: &Table<Entry<Content>>) -> Vec<(&str, &Entry<Content>)> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(_, entry)| entry.number);
    entries
}

fn unknown_profile() -> Refusal {
    Refusal::unknown("there is no such profile")
}

fn unknown_trust_anchor() -> Refusal {
    Refusal::unknown("there is no such trust anchor")
}

fn unknown_crl() -> Refusal {
    Refusal::unknown("the trust anchor has no such CRL")
}
