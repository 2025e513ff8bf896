//! The hard bound of a whole call: whatever it waits for, the wait ends with its total timeout.

use std::future::Future;
use std::time::{Duration, Instant};

use futures_util::future::{Either, FutureExt as _, TryFutureExt as _, ready};
use tokio::time::timeout;

use crate::clock::Clock;
use crate::error::{Error, ErrorKind};

/// When a call began, and how long it may take in all.
pub(crate) struct Deadline<'a> {
    clock: &'a dyn Clock,
    start: Instant,
    total: Option<Duration>,
}

/// The time of the call is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OutOfTime;

/// What an attempt was doing when the time was over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Doing {
    WaitingForItsPlace,
    FetchingTheKeyPair,
    Exchanging,
}

impl<'a> Deadline<'a> {
    /// The call begins now.
    pub(crate) fn new(clock: &'a dyn Clock, total: Option<Duration>) -> Self {
        Self {
            clock,
            start: clock.instant(),
            total,
        }
    }

    /// Time since the call began.
    pub(crate) fn elapsed(&self) -> Duration {
        self.clock.instant().saturating_duration_since(self.start)
    }

    /// Whether there is time left after a wait; always, when the call has no bound.
    pub(crate) fn outlasts(&self, wait: Duration) -> bool {
        self.left().is_none_or(|left| left > wait)
    }

    fn left(&self) -> Option<Duration> {
        Some(self.total?.saturating_sub(self.elapsed()))
    }

    /// Waits for a future; drops it when the time is over.
    ///
    /// The timer is real even if the clock is not: what is waited for may hang in earnest. Not an async
    /// function, which would hold the future once as its argument and once more to wait for it.
    pub(crate) fn within<F: Future>(
        &self,
        future: F,
    ) -> impl Future<Output = Result<F::Output, OutOfTime>> + use<'a, F> {
        match self.left() {
            None => Either::Left(Either::Left(future.map(Ok))),
            Some(Duration::ZERO) => Either::Left(Either::Right(ready(Err(OutOfTime)))),
            Some(left) => Either::Right(timeout(left, future).map_err(|_| OutOfTime)),
        }
    }

    /// Waits on the clock; not at all when the time would be over by then.
    pub(crate) async fn sleep(&self, wait: Duration) -> Result<(), OutOfTime> {
        if !self.outlasts(wait) {
            return Err(OutOfTime);
        }
        self.within(self.clock.sleep(wait)).await
    }

    /// Says why there will be no further attempt after a failed one.
    pub(crate) fn hint(&self) -> String {
        format!(
            "it was not repeated, because the total timeout of {:?} would end before the next attempt",
            self.total.unwrap_or_default()
        )
    }

    /// The error of a call that was ended in attempt `number`.
    pub(crate) fn error(&self, doing: Doing, number: u32) -> Error {
        let total = self.total.unwrap_or_default();
        let (doing, sent) = match doing {
            Doing::WaitingForItsPlace => ("while it waited for its place before", number - 1),
            Doing::FetchingTheKeyPair => ("while the key pair was fetched for", number - 1),
            Doing::Exchanging => ("during", number),
        };
        let known = if sent == number {
            ", and the service may have processed the last one"
        } else if sent == 0 {
            ", so nothing reached the service"
        } else {
            ", all of which have ended"
        };
        let message = format!(
            "the total timeout of {total:?} ended the call {doing} attempt {number}; attempts sent: {sent}{known}"
        );
        let error = Error::new(ErrorKind::Timeout, message).with_attempts(sent);
        if sent == number {
            error
        } else {
            error.with_nothing_in_doubt()
        }
    }
}
