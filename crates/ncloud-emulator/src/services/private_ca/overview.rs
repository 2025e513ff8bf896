//! The CAs as the page of the control port shows them.

use super::rows::{Ca, Octets};
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

/// What is copied of a certificate while the state is locked.
struct Copied {
    serial: String,
    der: Octets,
    revoked: Option<i64>,
}

/// All CAs in the order in which they were made.
pub(crate) fn authorities(world: &World, now: i64) -> Vec<Authority> {
    let copied: Vec<(Authority, Vec<Copied>)> = {
        let state = super::state_at(world, now);
        let mut cas: Vec<&Ca> = state.cas.values().collect();
        cas.sort_by_key(|ca| ca.id);
        let cas = cas.into_iter();
        cas.map(|ca| (authority(&state, ca), latest(&state, ca)))
            .collect()
    };
    // Certificates are read once calls can go on.
    let read = copied.into_iter().map(|(authority, latest)| Authority {
        certificates: latest.into_iter().filter_map(certificate).collect(),
        ..authority
    });
    read.collect()
}

/// A CA without the certificates that it issued.
fn authority(state: &State, ca: &Ca) -> Authority {
    let own = ca.chain.first();
    Authority {
        tag: ca.tag.clone(),
        alias: ca.alias.clone(),
        status: name(&ca.status),
        issuer: ca.issuer.clone(),
        key_type: name(&ca.key_type),
        common_name: own.map(|own| own.common_name()),
        expires: own.map(x509::Certificate::not_after),
        issued: state.counters(&ca.tag).issued,
        certificates: Vec::new(),
    }
}

/// The latest certificates of a CA, newest first.
fn latest(state: &State, ca: &Ca) -> Vec<Copied> {
    let issued = state.counters(&ca.tag).issued;
    let serials = state.serials(&ca.tag, issued.saturating_sub(MOST)..issued);
    let copied = serials.into_iter().rev().filter_map(|serial| {
        let number = x509::serial_bytes(serial)?;
        let revocation = state.revocations.get(&serial_key(&ca.tag, &number));
        Some(Copied {
            serial: serial.to_owned(),
            der: Octets(state.issued(&ca.tag, &number)?.into()),
            revoked: revocation.map(|revocation| revocation.time),
        })
    });
    copied.collect()
}

fn certificate(copied: Copied) -> Option<Certificate> {
    let issued = x509::Certificate::from_der(copied.der.0).ok()?;
    Some(Certificate {
        serial: copied.serial,
        common_name: issued.common_name(),
        expires: issued.not_after(),
        revoked: copied.revoked,
    })
}

/// The name that the API has for a value.
fn name(value: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}
