//! A clock on which waiting takes no time.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use ncloud_core::Clock;

/// Moves on by what it is asked to wait, at once, and remembers it. Copies show the same time.
#[derive(Clone, Debug)]
pub struct InstantClock(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    now: SystemTime,
    /// Moves on with waits only: setting the time does not change how long something takes.
    instant: Instant,
    waits: Vec<Duration>,
}

impl InstantClock {
    /// When a new clock starts: 2024-11-21 00:00:00 UTC.
    #[must_use]
    pub fn start() -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(1_732_147_200)
    }

    /// What it was asked to wait so far.
    #[must_use]
    pub fn waits(&self) -> Vec<Duration> {
        self.state(|state| state.waits.clone())
    }

    /// Sets the time, as an administrator may.
    pub fn set(&self, now: SystemTime) {
        self.state(|state| state.now = now);
    }

    fn state<T>(&self, use_it: impl FnOnce(&mut State) -> T) -> T {
        use_it(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Default for InstantClock {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(State {
            now: Self::start(),
            instant: Instant::now(),
            waits: Vec::new(),
        })))
    }
}

impl Clock for InstantClock {
    fn now(&self) -> SystemTime {
        self.state(|state| state.now)
    }

    fn instant(&self) -> Instant {
        self.state(|state| state.instant)
    }

    fn sleep(&self, duration: Duration) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.state(|state| {
            state.now += duration;
            state.instant += duration;
            state.waits.push(duration);
        });
        // Lets others run, as a real wait would.
        Box::pin(tokio::task::yield_now())
    }
}
