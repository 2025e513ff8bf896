//! A running emulator.

use std::convert::Infallible;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::builder::EmulatorBuilder;
use crate::key::{Key, SecretKey};
use crate::received::ReceivedRequest;
use crate::server::{Server, lock};

/// How long a shutdown waits for requests that are under way.
const PATIENCE: Duration = Duration::from_secs(2);

/// A running emulator. Dropping it stops it.
pub struct Emulator {
    address: SocketAddr,
    server: Arc<Server>,
    stop: oneshot::Sender<Infallible>,
    task: JoinHandle<()>,
}

impl Emulator {
    pub(crate) fn new(
        address: SocketAddr,
        server: Arc<Server>,
        stop: oneshot::Sender<Infallible>,
        task: JoinHandle<()>,
    ) -> Self {
        Self {
            address,
            server,
            stop,
            task,
        }
    }

    /// Starts an emulator on a free port of 127.0.0.1, with a key pair that it makes up.
    ///
    /// # Errors
    /// When no port can be bound, or when there is no Tokio runtime.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// Sets up an emulator.
    pub fn builder() -> EmulatorBuilder {
        EmulatorBuilder::new()
    }

    /// Base URL of all services, for example `http://127.0.0.1:49152`, without a slash at its end.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.server.world.origin
    }

    /// Address that the emulator listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Access key of the first key pair.
    #[must_use]
    pub fn access_key(&self) -> &str {
        &self.first_key().access
    }

    /// Secret key of the first key pair.
    #[must_use]
    pub fn secret_key(&self) -> &SecretKey {
        &self.first_key().secret
    }

    fn first_key(&self) -> &Key {
        // The builder makes up a key pair when none is given.
        &self.server.keys[0]
    }

    /// The requests so far, oldest first: at most the latest 1000, unless
    /// [`EmulatorBuilder::remember_requests`] says otherwise.
    #[must_use]
    pub fn requests(&self) -> Vec<ReceivedRequest> {
        lock(&self.server.received).iter().cloned().collect()
    }

    /// Stops listening, lets requests that are under way finish for up to two seconds, and returns
    /// when the port is free again.
    pub async fn shutdown(self) {
        let Self { stop, mut task, .. } = self;
        drop(stop);
        if tokio::time::timeout(PATIENCE, &mut task).await.is_err() {
            task.abort();
        }
    }
}

impl fmt::Debug for Emulator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Emulator")
            .field("url", &self.url())
            .field("keys", &self.server.keys)
            .finish_non_exhaustive()
    }
}
