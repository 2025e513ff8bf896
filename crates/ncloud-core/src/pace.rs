//! How many calls run at once, and how fast they start.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::clock::Clock;
use crate::error::ErrorKind;

/// Distance of two calls after the first one that came too fast.
const FIRST_GAP: Duration = Duration::from_millis(50);
/// Largest distance that calls are kept apart after they came too fast.
const LARGEST_GAP: Duration = Duration::from_secs(2);

/// The pace of all clients of a configuration.
///
/// A limit set by the program is kept always. On top of it, calls that came too fast for the gateway
/// spread the following ones: the distance doubles with each, and shrinks again with each success.
#[derive(Debug)]
pub(crate) struct Pace {
    running: Option<Arc<Semaphore>>,
    /// Distance of two calls that the program asks for.
    gap: Duration,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Distance that the gateway has made necessary.
    learnt: Duration,
    /// When the next call may start.
    next: Option<SystemTime>,
    /// The latest time seen.
    seen: Option<SystemTime>,
}

impl Pace {
    pub(crate) fn new(max_concurrency: Option<usize>, per_second: Option<f64>) -> Self {
        Self {
            running: max_concurrency
                .map(|most| Arc::new(Semaphore::new(most.clamp(1, Semaphore::MAX_PERMITS)))),
            gap: per_second.map_or(Duration::ZERO, |rate| Duration::from_secs_f64(1.0 / rate)),
            state: Mutex::default(),
        }
    }

    /// Waits for a place; the place is free again when the permit is dropped.
    pub(crate) async fn enter(&self, clock: &dyn Clock) -> Option<OwnedSemaphorePermit> {
        let permit = match &self.running {
            // The semaphore is never closed.
            Some(running) => Arc::clone(running).acquire_owned().await.ok(),
            None => None,
        };
        let wait = self.reserve(clock.now());
        if !wait.is_zero() {
            clock.sleep(wait).await;
        }
        permit
    }

    /// Takes the next start; how long it is away.
    fn reserve(&self, now: SystemTime) -> Duration {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let gap = self.gap.max(state.learnt);
        if gap.is_zero() {
            state.next = None;
            return Duration::ZERO;
        }
        state.follow(now);
        let start = state.next.map_or(now, |next| next.max(now));
        state.next = Some(start.checked_add(gap).unwrap_or(start));
        start.duration_since(now).unwrap_or(Duration::ZERO)
    }

    /// Takes note of how an attempt ended.
    pub(crate) fn learn(&self, error: Option<ErrorKind>) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match error {
            Some(ErrorKind::Throttled) => {
                state.learnt = (state.learnt * 2).clamp(FIRST_GAP, LARGEST_GAP)
            }
            None if state.learnt < Duration::from_millis(1) => state.learnt = Duration::ZERO,
            None => state.learnt = state.learnt.mul_f64(0.8),
            Some(_) => {}
        }
    }
}

impl State {
    /// When the clock was set back, the next start moves with it; calls would wait until the clock is
    /// where it was. Threads that read the clock at once may see it go back by a little.
    fn follow(&mut self, now: SystemTime) {
        if let (Some(next), Some(seen)) = (self.next, self.seen)
            && seen
                .duration_since(now)
                .is_ok_and(|back| back >= Duration::from_secs(1))
        {
            self.next = now.checked_add(next.duration_since(seen).unwrap_or_default());
        }
        self.seen = Some(now);
    }
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    #[test]
    fn a_rate_spreads_the_starts() {
        let pace = Pace::new(None, Some(10.0));
        let waits: Vec<_> = (0..4)
            .map(|_| pace.reserve(UNIX_EPOCH).as_millis())
            .collect();
        assert_eq!(waits, [0, 100, 200, 300]);
        assert_eq!(
            pace.reserve(UNIX_EPOCH + Duration::from_secs(9)),
            Duration::ZERO,
            "a pause is not saved up"
        );
    }

    #[test]
    fn the_gateway_slows_us_down_and_success_speeds_us_up() {
        let pace = Pace::new(None, None);
        assert_eq!(pace.reserve(UNIX_EPOCH), Duration::ZERO);
        (0..3).for_each(|_| pace.learn(Some(ErrorKind::Throttled)));
        assert_eq!(pace.reserve(UNIX_EPOCH), Duration::ZERO);
        assert_eq!(pace.reserve(UNIX_EPOCH), Duration::from_millis(200));
        (0..50).for_each(|_| pace.learn(None));
        assert_eq!(pace.reserve(UNIX_EPOCH), Duration::ZERO);
        assert_eq!(pace.reserve(UNIX_EPOCH), Duration::ZERO);
    }
}
