//! The tables, and how rows are found in them.

use super::activities;
use super::refusal::Refusal;
use super::rows::{Activity, Generator, Key, Status, Version};
use crate::call::Call;
use crate::clock::DAY;
use crate::store::{Rows, Table, Tables};

/// Versions that a key may have: the documented most.
pub(super) const VERSIONS: i64 = 100;

/// What the service remembers. Rows that belong to a key have its tag before a slash in their keys.
pub(crate) struct State {
    pub(super) keys: Table<Key>,
    pub(super) versions: Table<Version>,
    pub(super) generators: Table<Generator>,
    pub(super) activities: Table<Activity>,
    /// The numbers of the last key and of the last activity.
    pub(super) numbers: Table<i64>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            keys: Table::new("kms.key"),
            versions: Table::new("kms.version"),
            generators: Table::new("kms.generator"),
            activities: Table::new("kms.activity"),
            numbers: Table::new("kms.number"),
        }
    }
}

impl Tables for State {
    fn tables(&mut self) -> Vec<&mut dyn Rows> {
        vec![
            &mut self.keys,
            &mut self.versions,
            &mut self.generators,
            &mut self.activities,
            &mut self.numbers,
        ]
    }
}

/// The key of a row with a number, so that rows are in the order of their numbers.
pub(super) fn numbered(tag: &str, number: i64) -> String {
    format!("{tag}/{number:012}")
}

impl State {
    /// Removes the keys whose time has come, and rotates those whose turn it is.
    pub(super) fn pass_time(&mut self, now: i64) {
        let due = |at: Option<i64>| at.is_some_and(|at| at <= now);
        let keys = || self.keys.values();
        let gone = keys().filter(|key| due(key.destroyed_at));
        let gone: Vec<String> = gone.map(|key| key.tag.clone()).collect();
        let turning = keys().filter(|key| due(key.next_rotation));
        let turning: Vec<Key> = turning.cloned().collect();
        for mut key in turning {
            self.catch_up(&mut key, now);
            self.keys.insert(key.tag.clone(), key);
        }
        for tag in gone {
            self.remove(&tag);
        }
    }

    /// Makes the versions that a key would have made by itself until now.
    fn catch_up(&mut self, key: &mut Key, now: i64) {
        // A row of an imported state may hold any period.
        let period = key.rotation_period.max(1).saturating_mul(DAY);
        while let Some(due) = key.next_rotation.filter(|due| *due <= now) {
            if key.status == Status::Enable && key.version < VERSIONS {
                self.add_version(key, due);
                activities::by_itself(self, &key.tag, "rotateKey", due);
                key.next_rotation = due.checked_add(period);
            } else {
                // The turns that were missed are not made up for.
                let missed = now.saturating_sub(due) / period + 1;
                let next = missed
                    .checked_mul(period)
                    .and_then(|wait| due.checked_add(wait));
                key.next_rotation = next.filter(|_| key.version < VERSIONS);
            }
        }
    }

    /// Adds a version to a key, which the caller keeps.
    pub(super) fn add_version(&mut self, key: &mut Key, time: i64) {
        key.version += 1;
        let version = Version {
            number: key.version,
            is_enabled: true,
            status_changed: time,
            made: time,
            material: None,
        };
        self.versions
            .insert(numbered(&key.tag, key.version), version);
    }

    /// Removes a key and everything that belongs to it.
    pub(super) fn remove(&mut self, tag: &str) {
        self.keys.remove(tag);
        self.generators.remove(tag);
        let prefix = format!("{tag}/");
        self.versions.remove_starting_with(&prefix);
        self.activities.remove_starting_with(&prefix);
    }

    /// The key that a call is about, which is not known at another place.
    pub(super) fn key(&self, call: &Call) -> Result<&Key, Refusal> {
        self.key_of(call, call.text("keyTag"))
    }

    /// The key with this tag, which is not known at another place.
    pub(super) fn key_of(&self, call: &Call, tag: &str) -> Result<&Key, Refusal> {
        let key = self.keys.get(tag);
        key.filter(|key| key.place == call.place.to_string())
            .ok_or_else(|| Refusal::unknown("there is no such key here"))
    }

    /// The key that a call is about, to be changed.
    pub(super) fn key_mut(&mut self, call: &Call) -> Result<&mut Key, Refusal> {
        self.key(call)?;
        self.keys
            .get_mut(call.text("keyTag"))
            .ok_or_else(|| Refusal::unknown("there is no such key here"))
    }

    /// A version of a key.
    pub(super) fn version(&self, tag: &str, number: i64) -> Result<&Version, Refusal> {
        self.versions
            .get(&numbered(tag, number))
            .ok_or_else(|| Refusal::unknown("the key has no such version"))
    }
}
