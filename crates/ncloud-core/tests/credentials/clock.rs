//! A clock that is set by hand.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ncloud_core::Clock;

/// 2020-12-31T00:00:00Z.
const START: u64 = 1_609_372_800;

#[derive(Clone, Debug)]
pub(crate) struct HandClock(Arc<Mutex<SystemTime>>);

impl HandClock {
    pub(crate) fn new() -> Self {
        let start = UNIX_EPOCH + Duration::from_secs(START);
        Self(Arc::new(Mutex::new(start)))
    }

    /// Sets it to some seconds after its start.
    pub(crate) fn set(&self, seconds: u64) {
        *self.0.lock().unwrap() = UNIX_EPOCH + Duration::from_secs(START + seconds);
    }
}

impl Clock for HandClock {
    fn now(&self) -> SystemTime {
        *self.0.lock().unwrap()
    }
}
