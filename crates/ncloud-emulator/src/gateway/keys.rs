//! The key pairs of the account. They are settings, not state: an exported state is without them.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::key::Key;

type ByAccessKey = BTreeMap<String, Arc<Key>>;

/// Key pairs by access key.
pub(crate) struct Keys(RwLock<ByAccessKey>);

impl Keys {
    pub(crate) fn new(keys: impl IntoIterator<Item = Key>) -> Self {
        let keys = keys.into_iter();
        Self(RwLock::new(
            keys.map(|key| (key.access.clone(), Arc::new(key)))
                .collect(),
        ))
    }

    pub(crate) fn get(&self, access_key: &str) -> Option<Arc<Key>> {
        self.read().get(access_key).cloned()
    }

    /// All key pairs in the order of their access keys.
    pub(crate) fn all(&self) -> Vec<Arc<Key>> {
        self.read().values().cloned().collect()
    }

    /// Adds a key pair, or replaces the one with this access key.
    pub(crate) fn add(&self, key: Key) {
        self.write().insert(key.access.clone(), Arc::new(key));
    }

    /// Stops or starts a key pair. False when there is none with this access key.
    pub(crate) fn set_stopped(&self, access_key: &str, stopped: bool) -> bool {
        let mut keys = self.write();
        let Some(key) = keys.get_mut(access_key) else {
            return false;
        };
        Arc::make_mut(key).stopped = stopped;
        true
    }

    // Nothing that holds the lock can panic half-way through a change.
    fn read(&self) -> RwLockReadGuard<'_, ByAccessKey> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, ByAccessKey> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}
