//! How an emulator is set up.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::body::Body;
use axum::http::{Request, Uri};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::service::TowerToHyperService;
use ncloud_core::KeyBoundary;
use tokio::net::TcpListener;
use tokio::runtime::Handle;

use crate::clock::Clock;
use crate::config;
use crate::control::{self, Token};
use crate::emulator::Emulator;
use crate::faults::Faults;
use crate::gateway::{Gateway, Keys, Limiter, Limits};
use crate::key::{Key, SecretKey};
use crate::key_document;
use crate::random::Random;
use crate::received::{Observer, Received, ReceivedRequest};
use crate::routes::Routes;
use crate::running::Running;
use crate::serve::serve;
use crate::server::{self, Server};
use crate::world::World;

/// How long a client may take unless the emulator is told otherwise.
const CLIENT_TIMEOUT: Duration = Duration::from_secs(30);
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
    /// Base URL inside answers.
    public_url: Option<String>,
    strict_v2: bool,
    limits: Limits,
    remembered: usize,
    client_timeout: Duration,
    observer: Option<Observer>,
    control: Option<SocketAddr>,
    control_token: Option<String>,
    /// Addresses of boundaries of keys beside the global one.
    key_boundaries: BTreeMap<KeyBoundary, SocketAddr>,
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
            public_url: None,
            strict_v2: false,
            limits: Limits::default(),
            remembered: REMEMBERED,
            client_timeout: CLIENT_TIMEOUT,
            observer: None,
            control: None,
            control_token: None,
            key_boundaries: BTreeMap::new(),
        }
    }

    /// Listens on this address instead of a free port of 127.0.0.1. Must be a loopback address
    /// unless [`allow_remote`](Self::allow_remote) is set.
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// Listens on another address, too, which stands for the hosts of a boundary of keys. Keys of other
    /// boundaries are not known there; those of [`KeyBoundary::Global`] and all services without
    /// boundaries are at [`listen`](Self::listen). Of two addresses for one boundary the later one counts.
    ///
    /// ```
    /// use ncloud_core::KeyBoundary;
    /// use ncloud_emulator::Emulator;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let emulator = Emulator::builder()
    ///     .listen_for_keys(KeyBoundary::Kr, ([127, 0, 0, 1], 0).into())
    ///     .start()
    ///     .await?;
    /// let config = emulator.config_builder_for(KeyBoundary::Kr).expect("it is listened for").build()?;
    /// assert_eq!(config.key_boundary(), KeyBoundary::Kr);
    /// # Ok(())
    /// # }
    /// ```
    pub fn listen_for_keys(mut self, boundary: KeyBoundary, address: SocketAddr) -> Self {
        if boundary == KeyBoundary::Global {
            return self.listen(address);
        }
        self.key_boundaries.insert(boundary, address);
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
        self.with_key(Key::main(access_key, secret_key))
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
        self.with_key(Key::sub(access_key, secret_key))
    }

    /// Accepts this key pair. Of two with one access key the later one counts.
    pub fn with_key(mut self, key: Key) -> Self {
        self.keys.push(key);
        self
    }

    /// Accepts the key pairs of a JSON file: a list of objects with the members `accessKey` and
    /// `secretKey`, and, where wanted, `account` (`main` or `sub`), `permissions` and `allowedAddresses`
    /// (lists) and `stopped`.
    ///
    /// # Errors
    /// When the file cannot be read or holds something else. The error repeats nothing of it.
    pub fn keys_from_file(mut self, file: impl AsRef<Path>) -> io::Result<Self> {
        let text = fs::read_to_string(file)?;
        self.keys.extend(key_document::read_list(&text)?);
        Ok(self)
    }

    /// Refuses signatures under the header name of version 1, `x-ncp-apigw-signature-v1`, which
    /// the vendor's Go, Python and JavaScript SDKs use for the same signature.
    pub fn strict_v2(mut self, strict: bool) -> Self {
        self.strict_v2 = strict;
        self
    }

    /// Begins with these limits, which [`Emulator::reset`] puts back.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
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

    /// Base URL of URLs inside answers, such as those of revocation lists in certificates. Without
    /// it they begin with the address that is listened on.
    pub fn public_url(mut self, origin: impl Into<String>) -> Self {
        self.public_url = Some(origin.into());
        self
    }

    /// How long a client may take to send the head of a request, and again for its body; 30 s by
    /// default. Connections that are idle for as long are closed.
    pub fn client_timeout(mut self, timeout: Duration) -> Self {
        self.client_timeout = timeout;
        self
    }

    /// Remembers at most this many requests, the latest ones, bodies included, and at most 64 MiB of
    /// bodies; 1000 by default.
    pub fn remember_requests(mut self, count: usize) -> Self {
        self.remembered = count;
        self
    }

    /// Calls a function with each request that was answered, in the order of their numbers. It must
    /// not block.
    pub fn on_request(
        mut self,
        observer: impl Fn(&ReceivedRequest) + Send + Sync + 'static,
    ) -> Self {
        self.observer = Some(Box::new(observer));
        self
    }

    /// Serves the control API on this address, which must be a loopback address. The README lists
    /// its routes.
    pub fn control(mut self, address: SocketAddr) -> Self {
        self.control = Some(address);
        self
    }

    /// Token that callers of the control API must send; without one the emulator makes it up.
    pub fn control_token(mut self, token: impl Into<String>) -> Self {
        self.control_token = Some(token.into());
        self
    }

    /// Starts the emulator, on the Tokio runtime that this is called in.
    ///
    /// # Errors
    /// When an address is not a loopback address and remote ones are not allowed, when one cannot
    /// be bound, when a key could not be used by a client, when the directory of the state cannot
    /// be used, when the public URL is not an origin, or when there is no Tokio runtime.
    pub async fn start(self) -> io::Result<Emulator> {
        for address in self.key_boundaries.values().chain([&self.listen]) {
            if !address.ip().is_loopback() && !self.allow_remote {
                return Err(invalid(format!(
                    "{address} is not a loopback address: listen on 127.0.0.1, or allow remote addresses"
                )));
            }
        }
        if let Some(address) = self.control.filter(|address| !address.ip().is_loopback()) {
            return Err(invalid(format!(
                "{address} is not a loopback address, and control is for this machine only"
            )));
        }
        let runtime = Handle::try_current().map_err(io::Error::other)?;
        let random = Random::new()?;
        let mut keys = self.keys;
        if let Some(secret) = self.secret {
            keys.insert(0, Key::with_secret(&random, secret));
        }
        if keys.is_empty() {
            let secret = SecretKey::new(random.hex(40));
            keys.push(Key::with_secret(&random, secret));
        }
        for key in &keys {
            key.check()?;
        }
        let token = Token::new(self.control_token.unwrap_or_else(|| random.hex(48)))?;
        let public_url = self.public_url.as_deref().map(origin).transpose()?;
        let listener = bind(self.listen).await?;
        let address = listener.local_addr()?;
        let url = format!("http://{}", reachable(address));
        let origin = public_url.unwrap_or_else(|| url.clone());
        // The first key pair is the one that the handle hands out; of two with its access key the
        // later one counts.
        let first = keys.iter().rfind(|key| key.access == keys[0].access);
        let first = first.unwrap_or(&keys[0]).clone();
        let config = config::builder(&url, &first, &self.clock)?;
        let mut listeners = vec![(KeyBoundary::Global, listener)];
        let mut boundary_urls = BTreeMap::new();
        for (boundary, address) in self.key_boundaries {
            let listener = bind(address).await?;
            let url = format!("http://{}", reachable(listener.local_addr()?));
            boundary_urls.insert(boundary, url);
            listeners.push((boundary, listener));
        }
        let world = World::new(
            self.clock,
            random,
            origin,
            boundary_urls.clone(),
            self.state.as_deref(),
        )?;
        let server = Arc::new(Server {
            routes: Routes::shared().map_err(io::Error::other)?,
            gateway: Gateway {
                keys: Keys::new(keys),
                limiter: Limiter::new(self.limits.clone()),
                strict_v2: self.strict_v2,
            },
            first_limits: self.limits,
            faults: Faults::default(),
            world: Arc::new(world),
            received: Received::new(self.remembered, self.observer),
            client_timeout: self.client_timeout,
        });
        let control = match self.control {
            Some(address) => Some(bind(address).await?),
            None => None,
        };
        let control_address = control.as_ref().map(TcpListener::local_addr).transpose()?;
        let mut running = Running::default();
        for (boundary, listener) in listeners {
            let handled = Arc::clone(&server);
            running.start(&runtime, |stopped| {
                let service = move |peer| {
                    let server = Arc::clone(&handled);
                    service_fn(move |request: Request<Incoming>| {
                        let server = Arc::clone(&server);
                        let request = request.map(Body::new);
                        async move { server::handle(&server, peer, boundary, request).await }
                    })
                };
                serve(listener, service, self.client_timeout, stopped)
            });
        }
        if let Some(listener) = control {
            let router = control::router(Arc::clone(&server), url.clone(), token.clone());
            running.start(&runtime, |stopped| {
                let service = move |_| TowerToHyperService::new(router.clone());
                serve(listener, service, self.client_timeout, stopped)
            });
        }
        Ok(Emulator {
            address,
            url,
            boundary_urls,
            first,
            config,
            control: control_address.map(|address| (format!("http://{address}"), token)),
            server,
            running,
        })
    }
}

fn invalid(message: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, message.into())
}

/// Listens on an address, which the error names.
async fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let listener = TcpListener::bind(address).await;
    listener.map_err(|error| io::Error::new(error.kind(), format!("{address}: {error}")))
}

/// Where a client on this machine finds a listener: one on all addresses is on loopback, too.
fn reachable(address: SocketAddr) -> SocketAddr {
    match address {
        SocketAddr::V4(v4) if v4.ip().is_unspecified() => {
            SocketAddr::from((Ipv4Addr::LOCALHOST, v4.port()))
        }
        SocketAddr::V6(v6) if v6.ip().is_unspecified() => {
            SocketAddr::from((Ipv6Addr::LOCALHOST, v6.port()))
        }
        address => address,
    }
}

/// An origin without a slash at its end.
fn origin(text: &str) -> io::Result<String> {
    let origin = text.strip_suffix('/').unwrap_or(text);
    let parts = origin.parse::<Uri>().map(Uri::into_parts);
    let is_origin = parts.is_ok_and(|parts| {
        let scheme = parts.scheme.is_some_and(|scheme| {
            let scheme = scheme.as_str();
            scheme == "http" || scheme == "https"
        });
        let host = parts
            .authority
            .is_some_and(|authority| !authority.as_str().contains('@'));
        scheme && host && parts.path_and_query.is_none_or(|path| path == "/")
    });
    if !is_origin {
        return Err(invalid(
            "the public URL must be an origin such as http://emulator.test:8500",
        ));
    }
    Ok(origin.to_owned())
}

impl fmt::Debug for EmulatorBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("EmulatorBuilder")
            .field("listen", &self.listen)
            .field("allow_remote", &self.allow_remote)
            .field("keys", &self.keys)
            .field("strict_v2", &self.strict_v2)
            .field("limits", &self.limits)
            .field("remembered", &self.remembered)
            .field("control", &self.control)
            .finish_non_exhaustive()
    }
}
