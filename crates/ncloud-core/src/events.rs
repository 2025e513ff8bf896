//! What a program may want to know of each attempt.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::error::ErrorKind;

/// An attempt that has ended, for metrics.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AttemptEvent {
    /// `operationId` of a typed call; `raw` for others.
    pub operation: &'static str,
    /// Number of the attempt, from 1.
    pub attempt: u32,
    /// HTTP status, when there was an answer.
    pub status: Option<u16>,
    /// What went wrong, when something did.
    pub error: Option<ErrorKind>,
    /// Time from fetching the key pair to the end of the answer, without the wait for a place.
    pub elapsed: Duration,
}

/// A function that is called after each attempt.
#[derive(Clone)]
pub(crate) struct AttemptHook(Arc<dyn Fn(&AttemptEvent) + Send + Sync>);

impl AttemptHook {
    pub(crate) fn new(hook: impl Fn(&AttemptEvent) + Send + Sync + 'static) -> Self {
        Self(Arc::new(hook))
    }

    pub(crate) fn call(&self, event: &AttemptEvent) {
        (self.0)(event);
    }
}

impl fmt::Debug for AttemptHook {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("AttemptHook")
    }
}
