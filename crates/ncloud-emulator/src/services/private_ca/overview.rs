//! The CAs as the page of the control port shows them.

use super::rows::Ca;
use super::state::{State, serial_key};
use crate::world::World;
use crate::x509;

/// The latest certificates of a CA that are shown.
pub(crate) const MOST: u32 = 100;

/// A CA.
pub(crate) struct Authority {
    pub(crate) tag: String,
    pub(crate) alias: String,
    pub(crate) status: String,
    /// Tag of the CA that signed it, when that is one of ours.
    pub(crate) issuer: Option<String>,
    pub(crate) key_type: String,
    /// Of its certificate, when it has one.
    pub(crate) common_name: Option<String>,
    /// Epoch milliseconds.
    pub(crate) expires: Option<i64>,
    /// How many certificates it issued.
    pub(crate) issued: u32,
    /// The latest of them, newest first.
    pub(crate) certificates: Vec<Certificate>,
}

/// An issued certificate.
pub(crate) struct Certificate {
    pub(crate) serial: String,
    pub(crate) common_name: String,
    /// Epoch milliseconds.
    pub(crate) expires: i64,
    /// Epoch milliseconds.
    pub(crate) revoked: Option<i64>,
}

/// All CAs in the order in which they were made.
pub(crate) fn authorities(world: &World, now: i64) -> Vec<Authority> {
    let mut state = world.services.private_ca.lock();
    state.pass_time(now);
    let mut cas: Vec<&Ca> = state.cas.iter().map(|(_, ca)| ca).collect();
    cas.sort_by_key(|ca| ca.id);
    cas.into_iter().map(|ca| authority(&state, ca)).collect()
}

fn authority(state: &State, ca: &Ca) -> Authority {
    let own = ca.chain.first();
    let issued = state.counters(&ca.tag).issued;
    let latest = state.serials(&ca.tag, issued.saturating_sub(MOST)..issued);
    let latest = latest.into_iter().rev();
    Authority {
        tag: ca.tag.clone(),
        alias: ca.alias.clone(),
        status: name(&ca.status),
        issuer: ca.issuer.clone(),
        key_type: name(&ca.key_type),
        common_name: own.map(|own| own.common_name()),
        expires: own.map(x509::Certificate::not_after),
        issued,
        certificates: latest
            .filter_map(|serial| certificate(state, ca, serial))
            .collect(),
    }
}

fn certificate(state: &State, ca: &Ca, serial: &str) -> Option<Certificate> {
    let number = x509::serial_bytes(serial)?;
    let issued = state.issued(&ca.tag, &number)?;
    let issued = x509::Certificate::from_der(issued).ok()?;
    let revocation = state.revocations.get(&serial_key(&ca.tag, &number));
    Some(Certificate {
        serial: serial.to_owned(),
        common_name: issued.common_name(),
        expires: issued.not_after(),
        revoked: revocation.map(|revocation| revocation.time),
    })
}

/// The name that the API has for a value.
fn name(value: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}
