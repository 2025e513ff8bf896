//! Settings of the regular rotation.

use serde_json::{Value, json};

use super::details::yes_or_no;
use super::refusal::Refusal;
use super::secret::{Secret, after_days};
use super::{Answer, State, triggers};
use crate::call::Call;

/// Days from one rotation to the next, unless a request says otherwise.
pub(super) const DEFAULT_PERIOD: i64 = 90;

/// The trigger that a body names.
///
/// # Errors
/// When there is none of this ID.
pub(super) fn wanted_trigger(call: &Call) -> Result<Option<String>, Refusal> {
    match call.member("triggerId") {
        "" => Ok(None),
        id if triggers::is_known(id) => Ok(Some(id.to_owned())),
        _ => Err(Refusal::not_found("there is no trigger of this ID")),
    }
}

impl State {
    pub(super) fn enable_rotation(&mut self, call: &Call) -> Answer {
        let mut secret = self.lasting_secret(call)?;
        if let Some(trigger) = wanted_trigger(call)? {
            secret.trigger = Some(trigger);
        }
        if secret.trigger.is_none() {
            return Err(Refusal::request(
                "triggerId is missing: no trigger is linked",
            ));
        }
        let period = call.body["rotationPeriod"].as_i64();
        secret.is_rotated = true;
        secret.period = period.unwrap_or(DEFAULT_PERIOD);
        secret.next_rotation = Some(after_days(call.now, secret.period));
        let mut answer = settings(&secret);
        answer["trigger"] = triggers::linked(&secret);
        self.keep_changed(call, secret);
        Ok(answer)
    }

    pub(super) fn disable_rotation(&mut self, call: &Call) -> Answer {
        let mut secret = self.lasting_secret(call)?;
        secret.is_rotated = false;
        secret.next_rotation = None;
        let answer = json!({ "secretId": secret.id, "autoRotationYN": "N" });
        self.keep_changed(call, secret);
        Ok(answer)
    }

    pub(super) fn replace_period(&mut self, call: &Call) -> Answer {
        let mut secret = self.lasting_secret(call)?;
        if !secret.is_rotated {
            return Err(Refusal::state("the secret is not rotated regularly"));
        }
        let period = call.body["rotationPeriod"].as_i64();
        secret.period = period.unwrap_or(DEFAULT_PERIOD);
        secret.next_rotation = Some(after_days(call.now, secret.period));
        let answer = settings(&secret);
        self.keep_changed(call, secret);
        Ok(answer)
    }

    pub(super) fn link_trigger(&mut self, call: &Call) -> Answer {
        let mut secret = self.lasting_secret(call)?;
        secret.trigger = wanted_trigger(call)?;
        let answer = json!({ "secretId": secret.id, "trigger": triggers::linked(&secret) });
        self.keep_changed(call, secret);
        Ok(answer)
    }

    pub(super) fn unlink_trigger(&mut self, call: &Call) -> Answer {
        let mut secret = self.lasting_secret(call)?;
        if secret.trigger.is_none() {
            return Err(Refusal::state("no trigger is linked"));
        }
        if secret.is_rotated {
            return Err(Refusal::state(
                "the secret is rotated regularly, which takes a trigger",
            ));
        }
        secret.trigger = None;
        self.keep_changed(call, secret);
        Ok(Value::Null)
    }
}

fn settings(secret: &Secret) -> Value {
    json!({
        "secretId": secret.id,
        "autoRotationYN": yes_or_no(secret.is_rotated),
        "autoRotationPeriod": secret.period,
        "nextRotationDate": secret.next_rotation,
    })
}
