//! Key Management Service: keys, their versions, and what is done with them.
//!
//! **Keys are real.** `AES256` is AES-256-GCM with a nonce of 96 bits, `RSA2048` encrypts with OAEP
//! (SHA-256, which leaves the documented 190 bytes) and signs with PKCS#1 v1.5 and SHA-256, `ECDSA` is
//! P-256 with SHA-256 and signatures in DER. The key of a version is made when it is first needed, outside
//! of the lock of the state.
//!
//! **Ciphertexts** are `ncpkms:v`, the version, a colon, and the standard Base64 of nonce (12 bytes),
//! ciphertext and tag (16 bytes), or of what OAEP gives. Signatures have the same prefix. For a convergent
//! key the nonce follows from key, context and text, and the context is authenticated; for other keys
//! a context is ignored.
//!
//! **Where the documentation is silent**, this is what was chosen:
//! - refusals are `error` objects with the codes of the sister service Secret Manager: HTTP 400
//!   `INVALID_REQUEST`, 401 `UNAUTHORIZED` (tokens), 403 `FORBIDDEN` (addresses), 404 `NOT_FOUND`, 422
//!   `INVALID_STATUS` (a disabled key or version, a key that waits for its deletion) and 422
//!   `UNPROCESSABLE_ENTITY` (other rules);
//! - changes that change nothing, such as to enable an enabled key, succeed; a disabled key keeps the
//!   states of its versions;
//! - a key that is disabled when its automatic rotation is due is not rotated until the next time;
//! - the list of addresses is about uses of a key and about calls with a token, not about its management;
//!   ranges are accepted in it;
//! - tokens are JSON Web Tokens, signed with a secret of the generator; a pair counts as two issued
//!   tokens; a key without a generator shows an `INACTIVE` one;
//! - activities are changes and uses, not reads, and at most the latest 1000 of a key. `type` is `CRYPTO`
//!   for uses, `KEY` for changes and `TOKEN` for tokens, `action` is the `operationId`, `id` the access
//!   key; what Secret Manager does with a key is a use by its caller, `encrypt` or `decrypt`;
//! - a public key is the Base64 of its DER; `baseUrl` leads to the emulator.

mod access;
mod access_list;
mod activities;
mod ciphertext;
mod cryptography;
mod keys;
mod lifecycle;
mod material;
pub(super) mod protection;
mod refusal;
mod rotation;
mod rows;
mod state;
mod tokens;
mod versions;

use std::ops::DerefMut;

use serde_json::{Value, json};

use crate::call::{Call, Outcome};
use crate::operation::Operation;
use crate::services::Behaviour;

use refusal::Refusal;
use rows::KeyType;
pub(crate) use state::State;

pub(super) const BEHAVIOUR: Behaviour = Behaviour {
    answer,
    is_slow,
    missing: |name| format!("Invalid request: {name} is missing"),
    invalid: |_: &Operation, name, rule| format!("Invalid request: {name} {rule}"),
};

/// Answers a valid call.
fn answer(call: &Call) -> Option<Outcome> {
    let answered = perform(call)?;
    let answered = access::check(call).and_then(|()| answered(call));
    activities::note(call, answered.is_ok());
    Some(match answered {
        // Successes have no message.
        Ok(data) => call.success("", json!({ "data": data })),
        Err(refusal) => call.failure(refusal.status, refusal.code.into(), &refusal.message),
    })
}

type Perform = fn(&Call) -> Result<Value, Refusal>;

/// What an operation does.
fn perform(call: &Call) -> Option<Perform> {
    Some(match call.operation.id.as_str() {
        "createKey" => keys::create,
        "getKeyList" => keys::list,
        "getKeyInfo" => keys::info,
        "updateKeyName" => keys::rename,
        "updateMemo" => keys::change_memo,
        "enableKey" => lifecycle::enable,
        "disableKey" => lifecycle::disable,
        "requestKeyDeletion" => lifecycle::request_deletion,
        "cancelKeyDeletion" => lifecycle::cancel_deletion,
        "deleteKey" => lifecycle::delete,
        "rotateKey" => rotation::rotate,
        "updateRotationPeriod" => rotation::change_period,
        "enableAutoRotation" => rotation::switch_on,
        "disableAutoRotation" => rotation::switch_off,
        "getKeyVersionList" => versions::list,
        "enableKeyVersion" => versions::enable,
        "disableKeyVersion" => versions::disable,
        "getKeyActivityLogs" => activities::list,
        "getLatestUseInfo" => activities::latest_use,
        "encrypt" => cryptography::encrypt,
        "decrypt" => cryptography::decrypt,
        "reEncrypt" => cryptography::re_encrypt,
        "createCustomKey" => cryptography::create_data_key,
        "sign" => cryptography::sign,
        "verify" => cryptography::verify,
        "getPublicKey" => cryptography::public_key,
        "getAclRuleList" => access_list::list,
        "addAclRule" => access_list::add,
        "deleteAclRule" => access_list::remove,
        "enableIpAcl" => access_list::switch_on,
        "disableIpAcl" => access_list::switch_off,
        "createTokenGenerator" => tokens::create_generator,
        "getTokenGenerator" => tokens::generator,
        "updateTokenGenerator" => tokens::replace_generator,
        "deleteTokenGenerator" => tokens::delete_generator,
        "createTokenSet" | "renewTokenSet" => tokens::issue_set,
        "createAccessToken" => tokens::issue_access_token,
        _ => return None,
    })
}

/// Whether a call uses an RSA key.
fn is_slow(call: &Call) -> bool {
    let uses = access::is_use(&call.operation.id);
    uses && state(call)
        .key(call)
        .is_ok_and(|key| key.key_type == KeyType::Rsa2048)
}

/// The state at the time of a call.
fn state(call: &Call) -> impl DerefMut<Target = State> {
    let mut state = call.world.services.kms.lock();
    state.pass_time(call.now);
    state
}
