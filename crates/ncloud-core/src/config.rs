//! Who calls which site, and how.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use http::header::DATE;
use http::{HeaderValue, Method};
use url::Url;

use crate::clock::{Clock, SystemClock};
use crate::endpoint::Endpoint;
use crate::environment::Environment;
use crate::events::{AttemptEvent, AttemptHook};
use crate::exchange::Outgoing;
use crate::load::Sources;
use crate::pace::Pace;
use crate::retry::{Budget, RetryPolicy};
use crate::skew::{self, Skew};
use crate::transport::{self, Customise, TransportOptions};
use crate::{
    Credentials, Error, KeyBoundary, ProvideCredentials, Result, Secret, Site, Token, attempt,
    breakdown,
};

/// Largest answer that is read, in bytes.
const MAX_ANSWER: usize = 16 * 1024 * 1024;

/// Settings of a client. Cloning is cheap; clients of one `Config` share their connections.
#[derive(Clone, Debug)]
pub struct Config {
    inner: Arc<Settings>,
}

pub(crate) struct Settings {
    pub(crate) site: Site,
    pub(crate) region: Option<String>,
    pub(crate) endpoint: Option<Endpoint>,
    /// None when there is a token in its place.
    pub(crate) credentials: Option<Arc<dyn ProvideCredentials>>,
    pub(crate) token: Option<Token>,
    pub(crate) key_boundary: KeyBoundary,
    pub(crate) connect_timeout: Duration,
    pub(crate) timeout: Duration,
    pub(crate) total_timeout: Option<Duration>,
    pub(crate) user_agent: HeaderValue,
    pub(crate) api_gateway_key: Option<HeaderValue>,
    pub(crate) max_answer: usize,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) retry: RetryPolicy,
    pub(crate) budget: Budget,
    pub(crate) pace: Pace,
    pub(crate) skew: Skew,
    pub(crate) correct_clock: bool,
    pub(crate) attempt_hook: Option<AttemptHook>,
    pub(crate) transport_options: TransportOptions,
    /// Operations that were warned about, because no page documents them at the site.
    pub(crate) undocumented: Mutex<BTreeSet<&'static str>>,
    transport: OnceLock<reqwest::Client>,
}

impl Config {
    /// Starts with the defaults: public site, its first region, 5 s to connect, 30 s for an attempt.
    pub fn builder() -> ConfigBuilder {
        ConfigBuilder::default()
    }

    /// Settings from the environment.
    ///
    /// | variable | meaning |
    /// | --- | --- |
    /// | `NCLOUD_ACCESS_KEY_ID`, else `NCLOUD_ACCESS_KEY` | access key |
    /// | `NCLOUD_SECRET_ACCESS_KEY`, else `NCLOUD_SECRET_KEY` | secret key |
    /// | `NCLOUD_SITE` | `public`, `gov` or `fin` |
    /// | `NCLOUD_REGION` | region code, for example `KR` |
    /// | `NCLOUD_API_GW` | gateway: that of a site selects the site, any other URL replaces every host |
    ///
    /// An empty variable counts as unset, and white space around a value is not part of it.
    ///
    /// # Errors
    /// When there is no key pair or half of one, when a value is not valid, or when two variables
    /// contradict each other; the message names the variable.
    pub fn from_env() -> Result<Self> {
        Self::builder().environment()?.build()
    }

    /// Site.
    #[must_use]
    pub fn site(&self) -> Site {
        self.inner.site
    }

    /// Region, when one was chosen.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        self.inner.region.as_deref()
    }

    /// Boundary of the keys that Key Management Service is called for.
    #[must_use]
    pub fn key_boundary(&self) -> KeyBoundary {
        self.inner.key_boundary
    }

    /// The key pair to sign with now.
    ///
    /// # Errors
    /// When its source cannot give one, and when there is a token in its place.
    pub async fn credentials(&self) -> Result<Credentials> {
        self.inner.key_pair_source()?.provide().await
    }

    /// Milliseconds by which the gateway's clock is ahead of ours; negative when it is behind, `None`
    /// when its answer does not tell the time. It accepts signatures that are less than 300 s off.
    ///
    /// Asks the gateway of the site, or the endpoint, for `/`, which is no operation, with a signature
    /// like that of any call. Whether the answer is a failure does not matter.
    ///
    /// # Errors
    /// When there is no key pair, or no answer.
    pub async fn clock_offset(&self) -> Result<Option<i64>> {
        let url = match &self.inner.endpoint {
            Some(endpoint) => endpoint.origin(),
            None => self.inner.site.gateway(),
        };
        let url = Url::parse(url)
            .map_err(|error| Error::configuration(format!("the gateway's URL: {error}")))?;
        let outgoing = Outgoing::raw(Method::GET, url);
        let request = attempt::sign(self, outgoing).await?;
        let request = request.try_into().map_err(breakdown::before_answer)?;
        let sent = self.inner.clock.now();
        let answer = self
            .transport()?
            .execute(request)
            .await
            .map_err(breakdown::before_answer)?;
        let received = self.inner.clock.now();
        Ok(skew::offset(answer.headers().get(DATE), sent, received))
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.inner
    }

    /// The connections, made when the first client connects.
    pub(crate) fn transport(&self) -> Result<&reqwest::Client> {
        if let Some(transport) = self.inner.transport.get() {
            return Ok(transport);
        }
        let transport = transport::build(&self.inner)?;
        Ok(self.inner.transport.get_or_init(|| transport))
    }
}

impl Settings {
    /// Where key pairs come from.
    ///
    /// # Errors
    /// When there is none.
    pub(crate) fn key_pair_source(&self) -> Result<&dyn ProvideCredentials> {
        self.credentials.as_deref().ok_or_else(|| {
            Error::configuration("there is no key pair to sign with: give credentials")
        })
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Settings")
            .field("site", &self.site)
            .field("region", &self.region)
            .field("endpoint", &self.endpoint)
            .field("credentials", &self.credentials)
            .field("token", &self.token)
            .field("key_boundary", &self.key_boundary)
            .field("connect_timeout", &self.connect_timeout)
            .field("timeout", &self.timeout)
            .field("total_timeout", &self.total_timeout)
            .finish_non_exhaustive()
    }
}

/// Builds a [`Config`]; [`ConfigBuilder::build`] checks it.
#[derive(Clone)]
#[must_use = "settings do nothing until they are built"]
pub struct ConfigBuilder {
    pub(crate) site: Option<Site>,
    region: Option<String>,
    region_source: Option<&'static str>,
    pub(crate) endpoint: Option<String>,
    endpoint_source: Option<&'static str>,
    allow_plain_http: bool,
    pub(crate) credentials: Option<Arc<dyn ProvideCredentials>>,
    token: Option<Token>,
    key_boundary: KeyBoundary,
    pub(crate) sources: Sources,
    connect_timeout: Duration,
    timeout: Duration,
    total_timeout: Option<Duration>,
    user_agent: Option<String>,
    api_gateway_key: Option<Secret>,
    pub(crate) clock: Arc<dyn Clock>,
    retry: RetryPolicy,
    max_answer: usize,
    max_concurrency: Option<usize>,
    max_rate: Option<f64>,
    correct_clock: bool,
    attempt_hook: Option<AttemptHook>,
    transport_options: TransportOptions,
}

/// Not what may hold a password before it has been checked: endpoints and proxy.
impl fmt::Debug for ConfigBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ConfigBuilder")
            .field("site", &self.site)
            .field("region", &self.region)
            .field("has_endpoint", &self.endpoint.is_some())
            .field("credentials", &self.credentials)
            .field("token", &self.token)
            .field("key_boundary", &self.key_boundary)
            .field("connect_timeout", &self.connect_timeout)
            .field("timeout", &self.timeout)
            .field("total_timeout", &self.total_timeout)
            .field("retry", &self.retry)
            .field("transport_options", &self.transport_options)
            .finish_non_exhaustive()
    }
}

impl Default for ConfigBuilder {
    fn default() -> Self {
        Self {
            site: None,
            region: None,
            region_source: None,
            endpoint: None,
            endpoint_source: None,
            allow_plain_http: false,
            credentials: None,
            token: None,
            key_boundary: KeyBoundary::default(),
            sources: Sources::default(),
            connect_timeout: Duration::from_secs(5),
            timeout: Duration::from_secs(30),
            total_timeout: None,
            user_agent: None,
            api_gateway_key: None,
            clock: Arc::new(SystemClock),
            retry: RetryPolicy::default(),
            max_answer: MAX_ANSWER,
            max_concurrency: None,
            max_rate: None,
            correct_clock: true,
            attempt_hook: None,
            transport_options: TransportOptions::default(),
        }
    }
}

impl ConfigBuilder {
    /// Takes what the environment says, as [`Config::from_env`] does. Setters that follow win.
    ///
    /// # Errors
    /// As [`Config::from_env`], except for a missing key pair.
    pub fn environment(self) -> Result<Self> {
        self.environment_from(&|name| std::env::var(name))
    }

    /// As [`ConfigBuilder::environment`], with variables from a function, for tests and for programs
    /// that keep their settings elsewhere.
    ///
    /// # Errors
    /// As [`ConfigBuilder::environment`].
    pub fn environment_from(
        self,
        variable: &dyn Fn(&str) -> std::result::Result<String, std::env::VarError>,
    ) -> Result<Self> {
        Environment::new(variable).apply(self)
    }

    /// Site; public by default.
    pub fn site(mut self, site: Site) -> Self {
        self.site = Some(site);
        self
    }

    /// Region code, for example `KR`. Services without regions ignore it; the others use the site's
    /// first region by default.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self.region_source = None;
        self
    }

    pub(crate) fn region_from(mut self, variable: &'static str) -> Self {
        self.region_source = Some(variable);
        self
    }

    /// Origin that replaces every host, for example `http://127.0.0.1:8080`. The path prefixes of
    /// services and regions stay.
    pub fn endpoint(mut self, origin: impl Into<String>) -> Self {
        self.endpoint = Some(origin.into());
        self.endpoint_source = None;
        self
    }

    pub(crate) fn endpoint_from(mut self, variable: &'static str) -> Self {
        self.endpoint_source = Some(variable);
        self
    }

    /// Puts what `earlier` says about the site in the place of what this says.
    pub(crate) fn prefer(mut self, earlier: Self) -> Self {
        self.site = earlier.site.or(self.site);
        if earlier.region.is_some() {
            self.region = earlier.region;
            self.region_source = earlier.region_source;
        }
        if earlier.endpoint.is_some() {
            self.endpoint = earlier.endpoint;
            self.endpoint_source = earlier.endpoint_source;
        }
        self
    }

    /// Lets [`ConfigBuilder::endpoint`] be plain `http` to a host that is not this machine. Whoever
    /// sees the traffic can then read it.
    pub fn allow_plain_http(mut self, allow: bool) -> Self {
        self.allow_plain_http = allow;
        self
    }

    /// Key pair.
    pub fn credentials(self, credentials: Credentials) -> Self {
        self.credentials_provider(credentials)
    }

    /// Source of key pairs, in the place of a fixed one.
    pub fn credentials_provider(mut self, provider: impl ProvideCredentials + 'static) -> Self {
        self.credentials = Some(Arc::new(provider));
        self
    }

    /// Token for the operations that take one. With a key pair beside it, operations that take either
    /// are signed; [`CallOptions::token`](crate::CallOptions::token) chooses the token for a call.
    pub fn token(mut self, token: Token) -> Self {
        self.token = Some(token);
        self
    }

    /// Boundary of the keys that Key Management Service, and what builds on it, is called for; global
    /// by default. It chooses the host: a key is known at that of its boundary only. Other services
    /// ignore it.
    pub fn key_boundary(mut self, boundary: KeyBoundary) -> Self {
        self.key_boundary = boundary;
        self
    }

    /// Longest time to set up a connection; 5 s by default.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Longest time of one attempt, from connecting to the end of the answer; 30 s by default.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Longest time of a call in all: waiting for its place, fetching the key pair, every attempt and
    /// the waits between them. No limit by default; [`timeout`](Self::timeout) and
    /// [`RetryPolicy::deadline`] bound what a call does once it has its place.
    ///
    /// When the time is over, what is under way is dropped and the call fails with
    /// [`ErrorKind::Timeout`](crate::ErrorKind::Timeout), which says what it was doing, how many
    /// attempts were sent, and whether the service may have processed the request. A wait that would
    /// last longer is not begun: the call then fails at once, with the error of its last attempt.
    ///
    /// A paged list and a wait for a state consist of several calls, each with a limit of its own.
    pub fn total_timeout(mut self, timeout: Duration) -> Self {
        self.total_timeout = Some(timeout);
        self
    }

    /// Name of the calling program, put before ours in the header `user-agent`.
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.user_agent = Some(name.into());
        self
    }

    /// API Gateway key, sent as `x-ncp-apigw-api-key`. Only a few services still ask for one; it is
    /// not part of the signature.
    pub fn api_gateway_key(mut self, key: impl Into<Secret>) -> Self {
        self.api_gateway_key = Some(key.into());
        self
    }

    /// Clock that timestamps requests, and on which repetitions and [`Waiter`](crate::Waiter)s wait.
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// How calls are repeated; see [`RetryPolicy`] for what is repeated and what never is.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Largest answer that is taken in, in bytes; 16 MiB by default.
    pub fn max_answer_size(mut self, bytes: usize) -> Self {
        self.max_answer = bytes;
        self
    }

    /// Most calls that run at once, over all clients of these settings; no limit by default. 0 counts as 1.
    pub fn max_concurrency(mut self, calls: usize) -> Self {
        self.max_concurrency = Some(calls);
        self
    }

    /// Most calls that start in a second, over all clients of these settings; no limit by default. It must
    /// be above 0.
    pub fn max_calls_per_second(mut self, calls: f64) -> Self {
        self.max_rate = Some(calls);
        self
    }

    /// Whether a refused signature that the gateway's clock explains is sent again with that clock; it
    /// is by default.
    pub fn correct_clock(mut self, correct: bool) -> Self {
        self.correct_clock = correct;
        self
    }

    /// Proxy for every connection, for example `http://proxy.example.com:3128`. Without one, those of
    /// the environment are used (`HTTPS_PROXY`, `NO_PROXY`), except for an endpoint on this machine.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.transport_options.proxy = Some(url.into());
        self
    }

    /// Trusts the certificates of a PEM text as roots, besides those that the system trusts. A text that has
    /// none is refused when a client connects.
    pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.transport_options.root_certificates.push(pem.into());
        self
    }

    /// Changes the HTTP client underneath, for what has no setting here. Redirects and the HTTP
    /// library's own retries are switched off after it.
    pub fn transport(
        mut self,
        change: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static,
    ) -> Self {
        self.transport_options.customise = Some(Customise::new(change));
        self
    }

    /// Calls a function after each attempt, for metrics. It must not block.
    pub fn on_attempt(mut self, hook: impl Fn(&AttemptEvent) + Send + Sync + 'static) -> Self {
        self.attempt_hook = Some(AttemptHook::new(hook));
        self
    }

    /// Checks the settings.
    ///
    /// # Errors
    /// When neither a key pair nor a token is given, the region is not one of the site, the endpoint is not an
    /// origin, the number of calls per second is not above 0, or a value cannot be a header.
    pub fn build(self) -> Result<Config> {
        if self.credentials.is_none() && self.token.is_none() {
            return Err(Error::configuration(
                "there is no key pair: set NCLOUD_ACCESS_KEY_ID and NCLOUD_SECRET_ACCESS_KEY, or give credentials",
            ));
        }
        let site = self.site.unwrap_or_default();
        if let Some(region) = &self.region {
            check_region(site, region).map_err(|error| error.in_source(self.region_source))?;
        }
        if let Some(rate) = self
            .max_rate
            .filter(|rate| !rate.is_finite() || Duration::try_from_secs_f64(rate.recip()).is_err())
        {
            return Err(Error::configuration(format!(
                "`{rate}` is not a number of calls per second: it must be above 0, and not so small that two calls are ages apart"
            )));
        }
        let endpoint = self
            .endpoint
            .map(|origin| Endpoint::parse(&origin, self.allow_plain_http))
            .transpose()
            .map_err(|error| error.in_source(self.endpoint_source))?;
        let own = concat!("ncloud-rs/", env!("CARGO_PKG_VERSION"));
        let user_agent = self
            .user_agent
            .map_or_else(|| own.to_owned(), |name| format!("{name} {own}"));
        let user_agent = HeaderValue::from_str(&user_agent).map_err(|_| {
            Error::configuration(
                "the user agent cannot be the value of a header: use visible ASCII",
            )
        })?;
        let api_gateway_key = self.api_gateway_key.map(api_gateway_key).transpose()?;
        Ok(Config {
            inner: Arc::new(Settings {
                site,
                region: self.region,
                endpoint,
                credentials: self.credentials,
                token: self.token,
                key_boundary: self.key_boundary,
                connect_timeout: self.connect_timeout,
                timeout: self.timeout,
                total_timeout: self.total_timeout,
                user_agent,
                api_gateway_key,
                max_answer: self.max_answer,
                clock: self.clock,
                retry: self.retry,
                budget: Budget::default(),
                pace: Pace::new(self.max_concurrency, self.max_rate),
                skew: Skew::default(),
                correct_clock: self.correct_clock,
                attempt_hook: self.attempt_hook,
                transport_options: self.transport_options,
                undocumented: Mutex::default(),
                transport: OnceLock::new(),
            }),
        })
    }
}

fn check_region(site: Site, region: &str) -> Result<()> {
    if site.regions().contains(&region) {
        return Ok(());
    }
    let regions = site.regions().join(", ");
    Err(Error::configuration(format!(
        "`{region}` is not a region of the site `{site}`: use one of {regions}"
    )))
}

fn api_gateway_key(key: Secret) -> Result<HeaderValue> {
    let mut value = HeaderValue::from_str(key.expose())
        .map_err(|_| Error::configuration("the API Gateway key cannot be the value of a header"))?;
    value.set_sensitive(true);
    Ok(value)
}
