//! The states of a key and its end.

use serde_json::{Value, json};

use super::refusal::Refusal;
use super::rows::{Key, Status};
use crate::call::Call;
use crate::clock::HOUR;

/// How long a deletion waits, milliseconds.
const DELETION_WAIT: i64 = 72 * HOUR;

pub(super) fn enable(call: &Call) -> Result<Value, Refusal> {
    change(call, |key| match key.status {
        Status::Revoke => Err(Refusal::status("the key waits for its deletion")),
        _ => Ok(Status::Enable),
    })
}

pub(super) fn disable(call: &Call) -> Result<Value, Refusal> {
    change(call, |key| match key.status {
        Status::Revoke => Err(Refusal::status("the key waits for its deletion")),
        _ => Ok(Status::Disable),
    })
}

pub(super) fn request_deletion(call: &Call) -> Result<Value, Refusal> {
    change(call, |key| match key.status {
        Status::Revoke => Err(Refusal::status("the key waits for its deletion already")),
        _ => Ok(Status::Revoke),
    })
}

/// Keeps a key, which is disabled then.
pub(super) fn cancel_deletion(call: &Call) -> Result<Value, Refusal> {
    change(call, |key| match key.status {
        Status::Revoke => Ok(Status::Disable),
        _ => Err(Refusal::status("the key does not wait for its deletion")),
    })
}

/// Removes a key without waiting for the end of the 72 hours.
pub(super) fn delete(call: &Call) -> Result<Value, Refusal> {
    let mut state = super::state(call);
    if state.key(call)?.status != Status::Revoke {
        return Err(Refusal::status("the deletion of the key was not requested"));
    }
    state.remove(call.text("keyTag"));
    Ok(Value::Null)
}

fn change(
    call: &Call,
    next: impl FnOnce(&Key) -> Result<Status, Refusal>,
) -> Result<Value, Refusal> {
    let mut state = super::state(call);
    let key = state.key_mut(call)?;
    let status = next(key)?;
    if key.status != status {
        key.status = status;
        key.status_changed = call.now;
        key.destroyed_at =
            (status == Status::Revoke).then(|| call.now.saturating_add(DELETION_WAIT));
    }
    Ok(json!({ "keyTag": key.tag, "status": key.status, "statusDate": key.status_changed }))
}
