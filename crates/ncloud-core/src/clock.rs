//! The time of day, as a value that can be replaced.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant, SystemTime};

/// Where timestamps come from. Tests and programs with a clock of their own implement it.
pub trait Clock: fmt::Debug + Send + Sync {
    /// The present time.
    fn now(&self) -> SystemTime;

    /// A moment on a clock that nobody sets: what durations are measured with. By default that of the
    /// operating system.
    fn instant(&self) -> Instant {
        // Tokio's, because its tests can move it on.
        tokio::time::Instant::now().into_std()
    }

    /// Waits. A clock that is set by hand may end the wait at once and move itself on.
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(tokio::time::sleep(duration))
    }
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
