//! What holds for all sub accounts: how sessions and passwords expire, when unused ones are stopped, and
//! the alias under which they sign in.

use serde_json::{Value, json};

use super::listing::done;
use super::refusal::Refusal;
use crate::call::Call;

/// Paths of the settings that expire, with the member that switches them on and the one that it asks for.
const EXPIRING: [(&str, &str, &str); 3] = [
    (
        "/tenant-settings/sub-account-session-policy",
        "useSessionExpiration",
        "sessionExpirationSec",
    ),
    (
        "/tenant-settings/sub-account-password-policy",
        "usePasswordExpiration",
        "passwordExpirationDays",
    ),
    (
        "/tenant-settings/idle-disable-settings",
        "useIdleDisable",
        "idleDisableDays",
    ),
];

pub(super) fn get(call: &Call) -> Result<Value, Refusal> {
    let path = call.operation.path.as_str();
    let state = super::state(call);
    let expiring = EXPIRING.iter().find(|(known, ..)| *known == path);
    Ok(match (state.settings.get(path), expiring) {
        (Some(setting), _) => setting.clone(),
        (None, Some((_, switch, _))) => json!({ *switch: false }),
        // No alias is set.
        (None, None) => json!({}),
    })
}

pub(super) fn set(call: &Call) -> Result<Value, Refusal> {
    let path = call.operation.path.as_str();
    let expiring = EXPIRING.iter().find(|(known, ..)| *known == path);
    if let Some((_, switch, value)) = expiring
        && call.body[*switch] == true
        && call.body[*value].is_null()
    {
        return Err(Refusal::rule(format!("{value} is missing")));
    }
    super::state(call).settings.insert(path, call.body.clone());
    Ok(done())
}
