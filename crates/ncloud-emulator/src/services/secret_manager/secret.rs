//! A secret, and what the passing of time does to it.

use serde::{Deserialize, Serialize};

use super::protection::ProtectionKey;
use super::refusal::Refusal;
use super::{State, jobs::Job};
use crate::call::Call;
use crate::random::Random;

/// Milliseconds of a day.
const DAY: i64 = 24 * 60 * 60 * 1000;

/// A time this many days later, at most the last one.
pub(super) fn after_days(time: i64, days: i64) -> i64 {
    time.saturating_add(days.saturating_mul(DAY))
}

/// State of a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Status {
    Enabled,
    Disabled,
    /// Waits for its deletion, at this time.
    Revoked(i64),
    Rotating,
    Destroyed,
}

impl Status {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Enabled => "ENABLE",
            Self::Disabled => "DISABLE",
            Self::Revoked(_) => "REVOKE",
            Self::Rotating => "ROTATING",
            Self::Destroyed => "DESTROYED",
        }
    }

    /// When it will be deleted.
    pub(super) fn destroyed_at(self) -> Option<i64> {
        match self {
            Self::Revoked(at) => Some(at),
            _ => None,
        }
    }
}

/// Stage of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    Previous,
    Active,
    Pending,
}

impl Stage {
    pub(super) const ALL: [Self; 3] = [Self::Previous, Self::Active, Self::Pending];

    /// The stage of a name that was checked before.
    pub(super) fn named(name: &str) -> Self {
        match name {
            "previous" => Self::Previous,
            "pending" => Self::Pending,
            _ => Self::Active,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Previous => "previous",
            Self::Active => "active",
            Self::Pending => "pending",
        }
    }
}

/// The encrypted values, by stage.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Chain {
    previous: Option<String>,
    active: Option<String>,
    pending: Option<String>,
}

impl Chain {
    pub(super) fn get(&self, stage: Stage) -> Option<&str> {
        match stage {
            Stage::Previous => self.previous.as_deref(),
            Stage::Active => self.active.as_deref(),
            Stage::Pending => self.pending.as_deref(),
        }
    }

    pub(super) fn set(&mut self, stage: Stage, ciphertext: Option<String>) {
        *match stage {
            Stage::Previous => &mut self.previous,
            Stage::Active => &mut self.active,
            Stage::Pending => &mut self.pending,
        } = ciphertext;
    }

    /// What a complete rotation does: the values move on by one stage.
    pub(super) fn shift(&mut self) {
        self.previous = self.active.take();
        self.active = self.pending.take();
    }
}

/// A secret. Its values are there as ciphertexts only.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Secret {
    /// Orders lists.
    pub(super) number: u64,
    pub(super) id: String,
    pub(super) name: String,
    pub(super) memo: String,
    pub(super) status: Status,
    pub(super) registered: i64,
    pub(super) updated: i64,
    pub(super) key: ProtectionKey,
    pub(super) chain: Chain,
    pub(super) rotation_targets: Vec<String>,
    /// Whether it is rotated regularly.
    pub(super) is_rotated: bool,
    /// Days.
    pub(super) period: i64,
    pub(super) next_rotation: Option<i64>,
    /// ID of the linked trigger.
    pub(super) trigger: Option<String>,
    /// The job that is under way.
    pub(super) job: Option<Job>,
    /// Whether the last job failed, so that it can be retried.
    pub(super) has_failed: bool,
    /// The values before the last complete rotation, until they are taken back.
    pub(super) before_rotation: Option<Chain>,
    pub(super) last_rotation: Option<i64>,
    pub(super) last_result: Option<String>,
}

impl Secret {
    /// Brings it to this time; tells whether the clock made a job.
    pub(super) fn settle(&mut self, now: i64, random: &Random) -> bool {
        if let Status::Revoked(at) = self.status
            && now >= at
        {
            self.destroy(at);
        }
        let Some(due) = self.next_rotation.filter(|due| now >= *due) else {
            return false;
        };
        // The next one comes a period after the last that was due, however long nobody looked.
        // A row of an imported state may hold any period.
        let period = self.period.max(1);
        let missed = now.saturating_sub(due) / period.saturating_mul(DAY);
        let periods = missed.saturating_add(1).saturating_mul(period);
        self.next_rotation = Some(after_days(due, periods));
        let can_begin =
            self.status == Status::Enabled && self.trigger.is_some() && self.job.is_none();
        if can_begin {
            self.job = Some(Job::new(random));
            self.has_failed = false;
        }
        can_begin
    }

    /// Forgets its values for good.
    pub(super) fn destroy(&mut self, at: i64) {
        self.status = Status::Destroyed;
        self.updated = at;
        self.chain = Chain::default();
        self.before_rotation = None;
        self.job = None;
        self.is_rotated = false;
        self.next_rotation = None;
    }

    /// Refuses to read or to change a secret that waits for its deletion.
    pub(super) fn must_stay(&self) -> Result<(), Refusal> {
        match self.status {
            Status::Revoked(_) => Err(Refusal::state("the secret waits for its deletion")),
            _ => Ok(()),
        }
    }
}

/// The beginning of the keys of all rows of the boundary that is called.
pub(super) fn boundary_prefix(call: &Call) -> String {
    format!("{}/", call.place)
}

impl State {
    /// The secret that the path names, as it is at the time of the call; also one that was destroyed.
    pub(super) fn secret_or_what_is_left(&mut self, call: &Call) -> Result<Secret, Refusal> {
        let key = boundary_prefix(call) + call.text("secretId");
        let unknown = || Refusal::not_found("there is no secret of this ID at this host");
        let mut secret = self.secrets.get(&key).ok_or_else(unknown)?.clone();
        if secret.settle(call.now, &call.world.random) {
            self.record_job(call, &secret, "executeRotationJob", "SYSTEM");
        }
        self.keep(call, secret.clone());
        Ok(secret)
    }

    /// The secret that the path names.
    pub(super) fn secret(&mut self, call: &Call) -> Result<Secret, Refusal> {
        let secret = self.secret_or_what_is_left(call)?;
        if secret.status == Status::Destroyed {
            return Err(Refusal::not_found("the secret was deleted"));
        }
        Ok(secret)
    }

    /// The secret that the path names, unless it waits for its deletion.
    pub(super) fn lasting_secret(&mut self, call: &Call) -> Result<Secret, Refusal> {
        let secret = self.secret(call)?;
        secret.must_stay()?;
        Ok(secret)
    }

    /// Puts a secret back.
    pub(super) fn keep(&mut self, call: &Call, secret: Secret) {
        let key = boundary_prefix(call) + &secret.id;
        self.secrets.insert(key, secret);
    }

    /// Puts a secret back that was changed by this call, and writes that down.
    pub(super) fn keep_changed(&mut self, call: &Call, mut secret: Secret) {
        secret.updated = call.now;
        self.record(call, &secret);
        self.keep(call, secret);
    }
}
