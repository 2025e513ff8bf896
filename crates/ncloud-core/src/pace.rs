//! How many calls run at once, and how fast they start.
//!
//! Our own rather than `governor`: the distance between calls changes while they wait, with what the
//! gateway answers, which a fixed quota cannot do, and waits are on the clock of the settings.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::clock::Clock;
use crate::deadline::{Deadline, OutOfTime};
use crate::error::ErrorKind;

/// Distance of two calls after the first one that came too fast, in nanoseconds.
const FIRST_GAP: u64 = 50_000_000;
/// Largest distance that calls are kept apart after they came too fast, in nanoseconds.
const LARGEST_GAP: u64 = 2_000_000_000;
/// A distance that is smaller than this is none, in nanoseconds.
const NO_GAP: u64 = 1_000_000;

/// The pace of all clients of a configuration.
///
/// A limit set by the program is kept always. On top of it, calls that came too fast for the gateway
/// spread the following ones: the distance doubles with each, and shrinks again with each success.
#[derive(Debug)]
pub(crate) struct Pace {
    running: Option<Arc<Semaphore>>,
    /// Distance of two calls that the program asks for.
    gap: Duration,
    /// Held by the call that starts next. The others queue behind it, so that a call that gives up
    /// takes no start away from them.
    turn: tokio::sync::Mutex<()>,
    /// Distance that the gateway has made necessary, in nanoseconds. Every call of every thread comes by:
    /// as long as there is none, nothing is written here, which the processors would have to hand to
    /// each other.
    learnt: AtomicU64,
    /// When the latest call was due that was kept apart from others.
    latest: Mutex<Option<Instant>>,
}

impl Pace {
    pub(crate) fn new(max_concurrency: Option<usize>, per_second: Option<f64>) -> Self {
        Self {
            running: max_concurrency
                .map(|most| Arc::new(Semaphore::new(most.clamp(1, Semaphore::MAX_PERMITS)))),
            gap: per_second.map_or(Duration::ZERO, |rate| Duration::from_secs_f64(1.0 / rate)),
            turn: tokio::sync::Mutex::default(),
            learnt: AtomicU64::default(),
            latest: Mutex::default(),
        }
    }

    /// Waits for a place; the place is free again when the permit is dropped.
    pub(crate) async fn enter(
        &self,
        clock: &dyn Clock,
        deadline: &Deadline<'_>,
    ) -> Result<Option<OwnedSemaphorePermit>, OutOfTime> {
        let waiting = async {
            let permit = match &self.running {
                // The semaphore is never closed.
                Some(running) => Arc::clone(running).acquire_owned().await.ok(),
                None => None,
            };
            if self.is_spread() {
                let arrived = clock.instant();
                let _turn = self.turn.lock().await;
                let start = self.next(arrived);
                let wait = start.saturating_duration_since(clock.instant());
                if !wait.is_zero() {
                    deadline.sleep(wait).await?;
                }
                self.started(start);
            }
            Ok(permit)
        };
        deadline.within(waiting).await?
    }

    fn latest(&self) -> MutexGuard<'_, Option<Instant>> {
        self.latest.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Distance of two calls.
    fn distance(&self) -> Duration {
        self.gap
            .max(Duration::from_nanos(self.learnt.load(Relaxed)))
    }

    /// Whether calls are kept apart at all.
    fn is_spread(&self) -> bool {
        !self.distance().is_zero()
    }

    /// When the next call may start. Not counted from when its turn came: timers are late, and the
    /// delays would add up.
    fn next(&self, arrived: Instant) -> Instant {
        let latest = *self.latest();
        let next = latest.and_then(|latest| latest.checked_add(self.distance()));
        next.map_or(arrived, |next| next.max(arrived))
    }

    /// The call that was due at `start` starts.
    fn started(&self, start: Instant) {
        *self.latest() = Some(start);
    }

    /// Takes note of how an attempt ended.
    pub(crate) fn learn(&self, error: Option<ErrorKind>) {
        let change = |learnt: u64| match error {
            Some(ErrorKind::Throttled) => Some((learnt * 2).clamp(FIRST_GAP, LARGEST_GAP)),
            None if learnt == 0 => None,
            None if learnt < NO_GAP => Some(0),
            None => Some(learnt / 5 * 4),
            Some(_) => None,
        };
        // That nothing changes is no failure.
        let _ = self.learnt.fetch_update(Relaxed, Relaxed, change);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// When calls start that arrive together, in milliseconds from then.
    fn starts(pace: &Pace, arrived: Instant, calls: usize) -> Vec<u128> {
        let start = |_| {
            if !pace.is_spread() {
                return 0;
            }
            let start = pace.next(arrived);
            pace.started(start);
            start.duration_since(arrived).as_millis()
        };
        (0..calls).map(start).collect()
    }

    #[test]
    fn a_rate_spreads_the_starts() {
        let pace = Pace::new(None, Some(10.0));
        let now = Instant::now();
        assert_eq!(starts(&pace, now, 4), [0, 100, 200, 300]);
        let later = now + Duration::from_secs(9);
        assert_eq!(starts(&pace, later, 2), [0, 100], "a pause is not saved up");
    }

    #[test]
    fn the_gateway_slows_us_down_and_success_speeds_us_up() {
        let pace = Pace::new(None, None);
        let now = Instant::now();
        assert_eq!(starts(&pace, now, 2), [0, 0]);
        (0..3).for_each(|_| pace.learn(Some(ErrorKind::Throttled)));
        assert_eq!(starts(&pace, now, 2), [0, 200]);
        (0..50).for_each(|_| pace.learn(None));
        assert_eq!(starts(&pace, now, 2), [0, 0]);
    }
}
