//! Access keys of sub accounts. The answer that makes one is the only one with its secret key.

use serde_json::{Value, json};

use super::listing::done;
use super::refusal::Refusal;
use super::rows::AccessKey;
use super::state::State;
use crate::call::Call;
use crate::services::account::time;

/// Access keys that a sub account has at most.
const MOST: usize = 2;

pub(super) fn create(call: &Call) -> Result<Value, Refusal> {
    let mut state = super::state(call);
    let owner = state.account(call)?.id.clone();
    if state.keys_of(&owner).len() >= MOST {
        return Err(Refusal::too_many_keys());
    }
    let random = &call.world.random;
    let access_key = format!("ncp_iam_BPAMKR{}", random.hex(16).to_uppercase());
    let secret = format!("ncp_iam_BPKMKR{}", random.hex(34));
    let row = AccessKey {
        owner,
        secret: secret.clone(),
        is_active: true,
        created: call.now,
        number: state.numbers.next("access-keys", 1),
    };
    state.keys.insert(access_key.clone(), row);
    Ok(json!({
        "accessKey": access_key,
        "keySecret": secret,
        "createTime": time(call.now),
    }))
}

pub(super) fn list(call: &Call) -> Result<Value, Refusal> {
    let state = super::state(call);
    let owner = &state.account(call)?.id;
    let keys = state.keys_of(owner).into_iter();
    let keys = keys.map(|(access, key)| {
        json!({
            "accessKey": access,
            "active": key.is_active,
            "createTime": time(key.created),
        })
    });
    Ok(keys.collect())
}

pub(super) fn switch(call: &Call) -> Result<Value, Refusal> {
    let active = call.body["active"].as_bool();
    let active = active.ok_or_else(|| Refusal::rule("active is missing"))?;
    let mut state = super::state(call);
    let access_key = state.key_of(call)?;
    state.set_stopped(&access_key, !active);
    Ok(done())
}

pub(super) fn delete(call: &Call) -> Result<Value, Refusal> {
    let mut state = super::state(call);
    let access_key = state.key_of(call)?;
    state.keys.remove(&access_key);
    Ok(done())
}

impl State {
    /// The access keys of a sub account, the oldest first.
    fn keys_of(&self, owner: &str) -> Vec<(&str, &AccessKey)> {
        let keys = self.keys.iter().filter(|(_, key)| key.owner == owner);
        let mut keys: Vec<_> = keys.collect();
        keys.sort_by_key(|(_, key)| key.number);
        keys
    }

    /// The access key that the body names, if it is of the sub account of the path.
    fn key_of(&self, call: &Call) -> Result<String, Refusal> {
        let owner = &self.account(call)?.id;
        let access_key = call.member("accessKey");
        let key = self.keys.get(access_key).filter(|key| key.owner == *owner);
        match key {
            Some(_) => Ok(access_key.to_owned()),
            None => Err(Refusal::unknown(
                call,
                "the sub account has no such access key",
            )),
        }
    }
}
