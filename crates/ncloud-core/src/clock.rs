//! The time of day, as a value that can be replaced.

use std::fmt;
use std::time::SystemTime;

/// Where timestamps come from. Tests and programs with a clock of their own implement it.
pub trait Clock: fmt::Debug + Send + Sync {
    /// The present time.
    fn now(&self) -> SystemTime;
}

/// The clock of the operating system.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    // The only place that reads the wall clock; see clippy.toml.
    #[allow(clippy::disallowed_methods)]
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }
}
