//! A running emulator.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use ncloud_core::{Config, ConfigBuilder, KeyBoundary};
use serde_json::Value;

use crate::builder::EmulatorBuilder;
use crate::clock::system_time;
use crate::control::Token;
use crate::faults::Fault;
use crate::gateway::Limits;
use crate::key::{Key, SecretKey};
use crate::received::ReceivedRequest;
use crate::running::Running;
use crate::server::Server;

/// A running emulator. Dropping it stops it.
pub struct Emulator {
    pub(crate) address: SocketAddr,
    pub(crate) url: String,
    /// Base URLs of boundaries of keys beside the global one.
    pub(crate) boundary_urls: BTreeMap<KeyBoundary, String>,
    /// The key pair that is handed out.
    pub(crate) first: Key,
    pub(crate) config: ConfigBuilder,
    /// Base URL of the control API and the token that it takes.
    pub(crate) control: Option<(String, Token)>,
    pub(crate) server: Arc<Server>,
    pub(crate) running: Running,
}

impl Emulator {
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

    /// Settings for the clients of this SDK: they lead here and sign with the first key pair, at the
    /// emulator's time.
    ///
    /// ```
    /// use ncloud_emulator::Emulator;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let emulator = Emulator::start().await?;
    /// // Hand it to a client: `ncloud_private_ca::Client::new(&config)`.
    /// let config = emulator.config()?;
    /// assert_eq!(config.credentials().await?.access_key(), emulator.access_key());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When `ncloud-core` refuses them, for example because a variable of the environment names a
    /// proxy that is none.
    pub fn config(&self) -> ncloud_core::Result<Config> {
        self.config_builder().build()
    }

    /// As [`config`](Self::config), to be changed before it is built.
    pub fn config_builder(&self) -> ConfigBuilder {
        self.config.clone()
    }

    /// As [`config_builder`](Self::config_builder), for the services whose keys belong to a boundary; none
    /// when the emulator does not [listen for it](EmulatorBuilder::listen_for_keys).
    pub fn config_builder_for(&self, boundary: KeyBoundary) -> Option<ConfigBuilder> {
        let url = self.url_for(boundary)?;
        Some(self.config_builder().endpoint(url).key_boundary(boundary))
    }

    /// Base URL of the services of a boundary of keys, without a slash at its end; none when the
    /// emulator does not listen for it.
    #[must_use]
    pub fn url_for(&self, boundary: KeyBoundary) -> Option<&str> {
        match boundary {
            KeyBoundary::Global => Some(&self.url),
            boundary => self.boundary_urls.get(&boundary).map(String::as_str),
        }
    }

    /// Base URL of all services but those of keys in other boundaries, for example `http://127.0.0.1:49152`, without a slash at its end.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Address that the emulator listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Base URL of the control API, if there is one.
    #[must_use]
    pub fn control_url(&self) -> Option<&str> {
        self.control.as_ref().map(|(url, _)| url.as_str())
    }

    /// Token of the control API, if there is one. It is a secret.
    #[must_use]
    pub fn control_token(&self) -> Option<&str> {
        self.control.as_ref().map(|(_, token)| token.expose())
    }

    /// Access key of the first key pair.
    #[must_use]
    pub fn access_key(&self) -> &str {
        &self.first.access
    }

    /// Secret key of the first key pair.
    #[must_use]
    pub fn secret_key(&self) -> &SecretKey {
        &self.first.secret
    }

    /// Accepts another key pair from now on. One with the same access key is replaced.
    ///
    /// # Errors
    /// When no client could use it: one of the two is empty, the access key is not visible ASCII, or the
    /// secret key begins or ends with white space.
    pub fn add_key(&self, key: Key) -> io::Result<()> {
        key.check()?;
        self.server.gateway.keys.add(key);
        Ok(())
    }

    /// Stops a key pair: requests with it fail at once. False when there is none with this access
    /// key.
    pub fn stop_key(&self, access_key: &str) -> bool {
        self.server
            .gateway
            .keys
            .set_stopped(access_key, true, &self.server.world)
    }

    /// Starts a key pair that was stopped. False when there is none with this access key.
    pub fn start_key(&self, access_key: &str) -> bool {
        self.server
            .gateway
            .keys
            .set_stopped(access_key, false, &self.server.world)
    }

    /// The limits that are in force.
    pub fn limits(&self) -> Limits {
        self.server.gateway.limiter.limits()
    }

    /// Puts other limits in force, of which nothing is used yet.
    ///
    /// ```
    /// use ncloud_emulator::{Emulator, Limits};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> std::io::Result<()> {
    /// let emulator = Emulator::start().await?;
    /// // From the third request on: HTTP 429, code 400, until the limits are set again.
    /// emulator.set_limits(Limits::default().quota(2));
    /// # Ok(())
    /// # }
    /// ```
    pub fn set_limits(&self, limits: Limits) {
        self.server.gateway.limiter.set(limits);
    }

    /// The emulator's time.
    #[must_use]
    pub fn now(&self) -> SystemTime {
        system_time(self.server.world.clock.now())
    }

    /// Puts the emulator's clock forward, in whole milliseconds. What waits for time to pass has
    /// waited then: a cluster is ready, a certificate has expired.
    ///
    /// Clients must sign at the emulator's time, as those with [`config`](Self::config) do.
    ///
    /// ```
    /// use std::time::Duration;
    /// use ncloud_emulator::Emulator;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> std::io::Result<()> {
    /// let emulator = Emulator::start().await?;
    /// let before = emulator.now();
    /// emulator.advance(Duration::from_secs(72 * 60 * 60));
    /// assert!(emulator.now() >= before + Duration::from_secs(72 * 60 * 60));
    /// # Ok(())
    /// # }
    /// ```
    pub fn advance(&self, duration: Duration) {
        let milliseconds = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        self.server.world.advance(milliseconds);
    }

    /// Makes something go wrong from now on, and returns the number of the fault.
    ///
    /// # Errors
    /// When the fault could never strike or does nothing, for example because no operation has the
    /// name that it gives.
    pub fn fault(&self, fault: Fault) -> io::Result<u64> {
        self.server.faults.add(fault, self.server.routes)
    }

    /// Takes one fault away. False when it has gone already.
    pub fn remove_fault(&self, number: u64) -> bool {
        self.server.faults.remove(number)
    }

    /// Takes all faults away.
    pub fn clear_faults(&self) {
        self.server.faults.clear();
    }

    /// Makes the emulator as it was when it was first started: without state, faults and received
    /// requests, with the clock and the limits that it began with. Key pairs stay as they are.
    pub fn reset(&self) {
        self.server.reset();
    }

    /// Everything that the services remember, and how far the clock was put forward, as JSON. The
    /// private keys of CAs are in it; key pairs, limits, faults and received requests are not.
    ///
    /// ```
    /// use ncloud_emulator::Emulator;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> std::io::Result<()> {
    /// let emulator = Emulator::start().await?;
    /// let state = emulator.export();
    /// emulator.reset();
    /// emulator.import(&state)?;
    /// assert_eq!(emulator.export(), state);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn export(&self) -> Value {
        self.server.world.export()
    }

    /// Puts an exported state in the place of what the services remember.
    ///
    /// # Errors
    /// When it is not an exported state; nothing is changed then.
    pub fn import(&self, state: &Value) -> io::Result<()> {
        self.server.world.import(state)
    }

    /// The requests so far, oldest first: at most the latest 1000, unless
    /// [`EmulatorBuilder::remember_requests`] says otherwise.
    #[must_use]
    pub fn requests(&self) -> Vec<ReceivedRequest> {
        self.server.received.after(0)
    }

    /// Forgets the requests so far. Their numbers are not given again.
    pub fn clear_requests(&self) {
        self.server.received.clear();
    }

    /// Stops listening, lets requests that are under way finish for up to two seconds, and returns
    /// when the ports are free again.
    pub async fn shutdown(self) {
        self.running.stop().await;
    }
}

impl fmt::Debug for Emulator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Emulator")
            .field("url", &self.url)
            .field("keys", &self.server.gateway.keys.all(&self.server.world))
            .field("control", &self.control_url())
            .finish_non_exhaustive()
    }
}
