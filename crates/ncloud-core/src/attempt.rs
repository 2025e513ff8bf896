//! One attempt: a timestamp and a signature of its own, one request, one whole answer.

use std::error::Error as _;
use std::time::{Duration, SystemTime};

use bytes::BytesMut;
use http::header::{ACCEPT, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::answer::Answer;
use crate::error::{Error, ErrorKind, Result};
use crate::events::AttemptEvent;
use crate::exchange::Outgoing;
use crate::service::Envelope;
use crate::skew::{self, Correction, milliseconds};
use crate::{Config, Credentials};

const API_GATEWAY_KEY: HeaderName = HeaderName::from_static("x-ncp-apigw-api-key");

/// What became of an attempt.
pub(crate) struct Attempt {
    pub(crate) outcome: Result<Answer>,
    /// Milliseconds by which the gateway's clock is ahead of ours, when the answer tells.
    pub(crate) clock_offset: Option<i64>,
    /// What the request was signed with.
    pub(crate) correction: Correction,
}

impl From<Error> for Attempt {
    fn from(error: Error) -> Self {
        Self {
            outcome: Err(error),
            clock_offset: None,
            correction: Correction::default(),
        }
    }
}

/// Signs, sends, takes in the answer and tells success from failure.
pub(crate) async fn run(
    config: &Config,
    outgoing: &Outgoing,
    envelope: Option<&Envelope>,
    number: u32,
) -> Attempt {
    let settings = config.settings();
    let _permit = settings.pace.enter(&*settings.clock).await;
    let started = settings.clock.now();
    let attempt = send(config, outgoing, envelope).await;
    let elapsed = settings
        .clock
        .now()
        .duration_since(started)
        .unwrap_or(Duration::ZERO);
    let (status, error) = match &attempt.outcome {
        Ok(answer) => (Some(answer.status.as_u16()), None),
        Err(error) => (error.status(), Some(error.kind())),
    };
    settings.pace.learn(error);
    tracing::debug!(attempt = number, http.response.status_code = status, error = ?error, "attempt ended");
    if let Some(hook) = &settings.attempt_hook {
        hook.call(&AttemptEvent {
            operation: outgoing.name,
            attempt: number,
            status,
            error,
            elapsed,
        });
    }
    attempt
}

async fn send(config: &Config, outgoing: &Outgoing, envelope: Option<&Envelope>) -> Attempt {
    let settings = config.settings();
    let credentials = match settings.credentials.provide().await {
        Ok(credentials) => credentials,
        Err(error) => return error.into(),
    };
    let sent = settings.clock.now();
    let correction = settings.skew.correction();
    let timestamp = match timestamp(correction.apply(sent)) {
        Ok(timestamp) => timestamp,
        Err(error) => return error.into(),
    };
    let answer = match exchange(config, outgoing, &credentials, timestamp).await {
        Ok(answer) => answer,
        Err(error) => return error.into(),
    };
    let received = settings.clock.now();
    let (correct_sent, correct_received) = (correction.apply(sent), correction.apply(received));
    let clock_offset = skew::offset(&answer.headers, correct_sent, correct_received);
    let retry_after = retry_after(&answer.headers, correct_received);
    tracing::debug!(
        http.response.status_code = answer.status.as_u16(),
        request_id = answer.request_id(),
        trace_id = answer.trace_id(),
        "answered"
    );
    let outcome = answer.check(envelope).map_err(|error| {
        let error = error.with_retry_after(retry_after);
        if error.kind() != ErrorKind::Authentication {
            return error;
        }
        let string = credentials
            .signer()
            .string_to_sign(outgoing.method.as_str(), outgoing.target(), timestamp)
            .ok();
        error
            .with_hint(Some(authentication_hint(
                config,
                &credentials,
                clock_offset,
            )))
            .with_string_to_sign(string)
    });
    Attempt {
        outcome,
        clock_offset,
        correction,
    }
}

async fn exchange(
    config: &Config,
    outgoing: &Outgoing,
    credentials: &Credentials,
    timestamp: u64,
) -> Result<Answer> {
    let mut request = reqwest::Request::new(outgoing.method.clone(), outgoing.url.clone());
    *request.headers_mut() = headers(config, outgoing, credentials, timestamp)?;
    *request.body_mut() = outgoing.body.clone().map(reqwest::Body::from);
    *request.timeout_mut() = outgoing.options.timeout;
    let response = config
        .transport()?
        .execute(request)
        .await
        .map_err(transport_error)?;
    take_in(response, config.settings().max_answer).await
}

fn headers(
    config: &Config,
    outgoing: &Outgoing,
    credentials: &Credentials,
    timestamp: u64,
) -> Result<HeaderMap> {
    let mut headers = outgoing.headers.clone();
    headers.extend(outgoing.options.headers.clone());
    // Some backends insist on both, even for calls without a body.
    headers
        .entry(ACCEPT)
        .or_insert(HeaderValue::from_static("application/json"));
    headers
        .entry(CONTENT_TYPE)
        .or_insert(HeaderValue::from_static("application/json"));
    if let Some(key) = &config.settings().api_gateway_key {
        headers.insert(API_GATEWAY_KEY, key.clone());
    }
    let signature =
        credentials
            .signer()
            .sign(outgoing.method.as_str(), outgoing.target(), timestamp)?;
    signature.apply(&mut headers);
    Ok(headers)
}

fn timestamp(now: SystemTime) -> Result<u64> {
    milliseconds(now)
        .and_then(|milliseconds| u64::try_from(milliseconds).ok())
        .ok_or_else(|| {
            Error::configuration(
                "the clock is before 1970 or out of range: set the time of this machine",
            )
        })
}

async fn take_in(mut response: reqwest::Response, limit: usize) -> Result<Answer> {
    let status = response.status();
    let headers = std::mem::take(response.headers_mut());
    let mut body = BytesMut::new();
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|error| interrupted(error, status.as_u16()))?
    {
        if body.len() + chunk.len() > limit {
            let message = format!(
                "the answer is larger than {limit} bytes, which is the limit of this client"
            );
            return Err(Error::new(ErrorKind::TooLarge, message).with_status(status.as_u16()));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer {
        status,
        headers,
        body: body.freeze(),
        attempts: 1,
    })
}

/// The answer had begun, so the request was sent whatever the cause says.
fn interrupted(error: reqwest::Error, status: u16) -> Error {
    let kind = if error.is_timeout() {
        ErrorKind::Timeout
    } else {
        ErrorKind::Transport
    };
    describe(error, kind).with_status(status)
}

fn transport_error(error: reqwest::Error) -> Error {
    let kind = if error.is_connect() {
        ErrorKind::Connect
    } else if error.is_timeout() {
        ErrorKind::Timeout
    } else {
        ErrorKind::Transport
    };
    describe(error, kind)
}

fn describe(error: reqwest::Error, kind: ErrorKind) -> Error {
    // The URL may hold names that do not belong in logs; the operation is named anyway.
    let error = error.without_url();
    let mut reason = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        reason = format!("{reason}: {inner}");
        source = inner.source();
    }
    let what = match kind {
        ErrorKind::Connect => "no connection, nothing was sent",
        ErrorKind::Timeout => "the time ran out before the answer was complete",
        _ => "the connection broke before the answer was complete",
    };
    Error::new(kind, format!("{what}: {reason}")).with_source(error)
}

/// `Retry-After`, in seconds or as a date.
fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(now).unwrap_or(Duration::ZERO))
}

/// What to check after a failed authentication.
fn authentication_hint(
    config: &Config,
    credentials: &Credentials,
    clock_offset: Option<i64>,
) -> String {
    let mut hint = format!(
        "check that the access key `{}` ({}) belongs to the site `{}` and is active, that its secret key is complete, \
         and the clock",
        credentials.access_key(),
        credentials.source(),
        config.site(),
    );
    if let Some(offset) = clock_offset {
        let seconds = offset.unsigned_abs() / 1000;
        let direction = if offset > 0 { "behind" } else { "ahead of" };
        hint.push_str(&format!(
            ": this machine is {seconds} s {direction} the gateway, which accepts less than 300 s"
        ));
    }
    hint
}
