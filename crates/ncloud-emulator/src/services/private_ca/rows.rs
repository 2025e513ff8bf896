//! What is remembered, row by row.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::refusal::Refusal;
use crate::x509::{Certificate, KeyType, PrivateKey};

/// The kinds of CAs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Kind {
    #[serde(rename = "PRIVATE_ROOT")]
    Root,
    #[serde(rename = "PRIVATE_SUB")]
    Sub,
}

/// The states of a CA.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(super) enum Status {
    Active,
    Deactivated,
    Destroying,
    /// A sub CA that waits for its certificate.
    Pending,
}

/// A CA.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Ca {
    pub(super) tag: String,
    pub(super) id: i64,
    pub(super) kind: Kind,
    pub(super) alias: String,
    pub(super) memo: String,
    pub(super) status: Status,
    pub(super) status_changed: Option<i64>,
    pub(super) destroyed_at: Option<i64>,
    pub(super) created: i64,
    /// Tag of the CA that signed it, when that is one of ours.
    pub(super) issuer: Option<String>,
    pub(super) key_type: KeyType,
    pub(super) key: PrivateKey,
    /// Its certificate and those above it; empty while it waits for its certificate.
    pub(super) chain: Vec<Certificate>,
    /// The signing request, while it waits for its certificate.
    pub(super) request: Option<String>,
    pub(super) responder: Option<Responder>,
    /// How long a revocation list is valid, in days, once that was set.
    pub(super) list_days: Option<i64>,
}

/// The OCSP responder of a CA. It has a key of its own, so that the key of the CA signs nothing
/// that strangers ask for.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Responder {
    pub(super) url: String,
    pub(super) certificate: Certificate,
    pub(super) key: PrivateKey,
}

impl Ca {
    /// Its certificate.
    pub(super) fn certificate(&self) -> Result<&Certificate, Refusal> {
        self.chain
            .first()
            .ok_or_else(|| Refusal::status("the CA waits for its certificate"))
    }

    /// The time after which nothing that it signs is valid any more, epoch milliseconds.
    pub(super) fn expires(&self) -> Option<i64> {
        self.chain.iter().map(Certificate::not_after).min()
    }

    /// Whether signing with its key takes long.
    pub(super) fn is_slow(&self) -> bool {
        self.key.is_slow()
    }
}

/// How much a CA did. Apart from the CA, for it changes with every certificate.
#[derive(Clone, Copy, Default, Serialize, Deserialize)]
pub(super) struct Counters {
    /// Certificates that it signed, those of sub CAs included.
    pub(super) signed: i64,
    /// Private certificates that it issued.
    pub(super) issued: u32,
    /// How often what belongs on its revocation list changed.
    pub(super) changes: u64,
}

/// A private certificate: only its octets, which say the rest.
#[derive(Serialize, Deserialize)]
pub(super) struct Issued {
    pub(super) der: Octets,
}

/// The revocation of a certificate.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Revocation {
    /// Epoch milliseconds.
    pub(super) time: i64,
    /// When the certificate expires, epoch milliseconds.
    pub(super) expires: i64,
    /// Whether the certificate is on the revocation list.
    pub(super) listed: bool,
}

/// The last revocation list of a CA.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct List {
    pub(super) number: u64,
    /// The changes that it has taken in.
    pub(super) changes: u64,
    /// Epoch milliseconds.
    pub(super) this_update: i64,
    /// Epoch milliseconds.
    pub(super) next_update: i64,
    pub(super) der: Octets,
}

/// A sub account with rights on a CA.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct User {
    pub(super) login_id: String,
    pub(super) member_number: i64,
    pub(super) id_number: String,
}

/// Octets, as a row in Base64.
#[derive(Clone)]
pub(super) struct Octets(pub(super) Box<[u8]>);

impl Serialize for Octets {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Octets {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let octets = STANDARD.decode(text).map_err(serde::de::Error::custom)?;
        Ok(Self(octets.into()))
    }
}
