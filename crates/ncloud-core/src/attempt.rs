//! One attempt: a timestamp and a signature of its own, one request, one whole answer.

use std::time::{Duration, SystemTime};

use bytes::{Bytes, BytesMut};
use http::header::{ACCEPT, CONTENT_TYPE, DATE, RETRY_AFTER};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::answer::{Answer, Expected};
use crate::authentication::Authentication;
use crate::deadline::{Deadline, Doing};
use crate::error::{Error, ErrorKind, Result};
use crate::events::AttemptEvent;
use crate::exchange::Outgoing;
use crate::skew::{self, Correction, milliseconds};
use crate::{Config, Credentials, Token, breakdown};

/// What to check after a refused token.
const TOKEN_HINT: &str = "check that the token is of the kind that the operation takes (access or refresh), that it has \
     not expired, and that the generator that issued it was neither replaced nor deleted";
const API_GATEWAY_KEY: HeaderName = HeaderName::from_static("x-ncp-apigw-api-key");

/// Headers of most requests: four of ours, four of the HTTP library.
const HEADERS: usize = 8;

/// What became of an attempt.
pub(crate) struct Attempt {
    pub(crate) outcome: Result<Answer>,
    /// Milliseconds by which the gateway's clock is ahead of ours, when a refusal tells.
    pub(crate) clock_offset: Option<i64>,
    /// What the request was signed with.
    pub(crate) correction: Correction,
    /// Whether the total timeout ended it, and with it the call.
    pub(crate) is_out_of_time: bool,
}

impl Attempt {
    fn out_of_time(deadline: &Deadline<'_>, doing: Doing, number: u32) -> Self {
        Self {
            is_out_of_time: true,
            ..deadline.error(doing, number).into()
        }
    }
}

impl From<Error> for Attempt {
    fn from(error: Error) -> Self {
        Self {
            outcome: Err(error),
            clock_offset: None,
            correction: Correction::default(),
            is_out_of_time: false,
        }
    }
}

/// Signs, sends, takes in the answer and tells success from failure.
pub(crate) async fn run(
    config: &Config,
    outgoing: &Outgoing,
    expected: Expected,
    deadline: &Deadline<'_>,
    number: u32,
) -> Attempt {
    let settings = config.settings();
    let Ok(_permit) = settings.pace.enter(&*settings.clock, deadline).await else {
        return Attempt::out_of_time(deadline, Doing::WaitingForItsPlace, number);
    };
    let started = deadline.elapsed();
    let attempt = send(config, outgoing, expected, deadline, number).await;
    let elapsed = deadline.elapsed().saturating_sub(started);
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

async fn send(
    config: &Config,
    outgoing: &Outgoing,
    expected: Expected,
    deadline: &Deadline<'_>,
    number: u32,
) -> Attempt {
    let settings = config.settings();
    let proof = match deadline.within(proof(config, outgoing)).await {
        Ok(Ok(proof)) => proof,
        Ok(Err(error)) => return error.into(),
        Err(_) => return Attempt::out_of_time(deadline, Doing::FetchingTheKeyPair, number),
    };
    let sent = settings.clock.now();
    let correction = settings.skew.correction();
    let timestamp = match timestamp(correction.apply(sent)) {
        Ok(timestamp) => timestamp,
        Err(error) => return error.into(),
    };
    let exchange = exchange(config, outgoing, &proof, timestamp);
    let answer = match deadline.within(exchange).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(error)) => return error.into(),
        Err(_) => return Attempt::out_of_time(deadline, Doing::Exchanging, number),
    };
    let received = correction.apply(settings.clock.now());
    tracing::debug!(
        http.response.status_code = answer.status.as_u16(),
        request_id = answer.request_id(),
        trace_id = answer.trace_id(),
        "answered"
    );
    let header = |name| answer.headers.get(name).cloned();
    let (date, retry_asked) = (header(DATE), header(RETRY_AFTER));
    let mut clock_offset = None;
    let outcome = answer.check(expected).map_err(|error| {
        let error = error.with_retry_after(retry_after(retry_asked.as_ref(), received));
        if error.kind() != ErrorKind::Authentication {
            return error;
        }
        match &proof {
            Proof::KeyPair(credentials) => {
                clock_offset = skew::offset(date.as_ref(), correction.apply(sent), received);
                let string = credentials
                    .signer()
                    .string_to_sign(outgoing.method.as_str(), outgoing.shown_target(), timestamp)
                    .ok();
                let hint = authentication_hint(config, credentials, clock_offset);
                error.with_hint(Some(hint)).with_string_to_sign(string)
            }
            // A token is accepted or refused whatever the time is here.
            Proof::Token(..) => error.with_hint(Some(TOKEN_HINT.to_owned())),
        }
    });
    Attempt {
        outcome,
        clock_offset,
        correction,
        is_out_of_time: false,
    }
}

/// What a request is sent with.
enum Proof<'a> {
    KeyPair(Credentials),
    Token(&'a HeaderName, &'a Token),
}

async fn proof<'a>(config: &Config, outgoing: &'a Outgoing) -> Result<Proof<'a>> {
    match &outgoing.authentication {
        Authentication::Signature => {
            let source = config.settings().key_pair_source()?;
            source.provide().await.map(Proof::KeyPair)
        }
        Authentication::Token { header, token } => Ok(Proof::Token(header, token)),
    }
}

async fn exchange(
    config: &Config,
    outgoing: &Outgoing,
    proof: &Proof<'_>,
    timestamp: u64,
) -> Result<Answer> {
    let mut request = reqwest::Request::new(outgoing.method.clone(), outgoing.url.clone());
    *request.headers_mut() = headers(config, outgoing, proof, timestamp)?;
    *request.body_mut() = outgoing.payload.to_body();
    *request.timeout_mut() = outgoing.options.timeout;
    let response = config
        .transport()?
        .execute(request)
        .await
        .map_err(breakdown::before_answer)?;
    take_in(response, config.settings().max_answer).await
}

/// The request of a first attempt, which is not made.
pub(crate) async fn sign(config: &Config, outgoing: Outgoing) -> Result<http::Request<Bytes>> {
    let settings = config.settings();
    let proof = proof(config, &outgoing).await?;
    let now = settings.skew.correction().apply(settings.clock.now());
    let headers = headers(config, &outgoing, &proof, timestamp(now)?)?;
    let mut request = http::Request::new(outgoing.payload.collect().await?);
    *request.method_mut() = outgoing.method;
    *request.uri_mut() = outgoing.url.as_str().parse().map_err(|error| {
        Error::new(
            ErrorKind::InvalidRequest,
            format!("the URL cannot be sent: {error}"),
        )
    })?;
    *request.headers_mut() = headers;
    Ok(request)
}

fn headers(
    config: &Config,
    outgoing: &Outgoing,
    proof: &Proof<'_>,
    timestamp: u64,
) -> Result<HeaderMap> {
    let mut headers = HeaderMap::with_capacity(HEADERS);
    headers.extend(outgoing.headers.clone());
    headers.extend(outgoing.options.headers.clone());
    // Some backends insist on both, even for calls without a body.
    headers
        .entry(ACCEPT)
        .or_insert(HeaderValue::from_static(outgoing.accept));
    headers
        .entry(CONTENT_TYPE)
        .or_insert(HeaderValue::from_static("application/json"));
    outgoing.payload.describe(&mut headers)?;
    match proof {
        Proof::KeyPair(credentials) => {
            if let Some(key) = &config.settings().api_gateway_key {
                headers.insert(API_GATEWAY_KEY, key.clone());
            }
            let method = outgoing.method.as_str();
            let signature = credentials
                .signer()
                .sign(method, outgoing.target(), timestamp)?;
            signature.apply(&mut headers);
        }
        Proof::Token(name, token) => {
            headers.insert(*name, token.header_value()?);
        }
    }
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
    Ok(Answer {
        status,
        headers,
        body: body(response, limit).await?,
        attempts: 1,
    })
}

/// The whole body. A short one comes in one piece and is not copied.
async fn body(mut response: reqwest::Response, limit: usize) -> Result<Bytes> {
    let announced = response.content_length().unwrap_or_default();
    let announced = usize::try_from(announced).map_or(limit, |length| length.min(limit));
    let Some(first) = piece(&mut response, 0, limit).await? else {
        return Ok(Bytes::new());
    };
    let Some(second) = piece(&mut response, first.len(), limit).await? else {
        return Ok(first);
    };
    let mut body = BytesMut::with_capacity(announced.max(first.len() + second.len()));
    body.extend_from_slice(&first);
    body.extend_from_slice(&second);
    while let Some(next) = piece(&mut response, body.len(), limit).await? {
        body.extend_from_slice(&next);
    }
    Ok(body.freeze())
}

/// The next piece of a body of which so much is there.
async fn piece(
    response: &mut reqwest::Response,
    taken: usize,
    limit: usize,
) -> Result<Option<Bytes>> {
    let status = response.status().as_u16();
    let piece = response.chunk().await;
    let piece = piece.map_err(|error| breakdown::in_answer(error, status))?;
    if piece
        .as_ref()
        .is_some_and(|piece| taken + piece.len() > limit)
    {
        let message =
            format!("the answer is larger than {limit} bytes, which is the limit of this client");
        return Err(Error::new(ErrorKind::TooLarge, message).with_status(status));
    }
    Ok(piece)
}

/// `Retry-After`, in seconds or as a date.
fn retry_after(value: Option<&HeaderValue>, now: SystemTime) -> Option<Duration> {
    let text = value?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More seconds than can be counted are longer than anybody waits.
        return Some(text.parse().map_or(Duration::MAX, Duration::from_secs));
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
