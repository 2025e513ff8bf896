//! What the function of a rotation job calls, with the token of the job.

use serde_json::{Value, json};
use subtle::ConstantTimeEq as _;

use super::random_text::{Wish, random_text};
use super::refusal::Refusal;
use super::secret::{Secret, Stage, Status};
use super::values::with_new_targets;
use super::{Answer, State, value};
use crate::call::Call;

impl State {
    /// The secret that the path names, if the token is that of its job.
    fn secret_of_job(&mut self, call: &Call) -> Result<Secret, Refusal> {
        let secret = self.lasting_secret(call)?;
        let given = call.text("jobToken").as_bytes();
        let is_right = |token: &str| bool::from(token.as_bytes().ct_eq(given));
        match &secret.job {
            Some(job) if is_right(&job.token) => Ok(secret),
            _ => Err(Refusal::forbidden(
                "the token is not that of a job that is under way",
            )),
        }
    }

    /// As [`State::secret_of_job`], if the job was started.
    fn rotating_secret(&mut self, call: &Call) -> Result<Secret, Refusal> {
        let secret = self.secret_of_job(call)?;
        match &secret.job {
            Some(job) if job.is_started => Ok(secret),
            _ => Err(Refusal::state("the job was not started")),
        }
    }

    pub(super) fn start(&mut self, call: &Call) -> Answer {
        let mut secret = self.secret_of_job(call)?;
        match &mut secret.job {
            Some(job) if !job.is_started => job.is_started = true,
            _ => return Err(Refusal::state("the job was started already")),
        }
        secret.status = Status::Rotating;
        let answer = self.in_clear(call, &secret)?;
        self.keep_changed(call, secret);
        Ok(answer)
    }

    pub(super) fn add_pending(&mut self, call: &Call) -> Answer {
        let secret = self.rotating_secret(call)?;
        let active = self.decrypt(call, &secret, Stage::Active)?;
        let wish = Wish::default();
        let make = || random_text(&call.world.random, &wish).unwrap_or_default();
        let text = with_new_targets(&active, &secret.rotation_targets, make)
            .ok_or_else(|| Refusal::rule("there is no active value to begin with"))?;
        self.introduce(call, secret, &text)
    }

    pub(super) fn set_pending(&mut self, call: &Call) -> Answer {
        let secret = self.rotating_secret(call)?;
        let text = call.member("value");
        value::pairs("value", text)?;
        self.introduce(call, secret, text)
    }

    fn introduce(&mut self, call: &Call, mut secret: Secret, text: &str) -> Answer {
        let ciphertext = self.encrypt(call, &secret.key, text)?;
        secret.chain.set(Stage::Pending, Some(ciphertext));
        self.keep_changed(call, secret);
        Ok(json!({ "pending": text }))
    }

    pub(super) fn random_text(&mut self, call: &Call) -> Answer {
        let secret = self.secret_of_job(call)?;
        let text = random_text(&call.world.random, &Wish::of(call))?;
        self.record(call, &secret);
        Ok(json!({ "randomString": text }))
    }

    pub(super) fn complete(&mut self, call: &Call) -> Answer {
        let mut secret = self.rotating_secret(call)?;
        if secret.chain.get(Stage::Pending).is_none() {
            return Err(Refusal::state("there is no pending value"));
        }
        let mut before = secret.chain.clone();
        before.set(Stage::Pending, None);
        secret.before_rotation = Some(before);
        secret.chain.shift();
        secret.end_job();
        self.finish(call, secret)
    }

    pub(super) fn fail(&mut self, call: &Call) -> Answer {
        let mut secret = self.secret_of_job(call)?;
        secret.end_job();
        secret.has_failed = true;
        self.finish(call, secret)
    }

    fn finish(&mut self, call: &Call, mut secret: Secret) -> Answer {
        secret.last_rotation = Some(call.now);
        secret.last_result = Some(call.world.random.uuid());
        self.keep_changed(call, secret);
        Ok(Value::Null)
    }
}
