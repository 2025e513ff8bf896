//! SSH keys for manager nodes.

use serde_json::{Value, json};

const LOGIN_KEYS: [&str; 3] = ["a123", "apitest", "tf-login-test"];

pub(crate) fn is_login_key(name: &str) -> bool {
    LOGIN_KEYS.contains(&name)
}

pub(crate) fn login_keys() -> Value {
    let keys = LOGIN_KEYS.map(|name| json!({ "keyName": name }));
    json!({ "loginKeyList": keys, "totalRows": LOGIN_KEYS.len() })
}
