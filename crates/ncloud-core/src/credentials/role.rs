//! The key pair of a server's role, kept fresh.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use super::metadata::{ADDRESS, Failure, Metadata, TemporaryKey};
use crate::{Clock, Credentials, ProvideCredentials, ProvidedCredentials, Result};

pub(crate) const SOURCE: &str = "server role";

/// With less than this left, a new pair is fetched beside the calls.
const AGING: Duration = Duration::from_secs(15 * 60);
/// With less than this left, calls wait for the new pair.
const DUE: Duration = Duration::from_secs(5 * 60);
/// A fetch that did not help is not repeated sooner while the present pair is valid: otherwise a
/// metadata service that is down would hold up every call.
const PAUSE: Duration = Duration::from_secs(10);

/// The key pair of the role of the server that the program runs on, from the metadata service.
///
/// The pair is fetched when it is first asked for, and kept. From 15 minutes before it expires it is
/// renewed in the background; from 5 minutes before, calls wait for that. However many calls ask at
/// once, it is fetched once. When it cannot be renewed, the present pair serves until it expires; from
/// then on calls fail.
///
/// Version 2 of the metadata service is tried first, then version 1. Clones share the pair.
///
/// [`Config::load`](crate::Config::load) uses this as its last source. It can also be given by hand:
///
/// ```no_run
/// use std::sync::Arc;
/// use ncloud_core::{Config, RoleCredentials, SystemClock};
///
/// let role = RoleCredentials::new(Arc::new(SystemClock))?;
/// let config = Config::builder().credentials_provider(role).build()?;
/// # Ok::<(), ncloud_core::Error>(())
/// ```
#[derive(Clone)]
pub struct RoleCredentials {
    shared: Arc<Shared>,
}

struct Shared {
    metadata: Metadata,
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
    /// Held by whoever fetches.
    turn: Arc<tokio::sync::Mutex<()>>,
}

#[derive(Default)]
struct State {
    key: Option<TemporaryKey>,
    /// Fetches that have ended, so that a waiter sees that one ended while it waited.
    fetches: u64,
    last_fetch: Option<SystemTime>,
    /// Why the last fetch failed.
    failure: Option<Failure>,
}

/// What to do for a caller.
enum Standing {
    Good(Credentials),
    Aging(Credentials),
    /// Fetch and wait, unless more fetches than these have ended by then.
    Due(u64),
}

impl RoleCredentials {
    /// From the metadata service where every server finds it.
    ///
    /// # Errors
    /// When the HTTP client cannot be set up.
    pub fn new(clock: Arc<dyn Clock>) -> Result<Self> {
        Self::at(ADDRESS, clock)
    }

    /// From a metadata service elsewhere: an origin, which may be plain http only on this machine and
    /// at 169.254.169.254.
    ///
    /// # Errors
    /// When the endpoint is not such an origin, or the HTTP client cannot be set up.
    pub fn at(endpoint: &str, clock: Arc<dyn Clock>) -> Result<Self> {
        Ok(Self {
            shared: Arc::new(Shared {
                metadata: Metadata::new(endpoint)?,
                clock,
                state: Mutex::default(),
                turn: Arc::default(),
            }),
        })
    }

    pub(crate) async fn look_up(&self) -> Result<Credentials, Failure> {
        let fetches = match self.shared.standing() {
            Standing::Good(credentials) => return Ok(credentials),
            Standing::Aging(credentials) => {
                self.renew_in_background();
                return Ok(credentials);
            }
            Standing::Due(fetches) => fetches,
        };
        let _turn = self.shared.turn.lock().await;
        if self.shared.state().fetches == fetches {
            self.shared.renew().await;
        }
        self.shared.outcome()
    }

    /// Does nothing when a fetch is under way. Outside of a runtime the calls that wait will fetch.
    fn renew_in_background(&self) {
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            return;
        };
        if let Ok(turn) = Arc::clone(&self.shared.turn).try_lock_owned() {
            let shared = Arc::clone(&self.shared);
            runtime.spawn(async move {
                shared.renew().await;
                drop(turn);
            });
        }
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn standing(&self) -> Standing {
        let now = self.clock.now();
        let state = self.state();
        let Some(key) = state.key.as_ref().filter(|key| key.expires > now) else {
            return Standing::Due(state.fetches);
        };
        let left = key.expires.duration_since(now).unwrap_or_default();
        // A clock that was set back ends the pause.
        let pauses = state
            .last_fetch
            .and_then(|last| now.duration_since(last).ok())
            .is_some_and(|since| since < PAUSE);
        if left >= AGING || pauses {
            Standing::Good(key.credentials.clone())
        } else if left >= DUE {
            Standing::Aging(key.credentials.clone())
        } else {
            Standing::Due(state.fetches)
        }
    }

    /// Fetches a pair and keeps what became of that. The caller has the turn.
    async fn renew(&self) {
        let fetched = self.metadata.fetch().await;
        let now = self.clock.now();
        let fetched = fetched.and_then(|key| {
            if key.expires > now {
                return Ok(key);
            }
            Err(Failure::Wrong(format!(
                "the metadata service at {} gives a key pair that has expired: check the clock of this machine",
                self.metadata.origin()
            )))
        });
        let mut state = self.state();
        state.fetches += 1;
        state.last_fetch = Some(now);
        match fetched {
            Ok(key) => {
                tracing::debug!(
                    credentials.source = SOURCE,
                    access_key = key.credentials.access_key(),
                    "key pair fetched"
                );
                state.key = Some(key);
                state.failure = None;
            }
            Err(failure) => {
                if state.key.as_ref().is_some_and(|key| key.expires > now) {
                    tracing::warn!(
                        credentials.source = SOURCE,
                        reason = failure.reason(),
                        "the key pair could not be renewed; the present one is still valid"
                    );
                }
                state.failure = Some(failure);
            }
        }
    }

    /// What a caller gets that waited for a fetch.
    fn outcome(&self) -> Result<Credentials, Failure> {
        let now = self.clock.now();
        let state = self.state();
        match &state.key {
            Some(key) if key.expires > now => Ok(key.credentials.clone()),
            _ => Err(state.failure.clone().unwrap_or_else(|| {
                Failure::Wrong("the key pair expired while it was fetched".to_owned())
            })),
        }
    }
}

impl ProvideCredentials for RoleCredentials {
    fn provide(&self) -> ProvidedCredentials<'_> {
        Box::pin(async { Ok(self.look_up().await?) })
    }
}

impl fmt::Debug for RoleCredentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.shared.state();
        formatter
            .debug_struct("RoleCredentials")
            .field("source", &SOURCE)
            .field("endpoint", &self.shared.metadata.origin())
            .field("key", &state.key)
            .finish_non_exhaustive()
    }
}
