//! Rotation, by hand and by itself.

use serde_json::{Value, json};

use super::refusal::Refusal;
use super::rows::{Key, Status};
use super::state::{DAY, VERSIONS};
use crate::call::Call;

pub(super) fn rotate(call: &Call) -> Result<Value, Refusal> {
    let mut state = super::state(call);
    let mut key = state.key(call)?.clone();
    if key.status != Status::Enable {
        return Err(Refusal::status("the key is not enabled"));
    }
    if key.version >= VERSIONS {
        return Err(Refusal::rule("the key has as many versions as it may have"));
    }
    state.add_version(&mut key, call.now);
    schedule(&mut key, call.now);
    let answer = json!({ "keyTag": key.tag, "version": key.version, "rotatedDate": call.now });
    state.keys.insert(key.tag.clone(), key);
    Ok(answer)
}

pub(super) fn change_period(call: &Call) -> Result<Value, Refusal> {
    let mut state = super::state(call);
    let key = state.key_mut(call)?;
    if !key.rotates_by_itself {
        return Err(Refusal::status("automatic rotation is off"));
    }
    key.rotation_period = call.body["rotationPeriod"].as_i64().unwrap_or_default();
    schedule(key, call.now);
    Ok(json!({
        "keyTag": key.tag,
        "rotationPeriod": key.rotation_period,
        "nextRotationDate": key.next_rotation,
    }))
}

pub(super) fn switch_on(call: &Call) -> Result<Value, Refusal> {
    let mut state = super::state(call);
    let key = state.key_mut(call)?;
    if !key.rotates_by_itself {
        key.rotates_by_itself = true;
        schedule(key, call.now);
    }
    Ok(json!({
        "keyTag": key.tag,
        "isAutoRotation": true,
        "rotationPeriod": key.rotation_period,
        "nextRotationDate": key.next_rotation,
    }))
}

pub(super) fn switch_off(call: &Call) -> Result<Value, Refusal> {
    let mut state = super::state(call);
    let key = state.key_mut(call)?;
    key.rotates_by_itself = false;
    key.next_rotation = None;
    Ok(json!({ "keyTag": key.tag, "isAutoRotation": false }))
}

/// Sets the time of the next rotation, a period from now, of a key that rotates by itself.
pub(super) fn schedule(key: &mut Key, now: i64) {
    let next = now.saturating_add(key.rotation_period.saturating_mul(DAY));
    key.next_rotation = key.rotates_by_itself.then_some(next);
}
