//! Enabling, disabling and deleting secrets.

use serde_json::{Value, json};

use super::refusal::Refusal;
use super::secret::{Secret, Status, after_days};
use super::{Answer, State};
use crate::call::Call;

/// Days that a scheduled deletion waits.
const WAIT: i64 = 3;

impl State {
    pub(super) fn enable(&mut self, call: &Call) -> Answer {
        self.change_status(call, |status| match status {
            Status::Disabled | Status::Enabled => Ok(Status::Enabled),
            _ => Err("the secret is not disabled"),
        })
    }

    pub(super) fn disable(&mut self, call: &Call) -> Answer {
        self.change_status(call, |status| match status {
            Status::Enabled | Status::Disabled => Ok(Status::Disabled),
            _ => Err("the secret is not enabled"),
        })
    }

    pub(super) fn request_deletion(&mut self, call: &Call) -> Answer {
        self.change_status(call, |status| match status {
            Status::Enabled | Status::Disabled => Ok(Status::Revoked(after_days(call.now, WAIT))),
            Status::Revoked(at) => Ok(Status::Revoked(at)),
            _ => Err("a rotation is under way"),
        })
    }

    pub(super) fn cancel_deletion(&mut self, call: &Call) -> Answer {
        self.change_status(call, |status| match status {
            Status::Revoked(_) => Ok(Status::Disabled),
            _ => Err("the secret does not wait for its deletion"),
        })
    }

    pub(super) fn delete(&mut self, call: &Call) -> Answer {
        let mut secret = self.secret(call)?;
        if secret.status.destroyed_at().is_none() {
            return Err(Refusal::state("its deletion must be requested first"));
        }
        secret.destroy(call.now);
        self.keep_changed(call, secret);
        Ok(Value::Null)
    }

    fn change_status(
        &mut self,
        call: &Call,
        change: impl FnOnce(Status) -> Result<Status, &'static str>,
    ) -> Answer {
        let mut secret: Secret = self.secret(call)?;
        let status = change(secret.status).map_err(Refusal::state)?;
        secret.status = status;
        if status != Status::Enabled {
            // What no function has begun with yet does not come about any more.
            secret.job = None;
        }
        let answer = json!({
            "secretId": secret.id,
            "secretStatus": status.name(),
            "updateDate": call.now,
            "expectedDestroyDate": status.destroyed_at(),
        });
        self.keep_changed(call, secret);
        Ok(answer)
    }
}
