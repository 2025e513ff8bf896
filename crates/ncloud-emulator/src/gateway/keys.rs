//! The key pairs of the account: those of the settings, and those that were made with Sub Account.
//!
//! Both are judged alike. Those of the settings are no state: an exported state is without them.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::key::Key;
use crate::world::World;

type ByAccessKey = BTreeMap<String, Arc<Key>>;

/// Key pairs of the settings by access key.
pub(crate) struct Keys(RwLock<ByAccessKey>);

impl Keys {
    pub(crate) fn new(keys: impl IntoIterator<Item = Key>) -> Self {
        let keys = keys.into_iter();
        Self(RwLock::new(
            keys.map(|key| (key.access.clone(), Arc::new(key)))
                .collect(),
        ))
    }

    /// The key pair with this access key, as it is at the moment.
    pub(crate) fn find(&self, access_key: &str, world: &World) -> Option<Arc<Key>> {
        let of_settings = self.read().get(access_key).cloned();
        let made = || world.services.sub_account.lock().key(access_key);
        of_settings.or_else(|| made().map(Arc::new))
    }

    /// All key pairs in the order of their access keys.
    pub(crate) fn all(&self, world: &World) -> Vec<Arc<Key>> {
        let made = world.services.sub_account.lock().all_keys().into_iter();
        let made = made.map(|key| (key.access.clone(), Arc::new(key)));
        let mut keys: ByAccessKey = made.collect();
        keys.extend(self.read().clone());
        keys.into_values().collect()
    }

    /// Adds a key pair, or replaces the one with this access key.
    pub(crate) fn add(&self, key: Key) {
        self.write().insert(key.access.clone(), Arc::new(key));
    }

    /// Stops or starts a key pair. False when there is none with this access key.
    pub(crate) fn set_stopped(&self, access_key: &str, stopped: bool, world: &World) -> bool {
        let mut keys = self.write();
        let Some(key) = keys.get_mut(access_key) else {
            let mut made = world.services.sub_account.lock();
            return made.set_stopped(access_key, stopped);
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
