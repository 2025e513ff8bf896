//! Whether, and when, a failed call is tried again.
//!
//! Our own rather than `backon`: each decision needs the answer (gateway code, `Retry-After`), the retry
//! class of the operation and a budget that calls share, every attempt is signed anew, and waits are on
//! the clock of the settings. What is left for a library is the doubling.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use crate::error::{Error, ErrorKind};
use crate::service::RetryClass;

/// Tokens in a full budget.
const BUDGET: u32 = 500;
/// Tokens that a repetition costs.
const COST: u32 = 5;
/// Tokens that a success gives back.
const REFUND: u32 = 1;

/// How often and how patiently a call is repeated.
///
/// | what happened | operation marked `safe` | any other operation |
/// | --- | --- | --- |
/// | no connection, nothing was sent | repeated | repeated |
/// | the certificate of the server was not accepted | never | never: it does not change by itself |
/// | too fast (429 with gateway code 410 or 420) | repeated | repeated: the gateway refused it |
/// | too fast (any other 429) | repeated | never: it may come from behind the gateway |
/// | quota used up (429 with code 400) | never | never |
/// | gateway or backend in trouble (503, 504, 500) | repeated | never: the backend may have acted |
/// | no whole answer, or time out after sending | repeated | never: the service may have acted |
/// | time out waiting for the request (408) | repeated | never: a proxy may have passed it on |
/// | a failure in the service's own words (but 429, as above) | never | never |
///
/// Between attempts it waits a random time up to a bound that doubles (full jitter), or as long as
/// `Retry-After` asks. A budget that all clients of a [`Config`](crate::Config) share stops repeating
/// when most calls fail, so that an outage does not multiply the traffic.
///
/// ```
/// use std::time::Duration;
/// use ncloud_core::RetryPolicy;
///
/// let patient = RetryPolicy::default().max_attempts(6).deadline(Duration::from_secs(120));
/// let never = RetryPolicy::none();
/// # let _ = (patient, never);
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct RetryPolicy {
    max_attempts: u32,
    base_delay: Duration,
    max_delay: Duration,
    max_retry_after: Duration,
    deadline: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_attempts: 3,
            base_delay: Duration::from_millis(200),
            max_delay: Duration::from_secs(5),
            max_retry_after: Duration::from_secs(20),
            deadline: Duration::from_secs(60),
        }
    }
}

impl RetryPolicy {
    /// Never repeats.
    #[must_use]
    pub fn none() -> Self {
        Self {
            max_attempts: 1,
            ..Self::default()
        }
    }

    /// Attempts in all, the first included; 3 by default.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// Bound of the first wait, which doubles with each attempt; 200 ms by default.
    #[must_use]
    pub fn base_delay(mut self, delay: Duration) -> Self {
        self.base_delay = delay;
        self
    }

    /// Largest bound of a wait; 5 s by default.
    #[must_use]
    pub fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    /// Longest `Retry-After` that is waited for; 20 s by default. A longer one ends the call at once.
    #[must_use]
    pub fn max_retry_after(mut self, longest: Duration) -> Self {
        self.max_retry_after = longest;
        self
    }

    /// Longest time from the start of a call to the end of the wait before its last attempt; 60 s by
    /// default. [`ConfigBuilder::total_timeout`](crate::ConfigBuilder::total_timeout) bounds a call as a
    /// whole.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// How long to wait before the next attempt; `None` when there is to be none.
    ///
    /// `random` is between 0 and 1.
    pub(crate) fn next(
        &self,
        error: &Error,
        class: RetryClass,
        attempt: u32,
        elapsed: Duration,
        random: f64,
    ) -> Option<Duration> {
        if attempt >= self.max_attempts || !may_repeat(error, class) {
            return None;
        }
        let bound = self
            .base_delay
            .saturating_mul(1 << (attempt - 1).min(20))
            .min(self.max_delay);
        let wait = match error.retry_after() {
            Some(asked) if asked > self.max_retry_after => return None,
            Some(asked) => asked,
            None => bound.mul_f64(random.clamp(0.0, 1.0)),
        };
        // A wait may be so long that the sum is no duration.
        elapsed
            .checked_add(wait)
            .is_some_and(|start| start <= self.deadline)
            .then_some(wait)
    }
}

/// Whether repeating cannot act twice and may help.
pub(crate) fn may_repeat(error: &Error, class: RetryClass) -> bool {
    match error.kind() {
        // Nothing was sent either when a certificate was refused, but the next attempt would meet the
        // same one: the attempts would delay the news that somebody has to act.
        ErrorKind::Connect => true,
        ErrorKind::Timeout if error.nothing_is_in_doubt() => true,
        ErrorKind::Throttled if error.is_refused_by_pace() => true,
        ErrorKind::Throttled
        | ErrorKind::Timeout
        | ErrorKind::Transport
        | ErrorKind::Unavailable => class == RetryClass::Safe,
        _ => false,
    }
}

/// What is left to spend on repetitions.
///
/// Every call of every thread comes by: as long as nothing fails, nothing is written here, which the
/// processors would have to hand to each other.
#[derive(Debug)]
pub(crate) struct Budget(AtomicU32);

impl Default for Budget {
    fn default() -> Self {
        Self(AtomicU32::new(BUDGET))
    }
}

impl Budget {
    /// Pays for a repetition; false when it cannot be paid.
    pub(crate) fn pay(&self) -> bool {
        self.change(|tokens| tokens.checked_sub(COST))
    }

    /// A call succeeded.
    pub(crate) fn refund(&self) {
        self.change(|tokens| (tokens < BUDGET).then_some((tokens + REFUND).min(BUDGET)));
    }

    /// Whether there is a change.
    fn change(&self, change: impl Fn(u32) -> Option<u32>) -> bool {
        self.0.fetch_update(Relaxed, Relaxed, change).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(kind: ErrorKind, class: RetryClass, attempt: u32) -> Option<Duration> {
        RetryPolicy::default().next(&Error::new(kind, ""), class, attempt, Duration::ZERO, 1.0)
    }

    #[test]
    fn only_what_cannot_act_twice_is_repeated() {
        for (kind, safe, other) in [
            (ErrorKind::Connect, true, true),
            (ErrorKind::Certificate, false, false),
            (ErrorKind::Throttled, true, false),
            (ErrorKind::Timeout, true, false),
            (ErrorKind::Transport, true, false),
            (ErrorKind::Unavailable, true, false),
            (ErrorKind::QuotaExceeded, false, false),
            (ErrorKind::Service, false, false),
            (ErrorKind::NotFound, false, false),
            (ErrorKind::Authentication, false, false),
            (ErrorKind::PermissionDenied, false, false),
            (ErrorKind::UnexpectedAnswer, false, false),
            (ErrorKind::InvalidRequest, false, false),
            (ErrorKind::TooLarge, false, false),
            (ErrorKind::Configuration, false, false),
        ] {
            assert_eq!(next(kind, RetryClass::Safe, 1).is_some(), safe, "{kind:?}");
            assert_eq!(
                next(kind, RetryClass::Unsafe, 1).is_some(),
                other,
                "{kind:?}"
            );
        }
    }

    #[test]
    fn waits_double_up_to_a_bound() {
        let policy = RetryPolicy::default().max_attempts(100);
        let error = Error::new(ErrorKind::Connect, "");
        let wait = |attempt, random| {
            policy.next(&error, RetryClass::Safe, attempt, Duration::ZERO, random)
        };
        assert_eq!(wait(1, 1.0), Some(Duration::from_millis(200)));
        assert_eq!(wait(3, 1.0), Some(Duration::from_millis(800)));
        assert_eq!(wait(99, 1.0), Some(Duration::from_secs(5)));
        assert_eq!(wait(99, 0.0), Some(Duration::ZERO));
    }

    #[test]
    fn attempts_deadline_and_retry_after_are_bounds() {
        let policy = RetryPolicy::default();
        let error = || Error::new(ErrorKind::Throttled, "").with_gateway_code("410");
        let class = RetryClass::Unsafe;
        assert_eq!(policy.next(&error(), class, 3, Duration::ZERO, 0.5), None);
        assert_eq!(
            policy.next(&error(), class, 1, Duration::from_secs(61), 0.5),
            None
        );
        let asked = |seconds| error().with_retry_after(Some(Duration::from_secs(seconds)));
        assert_eq!(
            policy.next(&asked(7), class, 1, Duration::ZERO, 0.0),
            Some(Duration::from_secs(7))
        );
        assert_eq!(policy.next(&asked(21), class, 1, Duration::ZERO, 0.0), None);
        assert_eq!(
            policy.next(&asked(20), class, 1, Duration::from_secs(41), 0.0),
            None
        );
    }

    #[test]
    fn the_budget_runs_out_and_recovers() {
        let budget = Budget::default();
        let paid = (0..1000).filter(|_| budget.pay()).count();
        assert_eq!(paid, 100);
        (0..4).for_each(|_| budget.refund());
        assert!(!budget.pay());
        budget.refund();
        assert!(budget.pay());
    }
}
