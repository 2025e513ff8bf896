//! What is remembered, row by row.

use serde::{Deserialize, Serialize};

/// A profile.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Profile {
    pub(super) description: String,
    /// Seconds for which a role is taken.
    pub(super) duration: i64,
    /// Numbers of roles, of which some may be gone.
    pub(super) roles: Vec<String>,
}

/// A trust anchor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct TrustAnchor {
    pub(super) description: String,
    pub(super) source: Source,
}

/// Where the CA of a trust anchor comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Source {
    /// The CA of Private CA with this number.
    PrivateCa(i64),
    /// Certificates in PEM, as they were given.
    Bundle(String),
}

/// A CRL.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Crl {
    /// Id of the trust anchor.
    pub(super) trust_anchor: String,
    /// Base64, as it was given.
    pub(super) data: String,
}
