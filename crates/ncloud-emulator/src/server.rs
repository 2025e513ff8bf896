//! From HTTP to an answer and back.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, DATE};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt as _;
use serde_json::{Map, Value};

use crate::call::{Call, Content, Outcome};
use crate::clock;
use crate::gateway::{self, Failure};
use crate::key::{Account, Key};
use crate::random::Random;
use crate::received::ReceivedRequest;
use crate::reply::Reply;
use crate::routes::Routes;
use crate::serve::Dropped;
use crate::services;
use crate::target::Target;
use crate::validation::{self, Problems};
use crate::world::World;

/// How long a client may take to send the body of a request.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);
/// The largest body that is taken, in bytes.
const LARGEST_BODY: usize = 10 * 1024 * 1024;
/// Of a body that is too large, this many bytes are read and dropped, so that a client that only
/// listens when it has sent everything gets its answer.
const LARGEST_DROPPED: usize = 64 * 1024 * 1024;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-ncp-apigw-request-id");
const TRACE_ID: HeaderName = HeaderName::from_static("x-ncp-trace-id");
const ORIGIN: HeaderName = HeaderName::from_static("x-ncp-apigw-response-origin");
const DIAGNOSIS: HeaderName = HeaderName::from_static("x-emulator-diagnosis");

/// Everything that requests of one emulator share.
pub(crate) struct Server {
    pub(crate) routes: &'static Routes,
    pub(crate) keys: Vec<Key>,
    pub(crate) world: Arc<World>,
    pub(crate) received: Mutex<VecDeque<ReceivedRequest>>,
    /// How many requests are remembered.
    pub(crate) remembered: usize,
}

/// The lock of a mutex. What a panic left behind is as good as what a refused request leaves.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Answers any request.
pub(crate) async fn handle(
    server: &Server,
    _peer: Option<SocketAddr>,
    request: Request<Body>,
) -> Result<Response<Body>, Dropped> {
    let (parts, body) = request.into_parts();
    let body = tokio::time::timeout(BODY_TIMEOUT, read(body)).await;
    let body = body.unwrap_or(Err(Unreadable::Broken));
    let now = server.world.clock.now();
    let reply = match &body {
        Ok(body) => server
            .reply(&parts, body, now)
            .await
            .unwrap_or_else(|failure| failure.reply(&parts.headers)),
        Err(Unreadable::TooLarge) => Failure::too_large().reply(&parts.headers),
        Err(Unreadable::Broken) => Failure::malformed().reply(&parts.headers),
    };
    server.remember(&parts, body.unwrap_or_default(), &reply);
    Ok(respond(reply, &server.world.random, clock::http_date(now)))
}

/// Why there is no body.
enum Unreadable {
    TooLarge,
    Broken,
}

async fn read(mut body: Body) -> Result<Bytes, Unreadable> {
    let mut read = BytesMut::new();
    let mut dropped = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Unreadable::Broken)?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        if dropped == 0 && read.len() + data.len() <= LARGEST_BODY {
            read.extend_from_slice(&data);
            continue;
        }
        dropped += data.len();
        if dropped > LARGEST_DROPPED {
            break;
        }
    }
    if dropped == 0 {
        Ok(read.freeze())
    } else {
        Err(Unreadable::TooLarge)
    }
}

impl Server {
    /// What becomes of a request, in the order of the gateway.
    async fn reply(&self, parts: &Parts, body: &[u8], now: i64) -> Result<Reply, Failure> {
        let raw_target = target_of(parts);
        let method = parts.method.as_str();
        if let Ok(target) = &Target::parse(raw_target) {
            let unsigned = services::Unsigned {
                method,
                target,
                body,
                now,
                world: &self.world,
            };
            if let Some(reply) = services::answer_unsigned(&unsigned) {
                return Ok(reply);
            }
        }
        let key = gateway::authenticate(&self.keys, method, raw_target, &parts.headers, now)?;
        let target = Target::parse(raw_target).map_err(|_| Failure::malformed())?;
        let found = self
            .routes
            .find(method, &target.segments)
            .ok_or(Failure::unknown_route())?;
        let operation = found.operation;
        let head = format!(
            "{} {} ({})",
            operation.service.name(),
            operation.id,
            found.place
        );
        if operation.main_account_only && key.account == Account::Sub {
            return Ok(Reply {
                status: 403,
                media_type: None,
                body: Vec::new(),
                from_service: true,
                diagnosis: None,
                verdict: format!("{head}: refused, for the key is of a sub account"),
            });
        }
        let validated = validation::validate(operation, &found.path, &target, body);
        let (parameters, body, problems) = match validated {
            Ok((parameters, body)) => (parameters, body, None),
            Err(problems) => (Map::new(), Value::Null, Some(problems)),
        };
        let call = Call {
            operation: Arc::clone(operation),
            place: found.place.clone(),
            parameters,
            body,
            now,
            world: Arc::clone(&self.world),
        };
        let (outcome, end) = match problems {
            None => (answer(call).await?, "answered".to_owned()),
            Some(problems) => {
                let complaint = services::complaint(operation, &problems);
                let outcome = refuse(&call, &problems, &complaint);
                (outcome, format!("invalid: {complaint}"))
            }
        };
        if let Err(error) = self.world.flushed().await {
            return Err(Failure::unexpected(error));
        }
        let (media_type, body) = match outcome.content {
            Content::Json(answer) => {
                debug_assert!(
                    operation.allows_answer(outcome.status, &answer),
                    "{head} answered against its own schema: {answer}"
                );
                ("application/json", answer.to_string().into_bytes())
            }
            Content::Octets(media_type, octets) => (media_type, octets),
        };
        Ok(Reply {
            status: outcome.status,
            media_type: Some(media_type.to_owned()),
            body,
            from_service: true,
            diagnosis: None,
            verdict: format!("{head}: {end}"),
        })
    }

    fn remember(&self, parts: &Parts, body: Bytes, reply: &Reply) {
        if self.remembered == 0 {
            return;
        }
        let headers = parts.headers.iter().map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            (name.as_str().to_owned(), value)
        });
        let request = ReceivedRequest {
            method: parts.method.as_str().to_owned(),
            target: target_of(parts).to_owned(),
            headers: headers.collect(),
            body: body.into(),
            status: reply.status,
            verdict: reply.verdict.clone(),
        };
        let mut received = lock(&self.received);
        if received.len() >= self.remembered {
            received.pop_front();
        }
        received.push_back(request);
    }
}

/// Answers a valid call, away from the threads that serve connections when it may take long.
async fn answer(call: Call) -> Result<Outcome, Failure> {
    if !services::is_slow(&call) {
        return Ok(services::answer(&call));
    }
    let answered = tokio::task::spawn_blocking(move || services::answer(&call));
    answered
        .await
        .map_err(|error| Failure::unexpected(error.to_string()))
}

/// What a service says to an invalid request.
fn refuse(call: &Call, problems: &Problems, complaint: &str) -> Outcome {
    let envelope = &call.operation.service.envelope;
    let code = if problems.missing.is_empty() {
        &envelope.invalid
    } else {
        &envelope.missing
    };
    call.failure(envelope.bad_request, code.clone(), complaint)
}

/// The request target as received: what is signed.
fn target_of(parts: &Parts) -> &str {
    parts
        .uri
        .path_and_query()
        .map_or("", |target| target.as_str())
}

fn respond(reply: Reply, random: &Random, date: Option<String>) -> Response<Body> {
    let mut response = Response::new(Body::from(reply.body));
    *response.status_mut() =
        StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let origin = reply.from_service.then(|| "ENDPOINT".to_owned());
    let headers = [
        (CONTENT_TYPE, reply.media_type),
        (DATE, date),
        (REQUEST_ID, Some(random.uuid())),
        (TRACE_ID, Some(random.hex(32))),
        (ORIGIN, origin),
        (DIAGNOSIS, reply.diagnosis),
    ];
    for (name, value) in headers {
        let value = value.and_then(|value| HeaderValue::try_from(value).ok());
        if let Some(value) = value {
            response.headers_mut().insert(name, value);
        }
    }
    response
}
