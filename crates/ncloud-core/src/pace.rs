//! How many calls run at once, and how fast they start.
//!
//! Our own rather than `governor`: the distance between calls changes while they wait, with what the
//! gateway answers, which a fixed quota cannot do, and waits are on the clock of the settings.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::clock::Clock;
use crate::deadline::{Deadline, OutOfTime};
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
    /// Held by the call that starts next. The others queue behind it, so that a call that gives up
    /// takes no start away from them.
    turn: tokio::sync::Mutex<()>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Distance that the gateway has made necessary.
    learnt: Duration,
    /// When the latest call was due, while calls are kept apart.
    latest: Option<Instant>,
}

impl Pace {
    pub(crate) fn new(max_concurrency: Option<usize>, per_second: Option<f64>) -> Self {
        Self {
            running: max_concurrency
                .map(|most| Arc::new(Semaphore::new(most.clamp(1, Semaphore::MAX_PERMITS)))),
            gap: per_second.map_or(Duration::ZERO, |rate| Duration::from_secs_f64(1.0 / rate)),
            turn: tokio::sync::Mutex::default(),
            state: Mutex::default(),
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

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether calls are kept apart at all.
    fn is_spread(&self) -> bool {
        let mut state = self.state();
        let is_spread = !self.gap.max(state.learnt).is_zero();
        if !is_spread {
            state.latest = None;
        }
        is_spread
    }

    /// When the next call may start. Not counted from when its turn came: timers are late, and the
    /// delays would add up.
    fn next(&self, arrived: Instant) -> Instant {
        let state = self.state();
        let gap = self.gap.max(state.learnt);
        let next = state.latest.and_then(|latest| latest.checked_add(gap));
        next.map_or(arrived, |next| next.max(arrived))
    }

    /// The call that was due at `start` starts.
    fn started(&self, start: Instant) {
        self.state().latest = Some(start);
    }

    /// Takes note of how an attempt ended.
    pub(crate) fn learn(&self, error: Option<ErrorKind>) {
        let mut state = self.state();
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
