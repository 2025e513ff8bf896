//! Whether a caller may use a key, from where it calls and with what it proves who it is.

use super::refusal::Refusal;
use super::rows::{Key, Status};
use super::{access_list, tokens};
use crate::call::{Call, Caller};

/// The operations that use a key, as opposed to those that manage it.
const USES: [&str; 7] = [
    "encrypt",
    "decrypt",
    "reEncrypt",
    "createCustomKey",
    "sign",
    "verify",
    "getPublicKey",
];

/// Whether an operation uses a key.
pub(super) fn is_use(operation: &str) -> bool {
    USES.contains(&operation)
}

/// Checks token, address and state of the key, as far as the operation depends on them.
pub(super) fn check(call: &Call) -> Result<(), Refusal> {
    let uses = is_use(&call.operation.id);
    let token = match &call.caller {
        Caller::Token(token) => Some(token),
        Caller::KeyPair(_) => None,
    };
    if !uses && token.is_none() {
        return Ok(());
    }
    let state = super::state(call);
    let key = state.key(call)?;
    if let Some(token) = token {
        let kind = if uses {
            tokens::Kind::Access
        } else {
            tokens::Kind::Refresh
        };
        tokens::check(&state, key, token, kind, call.now)?;
    }
    if !access_list::allows(key, call.peer) {
        return Err(Refusal::address());
    }
    if uses { enabled(key) } else { Ok(()) }
}

/// Whether a key can be used.
pub(super) fn enabled(key: &Key) -> Result<(), Refusal> {
    match key.status {
        Status::Enable => Ok(()),
        Status::Disable => Err(Refusal::status("the key is disabled")),
        Status::Revoke => Err(Refusal::status("the key waits for its deletion")),
    }
}
