//! Calls that have no typed client yet.

use std::fmt;

use bytes::Bytes;
use futures_util::future::{BoxFuture, FutureExt as _};
use http::{HeaderName, HeaderValue, Method};
use serde::Serialize;
use serde::de::DeserializeOwned;
use url::Url;

use crate::answer::{Answer, Expected};
use crate::authentication::Authentication;
use crate::error::{Error, ErrorKind, Result};
use crate::exchange::{self, Outgoing};
use crate::options::CallOptions;
use crate::payload::Payload;
use crate::response::Response;
use crate::service::RetryClass;
use crate::{Config, endpoint, redact};

/// Signs and sends calls to any host of the configured site. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Client {
    config: Config,
}

impl Client {
    /// A client for these settings.
    ///
    /// # Errors
    /// When the transport cannot be set up.
    pub fn connect(config: &Config) -> Result<Self> {
        config.transport()?;
        Ok(Self {
            config: config.clone(),
        })
    }

    /// Starts a call of an absolute URL, query included.
    ///
    /// The keys of a site go to hosts of that site only; [`crate::ConfigBuilder::endpoint`] replaces
    /// the origin as it does for typed calls. The path and query are signed and sent as the URL has
    /// them, so encode them first (a space as `%20`).
    ///
    /// ```no_run
    /// # async fn example() -> ncloud_core::Result<()> {
    /// use ncloud_core::http::Method;
    /// use ncloud_core::{Client, Config};
    ///
    /// let client = Client::connect(&Config::from_env()?)?;
    /// let regions = client
    ///     .request(Method::GET, "https://ncloud.apigw.ntruss.com/vserver/v2/getRegionList?responseFormatType=json")
    ///     .send_json::<serde_json::Value>()
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn request(&self, method: Method, url: &str) -> RawRequest {
        let url = endpoint::raw_url(self.config.settings(), url);
        RawRequest {
            config: self.config.clone(),
            method,
            url,
            body: Ok(None),
            retry_class: RetryClass::Unsafe,
            options: CallOptions::default(),
        }
    }
}

/// A call without a typed client.
#[must_use = "nothing is sent before `send` is awaited"]
pub struct RawRequest {
    config: Config,
    method: Method,
    url: Result<Url>,
    body: Result<Option<Bytes>>,
    retry_class: RetryClass,
    options: CallOptions,
}

impl RawRequest {
    /// Adds a header, with the exceptions of [`CallOptions::header`]. `accept` and `content-type` are
    /// `application/json` unless they are set.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.options = self.options.header(name, value);
        self
    }

    /// Sets the body to JSON.
    pub fn json<T: Serialize>(mut self, body: &T) -> Self {
        self.body = serde_json::to_vec(body)
            .map(|bytes| Some(bytes.into()))
            .map_err(|error| {
                Error::new(
                    ErrorKind::InvalidRequest,
                    format!("the body cannot be written as JSON: {error}"),
                )
            });
        self
    }

    /// Sets the body.
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = Ok(Some(body.into()));
        self
    }

    /// Sets what this call does differently. Headers that were set before stay.
    pub fn options(mut self, options: CallOptions) -> Self {
        let headers = std::mem::take(&mut self.options.headers);
        self.options = options;
        self.options.headers.extend(headers);
        self
    }

    /// Says whether the call may be repeated; it may not by default.
    pub fn retry_class(mut self, class: RetryClass) -> Self {
        self.retry_class = class;
        self
    }

    /// Signs and sends; the body of the answer as it came.
    ///
    /// Failures of the gateway and the envelope `responseError` are errors under any status. Other
    /// services wrap their own failures in ways that only a typed client knows.
    ///
    /// # Errors
    /// When the URL is not one of the site's, when the call fails, and when it is refused.
    pub async fn send(self) -> Result<Response<Bytes>> {
        self.answer().await.map(Answer::into_raw)
    }

    /// Only an operation tells which header takes a token.
    fn authentication(&self) -> Result<Authentication> {
        match self.options.token {
            None => Ok(Authentication::Signature),
            Some(_) => Err(Error::new(
                ErrorKind::InvalidRequest,
                "a call of a URL is signed; a token goes with operations that take one",
            )),
        }
    }

    /// In a box, as with calls of operations.
    fn answer(self) -> BoxFuture<'static, Result<Answer>> {
        async move {
            let authentication = self.authentication()?;
            let outgoing = Outgoing {
                payload: self.body?.map_or(Payload::Nothing, Payload::Octets),
                retry_class: self.retry_class,
                authentication,
                options: self.options,
                ..Outgoing::raw(self.method, self.url?)
            };
            exchange::call(&self.config, &outgoing, Expected::Anything)
                .await
                .map_err(|error| error.in_retry_class(self.retry_class))
        }
        .boxed()
    }

    /// Signs, sends and decodes JSON.
    ///
    /// # Errors
    /// As [`RawRequest::send`], and when the answer does not fit `T`.
    pub async fn send_json<T: DeserializeOwned>(self) -> Result<Response<T>> {
        let class = self.retry_class;
        let answer = self.answer().await?;
        match serde_json::from_slice(&answer.body) {
            Ok(value) => Ok(answer.into_raw().with_body(value)),
            Err(error) => {
                let reason = redact::quoted_values(&error.to_string());
                let error = answer.unexpected(&format!("the answer does not fit: {reason}"));
                Err(error.in_retry_class(class))
            }
        }
    }
}

/// Neither query nor body, which may hold anything.
impl fmt::Debug for RawRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("RawRequest")
            .field("method", &self.method)
            .field("path", &self.url.as_ref().map(Url::path))
            .field("retry_class", &self.retry_class)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
