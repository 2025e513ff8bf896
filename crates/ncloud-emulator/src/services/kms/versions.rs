//! The versions of a key and their states.

use serde_json::{Value, json};

use super::refusal::Refusal;
use super::rows::{Status, Version};
use super::state::numbered;
use crate::call::Call;

pub(super) fn list(call: &Call) -> Result<Value, Refusal> {
    let state = super::state(call);
    let key = state.key(call)?;
    let prefix = format!("{}/", key.tag);
    let versions = state.versions.starting_with(&prefix);
    let mut versions: Vec<Value> = versions.map(|(_, version)| shown(version)).collect();
    versions.reverse();
    Ok(json!({ "keyTag": key.tag, "currentVersion": key.version, "versionList": versions }))
}

pub(super) fn enable(call: &Call) -> Result<Value, Refusal> {
    change(call, true)
}

pub(super) fn disable(call: &Call) -> Result<Value, Refusal> {
    change(call, false)
}

fn change(call: &Call, enable: bool) -> Result<Value, Refusal> {
    let mut state = super::state(call);
    let key = state.key(call)?;
    let number = call.integer("version").unwrap_or_default();
    if key.status != Status::Enable {
        return Err(Refusal::status("the key is not enabled"));
    }
    if !enable && number == key.version {
        return Err(Refusal::rule("the newest version cannot be disabled"));
    }
    let row = numbered(&key.tag, number);
    let version = state
        .versions
        .get_mut(&row)
        .ok_or_else(|| Refusal::unknown("the key has no such version"))?;
    if version.is_enabled != enable {
        version.is_enabled = enable;
        version.status_changed = call.now;
    }
    let mut shown = shown(version);
    shown
        .as_object_mut()
        .map(|members| members.remove("rotatedDate"));
    Ok(shown)
}

fn shown(version: &Version) -> Value {
    json!({
        "version": version.number,
        "status": if version.is_enabled { "ENABLE" } else { "DISABLE" },
        "statusDate": version.status_changed,
        "rotatedDate": version.made,
    })
}
