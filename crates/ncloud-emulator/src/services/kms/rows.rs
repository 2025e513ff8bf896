//! What is remembered, row by row.

use serde::{Deserialize, Serialize};

use super::material::Material;

/// The kinds of keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum KeyType {
    #[serde(rename = "AES256")]
    Aes256,
    #[serde(rename = "RSA2048")]
    Rsa2048,
    #[serde(rename = "ECDSA")]
    Ecdsa,
}

impl KeyType {
    /// Whether such keys encrypt.
    pub(super) fn encrypts(self) -> bool {
        self != Self::Ecdsa
    }

    /// Whether such keys sign.
    pub(super) fn signs(self) -> bool {
        self != Self::Aes256
    }
}

/// The states of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(super) enum Status {
    Enable,
    Disable,
    /// It waits for its deletion.
    Revoke,
}

/// A key. Times are epoch milliseconds.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Key {
    pub(super) id: i64,
    pub(super) tag: String,
    pub(super) name: String,
    pub(super) key_type: KeyType,
    /// Site and boundary that it belongs to.
    pub(super) place: String,
    pub(super) status: Status,
    pub(super) status_changed: i64,
    pub(super) protection: Option<String>,
    pub(super) memo: String,
    pub(super) is_convergent: bool,
    pub(super) rotates_by_itself: bool,
    /// Days.
    pub(super) rotation_period: i64,
    pub(super) next_rotation: Option<i64>,
    pub(super) created: i64,
    pub(super) destroyed_at: Option<i64>,
    pub(super) version: i64,
    pub(super) has_access_list: bool,
    /// Addresses and ranges that it may be used from.
    pub(super) addresses: Vec<String>,
}

/// A version of a key.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Version {
    pub(super) number: i64,
    pub(super) is_enabled: bool,
    pub(super) status_changed: i64,
    pub(super) made: i64,
    /// None until it is first needed.
    pub(super) material: Option<Material>,
}

/// The token generator of a key.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Generator {
    pub(super) id: String,
    /// What its tokens are signed with.
    pub(super) secret: String,
    pub(super) made: i64,
    pub(super) removed: Option<i64>,
    pub(super) issued: i64,
}

/// Something that was done with a key.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Activity {
    pub(super) time: i64,
    /// Access key; empty for what the service did by itself.
    pub(super) id: String,
    /// Address of whoever did it.
    pub(super) address: String,
    pub(super) action: String,
    pub(super) kind: String,
    pub(super) succeeded: bool,
}
