//! Jobs that rotate a secret, as their owner steers them.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::refusal::Refusal;
use super::secret::{Secret, Stage, Status};
use super::{Answer, State};
use crate::call::Call;
use crate::random::Random;

/// A job that is under way.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Job {
    /// What its function calls with.
    pub(super) token: String,
    /// Whether the function has begun.
    pub(super) is_started: bool,
}

impl fmt::Debug for Job {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Job(***, started: {})", self.is_started)
    }
}

impl Job {
    pub(super) fn new(random: &Random) -> Self {
        Self {
            token: random.hex(64),
            is_started: false,
        }
    }
}

impl State {
    pub(super) fn execute(&mut self, call: &Call) -> Answer {
        let secret = self.ready_secret(call)?;
        self.begin(call, secret)
    }

    pub(super) fn retry(&mut self, call: &Call) -> Answer {
        let secret = self.ready_secret(call)?;
        if !secret.has_failed {
            return Err(Refusal::state("the last rotation has not failed"));
        }
        self.begin(call, secret)
    }

    fn begin(&mut self, call: &Call, mut secret: Secret) -> Answer {
        secret.job = Some(Job::new(&call.world.random));
        secret.has_failed = false;
        self.keep_changed(call, secret);
        Ok(Value::Null)
    }

    /// The secret that the path names, if a rotation can begin.
    fn ready_secret(&mut self, call: &Call) -> Result<Secret, Refusal> {
        let secret = self.lasting_secret(call)?;
        if secret.job.is_some() {
            return Err(Refusal::state("a rotation is under way already"));
        }
        if secret.status != Status::Enabled {
            return Err(Refusal::state("the secret is not enabled"));
        }
        if secret.trigger.is_none() {
            return Err(Refusal::rule("no trigger is linked"));
        }
        Ok(secret)
    }

    pub(super) fn cancel(&mut self, call: &Call) -> Answer {
        let mut secret = self.lasting_secret(call)?;
        if secret.job.is_none() {
            return Err(Refusal::state("no rotation is under way"));
        }
        secret.end_job();
        self.keep_changed(call, secret);
        Ok(Value::Null)
    }

    pub(super) fn roll_back(&mut self, call: &Call) -> Answer {
        let mut secret = self.lasting_secret(call)?;
        if secret.job.is_some() {
            return Err(Refusal::state("a rotation is under way"));
        }
        let before = secret.before_rotation.take();
        secret.chain = before.ok_or_else(|| {
            Refusal::state("there is no complete rotation that could be taken back")
        })?;
        self.keep_changed(call, secret);
        Ok(Value::Null)
    }
}

impl Secret {
    /// Ends the job that is under way; what it introduced goes with it.
    pub(super) fn end_job(&mut self) {
        self.job = None;
        self.chain.set(Stage::Pending, None);
        if self.status == Status::Rotating {
            self.status = Status::Enabled;
        }
    }
}
