//! Sending a signed request and taking in the whole answer.

use std::error::Error as _;
use std::time::UNIX_EPOCH;

use bytes::{Bytes, BytesMut};
use http::header::{ACCEPT, CONTENT_TYPE, DATE};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use tracing::Instrument as _;
use url::{Position, Url};

use crate::Config;
use crate::answer::Answer;
use crate::error::{Error, ErrorKind, Result};
use crate::service::Envelope;

const API_GATEWAY_KEY: HeaderName = HeaderName::from_static("x-ncp-apigw-api-key");

/// A request before it is signed. Each attempt signs it anew.
#[derive(Clone)]
pub(crate) struct Outgoing {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Bytes>,
}

impl Outgoing {
    /// Path and query, exactly as they are sent and signed.
    pub(crate) fn target(&self) -> &str {
        &self.url[Position::BeforePath..Position::AfterQuery]
    }
}

/// Sends a request; a failed answer is an error. `name` identifies the call in traces.
pub(crate) async fn call(
    config: &Config,
    outgoing: &Outgoing,
    envelope: Option<&Envelope>,
    name: &'static str,
) -> Result<Answer> {
    let span = tracing::info_span!(
        "ncloud.call",
        operation = name,
        http.request.method = %outgoing.method,
        server.address = outgoing.url.host_str().unwrap_or_default(),
        url.path = outgoing.url.path(),
    );
    attempt(config, outgoing, envelope, 1)
        .instrument(span)
        .await
}

/// One attempt, with a timestamp and a signature of its own.
async fn attempt(
    config: &Config,
    outgoing: &Outgoing,
    envelope: Option<&Envelope>,
    number: u32,
) -> Result<Answer> {
    let mut request = reqwest::Request::new(outgoing.method.clone(), outgoing.url.clone());
    *request.headers_mut() = headers(config, outgoing)?;
    *request.body_mut() = outgoing.body.clone().map(reqwest::Body::from);

    tracing::debug!(attempt = number, "sending");
    let transport = config.transport()?;
    let response = transport.execute(request).await.map_err(transport_error)?;
    let answer = take_in(response, config.settings().max_answer).await?;
    tracing::debug!(
        attempt = number,
        status = answer.status.as_u16(),
        request_id = answer.request_id(),
        trace_id = answer.trace_id(),
        "answered"
    );
    let date = answer.headers.get(DATE).cloned();
    answer.check(envelope).map_err(|error| match error.kind() {
        ErrorKind::Authentication => {
            let hint = authentication_hint(config, date.as_ref());
            error.with_hint(Some(hint))
        }
        _ => error,
    })
}

fn headers(config: &Config, outgoing: &Outgoing) -> Result<HeaderMap> {
    let settings = config.settings();
    let mut headers = outgoing.headers.clone();
    // Some backends insist on both, even for calls without a body.
    headers
        .entry(ACCEPT)
        .or_insert(HeaderValue::from_static("application/json"));
    headers
        .entry(CONTENT_TYPE)
        .or_insert(HeaderValue::from_static("application/json"));
    if let Some(key) = &settings.api_gateway_key {
        headers.insert(API_GATEWAY_KEY, key.clone());
    }
    let signer = settings.credentials.signer();
    signer
        .sign(
            outgoing.method.as_str(),
            outgoing.target(),
            timestamp(config)?,
        )?
        .apply(&mut headers);
    Ok(headers)
}

fn timestamp(config: &Config) -> Result<u64> {
    let now = config.settings().clock.now();
    let since_epoch = now.duration_since(UNIX_EPOCH).map_err(|_| {
        Error::configuration("the clock is before 1970: set the time of this machine")
    })?;
    u64::try_from(since_epoch.as_millis())
        .map_err(|_| Error::configuration("the clock is out of range"))
}

async fn take_in(mut response: reqwest::Response, limit: usize) -> Result<Answer> {
    let status = response.status();
    let headers = std::mem::take(response.headers_mut());
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(transport_error)? {
        if body.len() + chunk.len() > limit {
            let message = format!("the answer is larger than {limit} bytes");
            return Err(Error::new(ErrorKind::TooLarge, message).with_status(status.as_u16()));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer {
        status,
        headers,
        body: body.freeze(),
    })
}

fn transport_error(error: reqwest::Error) -> Error {
    // The URL may hold names that do not belong in logs; the operation is named anyway.
    let error = error.without_url();
    let mut reason = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        reason = format!("{reason}: {inner}");
        source = inner.source();
    }
    let (kind, what) = if error.is_connect() {
        (ErrorKind::Connect, "no connection, nothing was sent")
    } else if error.is_timeout() {
        (
            ErrorKind::Timeout,
            "the time ran out before the answer was complete",
        )
    } else {
        (
            ErrorKind::Transport,
            "the connection broke before the answer was complete",
        )
    };
    Error::new(kind, format!("{what}: {reason}")).with_source(error)
}

/// What to check after a failed authentication.
fn authentication_hint(config: &Config, date: Option<&HeaderValue>) -> String {
    let settings = config.settings();
    let mut hint = format!(
        "check that the access key `{}` belongs to the site `{}` and is active, that its secret key is complete, and the clock",
        settings.credentials.access_key(),
        settings.site,
    );
    if let Some(offset) = clock_offset(config, date) {
        hint.push_str(&format!(
            ": this machine is {} s {} the gateway, which accepts less than 300 s",
            offset.unsigned_abs(),
            if offset < 0 { "behind" } else { "ahead of" }
        ));
    }
    hint
}

/// Seconds by which our clock is ahead of the answer's `Date`.
fn clock_offset(config: &Config, date: Option<&HeaderValue>) -> Option<i64> {
    let theirs = httpdate::parse_http_date(date?.to_str().ok()?).ok()?;
    let ours = config.settings().clock.now();
    let seconds = |time: std::time::SystemTime| {
        i64::try_from(time.duration_since(UNIX_EPOCH).ok()?.as_secs()).ok()
    };
    Some(seconds(ours)? - seconds(theirs)?)
}
