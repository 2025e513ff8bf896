//! Waiting for a state that takes time.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use crate::clock::Clock;
use crate::error::{Error, ErrorKind, Result};
use crate::failure::text_of;
use crate::request::ServiceClient;
use crate::response::Response;
use crate::service::Operation;

/// Longest time to wait unless the caller says otherwise.
const TIMEOUT: Duration = Duration::from_secs(30 * 60);
/// Time between two looks unless the caller says otherwise.
const INTERVAL: Duration = Duration::from_secs(10);

/// What is waited for, as the specification says.
#[derive(Debug)]
pub struct Target {
    /// Name, for example `running`.
    pub name: &'static str,
    /// JSON pointer of the state in the answer.
    pub pointer: &'static str,
    /// States that end the waiting well.
    pub success: &'static [&'static str],
    /// States from which the awaited one is not reached any more.
    pub failure: &'static [&'static str],
    /// Whether the awaited state is that the thing is gone.
    pub gone: bool,
}

/// What was seen at one look, for a progress display.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Number of the look, from 1.
    pub attempt: u32,
    /// Time since the first look.
    pub elapsed: Duration,
    /// The state, when the answer had one.
    pub state: Option<String>,
}

type Look<'a, T> =
    Box<dyn Fn() -> Pin<Box<dyn Future<Output = Result<Response<T>>> + Send + 'a>> + Send + 'a>;

/// Looks again and again until a state is reached. Await it.
///
/// By default it looks about every 10 s for up to 30 minutes. The time between two looks varies by a
/// quarter, so that many waiters do not look at once. Looks that fail for a passing reason
/// ([`Error::is_retryable`]) are repeated; any other error ends the waiting. When the time runs out after such
/// a look, its error is the source of the one that is returned. Time is that of the
/// [clock](crate::ConfigBuilder::clock) of the settings.
#[must_use = "nothing happens before it is awaited"]
pub struct Waiter<'a, T> {
    clock: Arc<dyn Clock>,
    operation: &'static Operation,
    target: &'static Target,
    look: Look<'a, T>,
    timeout: Duration,
    interval: Duration,
    progress: Option<Box<dyn FnMut(Progress) + Send + 'a>>,
}

impl<'a, T: Serialize + Send + Sync + 'a> Waiter<'a, T> {
    /// A waiter for generated clients.
    #[doc(hidden)]
    pub fn new<F, P>(
        client: &ServiceClient,
        operation: &'static Operation,
        target: &'static Target,
        look: F,
    ) -> Self
    where
        F: Fn() -> P + Send + 'a,
        P: Future<Output = Result<Response<T>>> + Send + 'a,
    {
        Self {
            clock: client.clock(),
            operation,
            target,
            look: Box::new(move || Box::pin(look())),
            timeout: TIMEOUT,
            interval: INTERVAL,
            progress: None,
        }
    }

    /// Longest time to wait; 30 minutes by default.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Time between two looks; 10 s by default.
    pub fn interval(mut self, interval: Duration) -> Self {
        self.interval = interval;
        self
    }

    /// Calls a function after each look.
    pub fn on_progress(mut self, progress: impl FnMut(Progress) + Send + 'a) -> Self {
        self.progress = Some(Box::new(progress));
        self
    }

    async fn run(mut self) -> Result<Option<Response<T>>> {
        let clock = Arc::clone(&self.clock);
        let start = clock.instant();
        let elapsed = || clock.instant().saturating_duration_since(start);
        let mut attempt = 0;
        let mut state = None;
        loop {
            attempt += 1;
            let failed = match (self.look)().await {
                Ok(answer) => {
                    state = state_of(&*answer, self.target.pointer);
                    self.report(attempt, elapsed(), state.as_ref());
                    match state.as_deref() {
                        Some(reached) if self.target.success.contains(&reached) => {
                            return Ok(Some(answer));
                        }
                        Some(reached) if self.target.failure.contains(&reached) => {
                            return Err(self.error(
                                ErrorKind::UnexpectedState,
                                format!(
                                    "the state is `{reached}`, from which `{}` is not reached",
                                    self.target.name
                                ),
                            ));
                        }
                        _ => None,
                    }
                }
                Err(error) if self.target.gone && error.is_not_found() => {
                    self.report(attempt, elapsed(), None);
                    return Ok(None);
                }
                Err(error) if error.is_retryable() => {
                    self.report(attempt, elapsed(), None);
                    Some(error)
                }
                Err(error) => return Err(error),
            };
            let pause = with_jitter(self.interval);
            if elapsed().saturating_add(pause) > self.timeout {
                let state = state.unwrap_or_else(|| "unknown".to_owned());
                let message = format!(
                    "`{}` was not reached within {:?}: the state is `{state}`",
                    self.target.name, self.timeout
                );
                let error = self.error(ErrorKind::Timeout, message);
                return Err(match failed {
                    Some(failed) => error.with_source(failed),
                    None => error,
                });
            }
            clock.sleep(pause).await;
        }
    }

    fn report(&mut self, attempt: u32, elapsed: Duration, state: Option<&String>) {
        if let Some(progress) = &mut self.progress {
            progress(Progress {
                attempt,
                elapsed,
                state: state.cloned(),
            });
        }
    }

    fn error(&self, kind: ErrorKind, message: String) -> Error {
        Error::new(kind, message).in_operation(self.operation)
    }
}

/// Awaiting gives the last answer; `None` when the thing is gone, which only some targets wait for.
impl<'a, T: Serialize + Send + Sync + 'a> IntoFuture for Waiter<'a, T> {
    type Output = Result<Option<Response<T>>>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl<T> fmt::Debug for Waiter<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Waiter")
            .field("operation", &self.operation.id)
            .field("target", &self.target.name)
            .field("timeout", &self.timeout)
            .field("interval", &self.interval)
            .finish_non_exhaustive()
    }
}

fn state_of<T: Serialize>(answer: &T, pointer: &str) -> Option<String> {
    text_of(serde_json::to_value(answer).ok()?.pointer(pointer)?)
}

/// Three to five quarters of the interval.
fn with_jitter(interval: Duration) -> Duration {
    let seconds = interval.as_secs_f64() * (0.75 + fastrand::f64() / 2.0);
    Duration::try_from_secs_f64(seconds).unwrap_or(interval)
}
