//! How an emulator is set up.

use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use crate::clock::Clock;
use crate::emulator::Emulator;
use crate::key::{Account, Key, SecretKey};
use crate::random::Random;
use crate::routes::Routes;
use crate::serve;
use crate::server::Server;
use crate::world::World;

/// How many requests an emulator remembers unless it is told otherwise.
const REMEMBERED: usize = 1000;

/// Sets up an [`Emulator`].
///
/// ```
/// use ncloud_emulator::Emulator;
///
/// # async fn example() -> std::io::Result<()> {
/// let emulator = Emulator::builder()
///     .key("main-access-key", "main-secret")
///     .sub_account_key("sub-access-key", "sub-secret")
///     .start()
///     .await?;
/// assert_eq!(emulator.access_key(), "main-access-key");
/// # Ok(())
/// # }
/// ```
#[must_use = "a builder does nothing until it is started"]
pub struct EmulatorBuilder {
    listen: SocketAddr,
    allow_remote: bool,
    keys: Vec<Key>,
    /// A secret key that waits for its access key.
    secret: Option<SecretKey>,
    clock: Clock,
    /// Directory that the state is kept in.
    state: Option<PathBuf>,
    remembered: usize,
}

impl EmulatorBuilder {
    pub(crate) fn new() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            allow_remote: false,
            keys: Vec::new(),
            secret: None,
            clock: Clock::system(),
            state: None,
            remembered: REMEMBERED,
        }
    }

    /// Listens on this address instead of a free port of 127.0.0.1. Must be a loopback address
    /// unless [`allow_remote`](Self::allow_remote) is set.
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// Allows addresses that other machines can reach. The emulator speaks plain HTTP.
    pub fn allow_remote(mut self, allow: bool) -> Self {
        self.allow_remote = allow;
        self
    }

    /// Accepts this key pair, as one of a main account. May be called several times; without any
    /// key pair the emulator makes one up.
    pub fn key(self, access_key: impl Into<String>, secret_key: impl Into<String>) -> Self {
        self.with(access_key.into(), secret_key.into(), Account::Main)
    }

    /// Accepts this secret key, of a main account, with an access key that the emulator makes up.
    pub fn secret_key(mut self, secret_key: impl Into<String>) -> Self {
        self.secret = Some(SecretKey::new(secret_key.into()));
        self
    }

    /// Accepts this key pair, as one of a sub account, which some operations refuse.
    pub fn sub_account_key(
        self,
        access_key: impl Into<String>,
        secret_key: impl Into<String>,
    ) -> Self {
        self.with(access_key.into(), secret_key.into(), Account::Sub)
    }

    fn with(mut self, access: String, secret: String, account: Account) -> Self {
        let secret = SecretKey::new(secret);
        self.keys.push(Key {
            access,
            secret,
            account,
        });
        self
    }

    /// Takes the time from this function instead of the machine's clock: for the window in which
    /// timestamps are accepted, for `Date` headers and for the times in answers.
    pub fn clock(mut self, clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Clock::new(clock);
        self
    }

    /// Keeps the state in this directory, which is created when it does not exist, and goes on with
    /// what is in it. Each answer is sent after what it tells of is on disk. Without a directory
    /// the state ends with the emulator.
    ///
    /// The directory holds the private keys of the CAs. One emulator can use it at a time.
    pub fn state(mut self, directory: impl Into<PathBuf>) -> Self {
        self.state = Some(directory.into());
        self
    }

    /// Remembers at most this many requests, the latest ones, bodies included; 1000 by default.
    pub fn remember_requests(mut self, count: usize) -> Self {
        self.remembered = count;
        self
    }

    /// Starts the emulator, on the Tokio runtime that this is called in.
    ///
    /// # Errors
    /// When the address is not a loopback address and remote ones are not allowed, when it cannot
    /// be bound, when a key is empty, when the directory of the state cannot be used, or when there
    /// is no Tokio runtime.
    pub async fn start(self) -> io::Result<Emulator> {
        if !self.listen.ip().is_loopback() && !self.allow_remote {
            let message = format!(
                "{} is not a loopback address: listen on 127.0.0.1, or allow remote addresses",
                self.listen
            );
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        let random = Random::new()?;
        let mut keys = self.keys;
        if let Some(secret) = self.secret {
            keys.insert(0, Key::with_secret(&random, secret));
        }
        if keys
            .iter()
            .any(|key| key.access.is_empty() || key.secret.expose().is_empty())
        {
            let message = "an access key and a secret key must not be empty";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        let runtime = Handle::try_current().map_err(io::Error::other)?;
        if keys.is_empty() {
            let secret = SecretKey::new(random.hex(40));
            keys.push(Key::with_secret(&random, secret));
        }
        let listener = TcpListener::bind(self.listen).await?;
        let address = listener.local_addr()?;
        let origin = format!("http://{address}");
        let world = World::new(self.clock, random, origin, self.state.as_deref())?;
        let server = Arc::new(Server {
            routes: Routes::shared().map_err(io::Error::other)?,
            keys,
            world: Arc::new(world),
            received: Mutex::new(VecDeque::new()),
            remembered: self.remembered,
        });
        let (stop, stopped) = oneshot::channel();
        let task = runtime.spawn(serve::serve(listener, Arc::clone(&server), stopped));
        Ok(Emulator::new(address, server, stop, task))
    }
}

impl fmt::Debug for EmulatorBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("EmulatorBuilder")
            .field("listen", &self.listen)
            .field("allow_remote", &self.allow_remote)
            .field("keys", &self.keys)
            .field("remembered", &self.remembered)
            .finish_non_exhaustive()
    }
}
