//! One error for every service.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;

use crate::failure::{Failure, Shape};
use crate::redact;
use crate::retry;
use crate::service::{Operation, RetryClass};

/// Result of every call.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Raw bodies longer than this are cut, in bytes.
const KEPT_BODY: usize = 64 * 1024;

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The settings do not fit together; nothing was sent. Change the settings.
    Configuration,
    /// A parameter is missing or breaks a documented limit; nothing was sent. Change the call.
    InvalidRequest,
    /// No connection came about, so nothing was sent. Check the network; calling again is safe.
    Connect,
    /// The server did not prove that it is the one that was called: its certificate has expired, is for
    /// another host, or comes from a root that is not trusted here. Nothing was sent. Check the clock of
    /// this machine, the endpoint and the root certificates.
    ///
    /// With the feature `native-tls` this cannot be told from [`ErrorKind::Connect`].
    Certificate,
    /// The time ran out. Whether the service acted is not known, unless the message says that nothing
    /// reached it.
    Timeout,
    /// After something was sent, no complete answer came, or none that can be read. Whether the service
    /// acted is not known.
    Transport,
    /// The gateway did not accept key, signature or clock. Check the key pair, the site and the clock.
    Authentication,
    /// The account may not do this, or has not subscribed to the service. Check its permissions.
    PermissionDenied,
    /// What was asked for does not exist, or the route does not.
    NotFound,
    /// Requests come too fast. Wait and call again: with a code of the gateway (410, 420) the request was not
    /// handed to the service.
    Throttled,
    /// A quota is used up. Waiting a little does not help.
    QuotaExceeded,
    /// The request, or the answer, is larger than what is accepted.
    TooLarge,
    /// Gateway or service is out of order, or the service did not answer in time.
    Unavailable,
    /// The service refused the request. See [`Error::code`] and [`Error::message`].
    Service,
    /// What was waited for is not reached any more; see [`Error::message`] for the state.
    UnexpectedState,
    /// The answer is not what the specification says. See [`Error::raw_body`]; for a call that acts,
    /// the service may have acted.
    UnexpectedAnswer,
}

/// Why a call failed.
///
/// Its text says what happened, where, and what to do about it. It holds no secret. `{:?}` adds the kind
/// and the number of the request, `{:#?}` shows all fields.
///
/// ```
/// use ncloud_core::{Config, ErrorKind};
///
/// let error = Config::builder().build().unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Configuration);
/// assert!(error.to_string().contains("NCLOUD_ACCESS_KEY_ID"));
/// assert!(format!("{error:?}").starts_with("Configuration: there is no key pair"));
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    message: String,
    operation: Option<&'static Operation>,
    status: Option<u16>,
    code: Option<String>,
    /// Whether `code` is the gateway's, not one of the service that looks like it.
    is_gateway_code: bool,
    details: Option<String>,
    hint: Option<String>,
    is_empty_list: bool,
    /// Whether no attempt can have acted that may not be repeated.
    nothing_in_doubt: bool,
    retry_class: Option<RetryClass>,
    retry_after: Option<Duration>,
    attempts: u32,
    string_to_sign: Option<String>,
    request_id: Option<String>,
    trace_id: Option<String>,
    body: Option<Bytes>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            operation: None,
            status: None,
            code: None,
            is_gateway_code: false,
            details: None,
            hint: None,
            is_empty_list: false,
            nothing_in_doubt: false,
            retry_class: None,
            retry_after: None,
            attempts: 0,
            string_to_sign: None,
            request_id: None,
            trace_id: None,
            body: None,
            source: None,
        }))
    }

    pub(crate) fn configuration(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Configuration, message)
    }

    /// A request of `operation` that must not be sent. For generated clients.
    #[doc(hidden)]
    #[must_use]
    pub fn invalid_request(operation: &'static Operation, message: impl Into<String>) -> Self {
        Self::new(ErrorKind::InvalidRequest, message).in_operation(operation)
    }

    /// An answer of `operation` that is not what was promised. For what is written by hand beside
    /// generated clients.
    #[doc(hidden)]
    #[must_use]
    pub fn unexpected_answer(operation: &'static Operation, message: impl Into<String>) -> Self {
        Self::new(ErrorKind::UnexpectedAnswer, message).in_operation(operation)
    }

    pub(crate) fn in_operation(mut self, operation: &'static Operation) -> Self {
        // What the specification says is secret; a body was kept before the operation was known.
        if let Some(body) = &self.0.body {
            let text = String::from_utf8_lossy(body);
            self.0.body = Some(redact::members(&text, operation.service.secrets).into());
        }
        self.0.operation = Some(operation);
        self.0.retry_class = Some(operation.retry);
        self
    }

    pub(crate) fn in_retry_class(mut self, class: RetryClass) -> Self {
        self.0.retry_class = Some(class);
        self
    }

    pub(crate) fn in_variable(mut self, variable: &str) -> Self {
        self.0.message = format!("{variable}: {}", self.0.message);
        self
    }

    pub(crate) fn in_source(self, variable: Option<&str>) -> Self {
        match variable {
            Some(variable) => self.in_variable(variable),
            None => self,
        }
    }

    pub(crate) fn with_source(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.0.source = Some(Box::new(source));
        self
    }

    pub(crate) fn with_hint(mut self, hint: Option<String>) -> Self {
        self.0.hint = hint;
        self
    }

    #[cfg(test)]
    pub(crate) fn with_gateway_code(mut self, code: &str) -> Self {
        self.0.code = Some(code.to_owned());
        self.0.is_gateway_code = true;
        self
    }

    pub(crate) fn with_retry_after(mut self, retry_after: Option<Duration>) -> Self {
        self.0.retry_after = retry_after;
        self
    }

    pub(crate) fn with_attempts(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        self
    }

    /// The call ended while nothing was under way.
    pub(crate) fn with_nothing_in_doubt(mut self) -> Self {
        self.0.nothing_in_doubt = true;
        self
    }

    pub(crate) fn nothing_is_in_doubt(&self) -> bool {
        self.0.nothing_in_doubt
    }

    pub(crate) fn with_string_to_sign(mut self, string: Option<String>) -> Self {
        self.0.string_to_sign = string;
        self
    }

    pub(crate) fn with_status(mut self, status: u16) -> Self {
        self.0.status = Some(status);
        self
    }

    pub(crate) fn with_failure(mut self, failure: Failure) -> Self {
        self.0.code = failure.code;
        self.0.is_gateway_code = failure.shape == Shape::Gateway;
        self.0.details = failure.details;
        if self.0.request_id.is_none() {
            self.0.request_id = failure.request_id;
        }
        self
    }

    pub(crate) fn with_ids(mut self, request_id: Option<String>, trace_id: Option<String>) -> Self {
        self.0.request_id = request_id.or(self.0.request_id);
        self.0.trace_id = trace_id;
        self
    }

    pub(crate) fn with_body(mut self, body: &Bytes) -> Self {
        let kept = &body[..body.len().min(KEPT_BODY)];
        self.0.body = Some(redact::text(&String::from_utf8_lossy(kept)).into());
        self
    }

    pub(crate) fn with_empty_list(mut self, is_empty_list: bool) -> Self {
        self.0.is_empty_list = is_empty_list;
        self
    }

    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The reason, in the words of the service when it gave one.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The `operationId` of the failed call; `None` when no typed call was involved.
    #[must_use]
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation.map(|operation| operation.id)
    }

    /// HTTP status of the answer. A service may refuse a request under status 200.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// Code of the gateway or of the service, for example `210` or `NOT_EXIST_CASTORE`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The code, when it is the gateway's.
    pub(crate) fn gateway_code(&self) -> Option<&str> {
        self.code().filter(|_| self.0.is_gateway_code)
    }

    /// What the gateway adds to its message.
    #[must_use]
    pub fn details(&self) -> Option<&str> {
        self.0.details.as_deref()
    }

    /// What to check or to do, where the failure tells; it is the last part of the text.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }

    /// Number of the request, for the vendor's support.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// Number of the trace, for the vendor's support.
    #[must_use]
    pub fn trace_id(&self) -> Option<&str> {
        self.0.trace_id.as_deref()
    }

    /// The answer as it came, at most 64 KiB. Private keys, members whose names say that they are secret,
    /// and those of which the specification says so, are replaced, but other members may be confidential:
    /// mind where it goes.
    #[must_use]
    pub fn raw_body(&self) -> Option<&[u8]> {
        self.0.body.as_deref()
    }

    /// How long the service asks to wait.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Attempts that were made, also those that found no connection; 0 when the call ended before the first one.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// After a refused signature, the string that was signed: compare it with what another program
    /// signs. It holds the access key, but no secret: `[redacted]` stands in the place of a secret
    /// parameter.
    #[must_use]
    pub fn string_to_sign(&self) -> Option<&str> {
        self.0.string_to_sign.as_deref()
    }

    /// Whether calling again, later, may succeed and cannot act twice.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        retry::may_repeat(self, self.0.retry_class.unwrap_or(RetryClass::Unsafe))
    }

    /// Whether nothing can have come of the call: it was not sent, or it was refused before the service
    /// acted. Any other failure leaves that open; look before you repeat an operation that acts.
    #[must_use]
    pub fn did_nothing(&self) -> bool {
        match self.0.kind {
            ErrorKind::Configuration
            | ErrorKind::InvalidRequest
            | ErrorKind::Connect
            | ErrorKind::Certificate
            | ErrorKind::Authentication
            | ErrorKind::PermissionDenied
            | ErrorKind::NotFound
            | ErrorKind::QuotaExceeded => true,
            ErrorKind::Timeout => self.nothing_is_in_doubt(),
            ErrorKind::Throttled => self.is_refused_by_pace(),
            // An answer may be too large as well, and then the service acted.
            ErrorKind::TooLarge => self.0.status == Some(413),
            ErrorKind::Service => self.0.status.is_some_and(|status| status < 500),
            ErrorKind::Transport
            | ErrorKind::Unavailable
            | ErrorKind::UnexpectedState
            | ErrorKind::UnexpectedAnswer => false,
        }
    }

    /// Whether the gateway itself says that requests come too fast: the service never saw this one. Any
    /// other 429 may be anybody's.
    pub(crate) fn is_refused_by_pace(&self) -> bool {
        matches!(self.gateway_code(), Some("410" | "420"))
    }

    /// Whether requests came too fast.
    #[must_use]
    pub fn is_throttled(&self) -> bool {
        self.0.kind == ErrorKind::Throttled
    }

    /// Whether a quota is used up.
    #[must_use]
    pub fn is_quota_exceeded(&self) -> bool {
        self.0.kind == ErrorKind::QuotaExceeded
    }

    /// Whether key, signature or clock were not accepted.
    #[must_use]
    pub fn is_auth(&self) -> bool {
        self.0.kind == ErrorKind::Authentication
    }

    /// Whether the account may not do this.
    #[must_use]
    pub fn is_permission_denied(&self) -> bool {
        self.0.kind == ErrorKind::PermissionDenied
    }

    /// Whether what was asked for does not exist, by status or by the service's own code.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.0.kind == ErrorKind::NotFound
    }

    /// Whether this is the way in which the service says that a list is empty.
    #[must_use]
    pub fn is_empty_list(&self) -> bool {
        self.0.is_empty_list
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        if let Some(operation) = inner.operation {
            write!(formatter, "{} {}: ", operation.service.name, operation.id)?;
        }
        formatter.write_str(&inner.message)?;
        if let Some(details) = &inner.details {
            write!(formatter, " ({details})")?;
        }
        match (inner.status, &inner.code) {
            (Some(status), Some(code)) => write!(formatter, " [HTTP {status}, code {code}]")?,
            (Some(status), None) => write!(formatter, " [HTTP {status}]")?,
            (None, Some(code)) => write!(formatter, " [code {code}]")?,
            (None, None) => {}
        }
        if let Some(hint) = &inner.hint {
            write!(formatter, "; {hint}")?;
        }
        Ok(())
    }
}

/// One line for people, because this is what a program prints whose `main` returns the error, and what
/// `unwrap` says; all fields with `{:#?}`.
impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        if !formatter.alternate() {
            write!(formatter, "{:?}: {self}", inner.kind)?;
            return match &inner.request_id {
                Some(id) => write!(formatter, " (request {id})"),
                None => Ok(()),
            };
        }
        formatter
            .debug_struct("Error")
            .field("kind", &inner.kind)
            .field("operation", &self.operation())
            .field("status", &inner.status)
            .field("code", &inner.code)
            .field("message", &inner.message)
            .field("details", &inner.details)
            .field("hint", &inner.hint)
            .field("request_id", &inner.request_id)
            .field("trace_id", &inner.trace_id)
            .field("attempts", &inner.attempts)
            .field("source", &inner.source)
            .finish_non_exhaustive()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0
            .source
            .as_deref()
            .map(|source| source as &(dyn StdError + 'static))
    }
}
