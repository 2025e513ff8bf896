//! Secret Manager: secrets with their values in three stages, apart for each boundary of keys.
//!
//! **Values** are kept encrypted, with a key of the emulated Key Management Service of the same boundary
//! or with a key of the service's own, and only so: a value can be read for as long as its key can be
//! used. The ciphertexts that answers show can be decrypted with the key in Key Management Service.
//!
//! **Rotation.** `executeRotationJob`, or the clock once a regular rotation is due, makes a job with a
//! token, which `getSecretLogs` shows; the function that a trigger would start is the caller's to play.
//! `startRotationJob` puts the secret into `ROTATING`; `completeRotationJob` moves the values on. Nothing
//! runs in the background: each answer follows from what was stored and the time of the call.
//!
//! **Where the documentation is silent**, this is what was chosen:
//! - a scheduled deletion waits 72 hours, as in Key Management Service; then the state is `DESTROYED`,
//!   which only `getSecretDetail` still tells. To request it again does not change its time.
//!   `deleteSecret` does the same at once, to secrets in `REVOKE` only;
//! - the values of a secret in `REVOKE` are neither read nor changed; a secret in `DISABLE` cannot be
//!   rotated, but its values can be read, as no page says otherwise;
//! - what the state of a secret or of its rotation does not allow is `INVALID_STATUS`, what its key does
//!   not allow `UNPROCESSABLE_ENTITY`, both with HTTP 422; a wrong token of a job is `FORBIDDEN`;
//! - to enable an enabled secret succeeds, as to disable a disabled one;
//! - of the keys of Key Management Service those protect secrets that take texts of any length and need no
//!   context: `AES256`, not convergent;
//! - a stage without a value is an empty text;
//! - the host of global keys takes new secrets with the service's own key only, and global keys for
//!   secrets that are there;
//! - names may repeat; lists begin with the newest entry, and a page of secrets has 20;
//! - `rotationPhase` is `NONE`, or null while a job is under way, for no other value is documented;
//! - a failed rotation can be retried until another begins, a complete one rolled back once;
//! - texts that a rotation makes are 12 characters without spaces;
//! - each boundary has the same two triggers, and the form of the records is our own.

mod actions;
mod creation;
mod details;
mod jobs;
mod logs;
mod protection;
mod random_text;
mod refusal;
mod rotation;
mod secret;
mod status;
mod triggers;
mod value;
mod values;

use serde_json::{Value, json};

use self::logs::Record;
use self::refusal::Refusal;
use self::secret::Secret;
use crate::call::{Call, Outcome};
use crate::services::kms::protection::OwnKey;
use crate::services::{Behaviour, FROM_EXAMPLES};
use crate::store::{Rows, Table, Tables};

/// What an operation has in `data`.
type Answer = Result<Value, Refusal>;

/// Secrets, the records about them, and the service's own keys, by boundary.
pub(crate) struct State {
    secrets: Table<Secret>,
    /// By secret, then number.
    records: Table<Record>,
    own_keys: Table<OwnKey>,
    /// The number of the last secret and of the last record.
    numbers: Table<u64>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            secrets: Table::new("secret-manager.secrets"),
            records: Table::new("secret-manager.records"),
            own_keys: Table::new("secret-manager.own-keys"),
            numbers: Table::new("secret-manager.numbers"),
        }
    }
}

impl Tables for State {
    fn tables(&mut self) -> Vec<&mut dyn Rows> {
        vec![
            &mut self.secrets,
            &mut self.records,
            &mut self.own_keys,
            &mut self.numbers,
        ]
    }
}

impl State {
    /// The next number for something.
    fn next(&mut self, what: &str) -> u64 {
        let number = self
            .numbers
            .get(what)
            .map_or(1, |last| last.saturating_add(1));
        self.numbers.insert(what, number);
        number
    }

    /// What is in `data` when the call succeeds; none for an operation that is not known.
    fn data(&mut self, call: &Call) -> Option<Answer> {
        Some(match call.operation.id.as_str() {
            "createSecret" => self.create(call),
            "getSecretList" => Ok(self.list(call)),
            "getSecretDetail" => self.detail(call),
            "deleteSecret" => self.delete(call),
            "getSecretValue" => self.read(call),
            "updateSecretValue" => self.replace(call),
            "getSecretStageValue" => self.read_stage(call),
            "updateSecretStageValue" => self.replace_stage(call),
            "updateSecretMemo" => self.replace_memo(call),
            "updateProtectionKey" => self.replace_key(call),
            "enableSecret" => self.enable(call),
            "disableSecret" => self.disable(call),
            "requestSecretDeletion" => self.request_deletion(call),
            "cancelSecretDeletion" => self.cancel_deletion(call),
            "getSecretLogs" => self.logs(call),
            "getProtectionKeyList" => Ok(protection::list(call)),
            "getTriggerList" => Ok(self.trigger_list(call)),
            "enableAutoRotation" => self.enable_rotation(call),
            "disableAutoRotation" => self.disable_rotation(call),
            "updateRotationPeriod" => self.replace_period(call),
            "updateRotationTrigger" => self.link_trigger(call),
            "deleteRotationTrigger" => self.unlink_trigger(call),
            "executeRotationJob" => self.execute(call),
            "retryRotationJob" => self.retry(call),
            "cancelRotationJob" => self.cancel(call),
            "rollbackRotationJob" => self.roll_back(call),
            "startRotationJob" => self.start(call),
            "addPendingStage" => self.add_pending(call),
            "updatePendingStage" => self.set_pending(call),
            "generateRandomSecret" => self.random_text(call),
            "completeRotationJob" => self.complete(call),
            "failRotationJob" => self.fail(call),
            _ => return None,
        })
    }
}

pub(super) const BEHAVIOUR: Behaviour = Behaviour {
    answer,
    ..FROM_EXAMPLES
};

/// Answers the operations of the service.
fn answer(call: &Call) -> Option<Outcome> {
    let data = call.world.services.secret_manager.lock().data(call)?;
    Some(match data {
        Ok(data) => call.success("", json!({ "data": data })),
        Err(refusal) => refusal.outcome(call),
    })
}
