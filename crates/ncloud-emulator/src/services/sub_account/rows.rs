//! What is remembered, row by row. Times are epoch milliseconds.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Values of tags by their keys.
pub(super) type Tags = BTreeMap<String, String>;

/// A source of calls, as it was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Source {
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) source: String,
}

/// A sub account. Its password is not remembered: nobody signs in here.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct SubAccount {
    pub(super) id: String,
    pub(super) number: i64,
    pub(super) login_id: String,
    pub(super) name: String,
    pub(super) email: Option<String>,
    pub(super) memo: Option<String>,
    pub(super) is_active: bool,
    pub(super) can_call_apis: bool,
    pub(super) can_use_console: bool,
    pub(super) must_reset_password: bool,
    pub(super) needs_second_factor: bool,
    pub(super) restricts_console: bool,
    pub(super) console_addresses: Vec<String>,
    pub(super) restricts_apis: bool,
    pub(super) api_sources: Vec<Source>,
    pub(super) created: i64,
    pub(super) modified: i64,
    /// Ids.
    pub(super) policies: Vec<String>,
    pub(super) tags: Tags,
}

/// An access key. Not `Debug`, since it holds the secret key.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct AccessKey {
    /// Id of its sub account.
    pub(super) owner: String,
    pub(super) secret: String,
    pub(super) is_active: bool,
    pub(super) created: i64,
    /// Keys of one millisecond have an order, too.
    pub(super) number: i64,
}

/// A group.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Group {
    pub(super) number: i64,
    pub(super) name: String,
    /// Ids of sub accounts.
    pub(super) members: Vec<String>,
    /// Ids.
    pub(super) policies: Vec<String>,
    pub(super) tags: Tags,
}

/// A policy of the account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Policy {
    pub(super) number: i64,
    pub(super) name: String,
    pub(super) description: String,
    /// As they were given.
    pub(super) permissions: Value,
    pub(super) tags: Tags,
}

/// The account whose users may take a role; none of the texts for the own account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct TargetAccount {
    pub(super) is_own: bool,
    pub(super) name: Option<String>,
    pub(super) login_id: Option<String>,
}

/// A role.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Role {
    pub(super) number: i64,
    pub(super) name: String,
    pub(super) kind: String,
    /// Seconds.
    pub(super) session: Option<i64>,
    pub(super) description: Option<String>,
    pub(super) is_active: bool,
    pub(super) created: i64,
    pub(super) modified: i64,
    pub(super) account: Option<TargetAccount>,
    /// Ids and kinds of what may take it.
    pub(super) entities: Vec<(String, String)>,
    /// Ids.
    pub(super) policies: Vec<String>,
    pub(super) tags: Tags,
}
