//! Settings of a single call.

use std::fmt;
use std::time::Duration;

use http::header::{CONTENT_LENGTH, HOST, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::retry::RetryPolicy;
use crate::{Token, signature};

/// Header of the tokens of Key Management Service.
const TOKEN: HeaderName = HeaderName::from_static("x-ncp-ocapi-token");

/// Headers that are ours: a length that is not true would take the next request on the connection for
/// a body, and the host is not part of the signature.
const OURS: [HeaderName; 7] = [
    signature::TIMESTAMP,
    signature::ACCESS_KEY,
    signature::SIGNATURE,
    TOKEN,
    HOST,
    CONTENT_LENGTH,
    TRANSFER_ENCODING,
];

/// What one call does differently from its [`Config`](crate::Config).
///
/// ```no_run
/// # async fn example(client: &ncloud_core::Client) -> ncloud_core::Result<()> {
/// use std::time::Duration;
/// use ncloud_core::http::Method;
/// use ncloud_core::{CallOptions, RetryPolicy};
///
/// let options = CallOptions::new().timeout(Duration::from_secs(2)).retry(RetryPolicy::none());
/// let url = "https://pca.apigw.ntruss.com/api/v1/ca";
/// client.request(Method::GET, url).options(options).send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default)]
#[non_exhaustive]
#[must_use = "options do nothing until they are given to a call"]
pub struct CallOptions {
    pub(crate) timeout: Option<Duration>,
    pub(crate) total_timeout: Option<Duration>,
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) headers: HeaderMap,
    pub(crate) token: Option<Token>,
}

impl CallOptions {
    /// No difference.
    pub fn new() -> Self {
        Self::default()
    }

    /// Longest time of one attempt.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Longest time of the call in all; see
    /// [`ConfigBuilder::total_timeout`](crate::ConfigBuilder::total_timeout). `Duration::MAX` is no
    /// limit.
    pub fn total_timeout(mut self, timeout: Duration) -> Self {
        self.total_timeout = Some(timeout);
        self
    }

    /// How the call is repeated.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// Calls with a token in the place of a signature. An operation that takes none is refused before
    /// anything is sent.
    pub fn token(mut self, token: Token) -> Self {
        self.token = Some(token);
        self
    }

    /// Adds a header. Those of the signature and of tokens cannot be set, nor those
    /// that say whom a request is for and where it ends.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        if !OURS.contains(&name) {
            self.headers.insert(name, value);
        }
        self
    }
}

/// Headers by name: their values may be keys.
impl fmt::Debug for CallOptions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("CallOptions")
            .field("timeout", &self.timeout)
            .field("total_timeout", &self.total_timeout)
            .field("retry", &self.retry)
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("token", &self.token)
            .finish()
    }
}
