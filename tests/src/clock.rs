//! Clocks that say what a test wants.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ncloud_core::{Clock, SystemClock};

/// Stands still, so long after the beginning of 1970, UTC.
#[derive(Clone, Copy, Debug)]
pub struct FixedClock(pub Duration);

impl Clock for FixedClock {
    fn now(&self) -> SystemTime {
        UNIX_EPOCH + self.0
    }
}

/// The machine's clock, so many seconds ahead; behind when the number is negative.
#[derive(Clone, Copy, Debug)]
pub struct ShiftedClock(pub i64);

impl Clock for ShiftedClock {
    fn now(&self) -> SystemTime {
        let shift = Duration::from_secs(self.0.unsigned_abs());
        if self.0 < 0 {
            SystemClock.now() - shift
        } else {
            SystemClock.now() + shift
        }
    }
}
