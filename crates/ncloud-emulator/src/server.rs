//! From HTTP to an answer and back.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{Request, Response};
use bytes::Bytes;
use ncloud_core::KeyBoundary;
use serde_json::{Map, Value};

use crate::call::{Call, Caller, Content, Outcome};
use crate::clock;
use crate::faults::Faults;
use crate::gateway::{self, Arrival, Failure, Gateway, Limits};
use crate::key::Account;
use crate::multipart;
use crate::permission::Wanted;
use crate::received::{Received, ReceivedRequest};
use crate::reply::{Damage, Reply};
use crate::request_body::{self, Unreadable};
use crate::response::respond;
use crate::routes::{Found, Routes};
use crate::serve::Dropped;
use crate::services;
use crate::target::Target;
use crate::validation::{self, Problems};
use crate::world::World;

/// Everything that requests of one emulator share.
pub(crate) struct Server {
    pub(crate) routes: &'static Routes,
    pub(crate) gateway: Gateway,
    /// The limits that a reset puts back.
    pub(crate) first_limits: Limits,
    pub(crate) faults: Faults,
    pub(crate) world: Arc<World>,
    pub(crate) received: Received,
    /// How long a client may take to send the body of a request.
    pub(crate) client_timeout: Duration,
}

/// The lock of a mutex. What a panic left behind is as good as what a refused request leaves.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Answers any request.
pub(crate) async fn handle(
    server: &Server,
    peer: Option<SocketAddr>,
    key_boundary: KeyBoundary,
    request: Request<Body>,
) -> Result<Response<Body>, Dropped> {
    let (parts, body) = request.into_parts();
    let body = request_body::read(body, &parts.headers, server.client_timeout).await;
    let now = server.world.clock.now();
    let arrival = Arrival {
        method: parts.method.as_str(),
        target: target_of(&parts),
        headers: &parts.headers,
        peer,
        key_boundary,
        now,
    };
    let reply = match &body {
        Ok(body) => server.reply(arrival, body).await,
        Err(Unreadable::TooLarge) => Err(Failure::too_large()),
        Err(Unreadable::Broken) => Err(Failure::malformed()),
    };
    let mut reply = reply.unwrap_or_else(|failure| failure.reply(&parts.headers));
    if gateway::is_signed_as_v1(&parts.headers) {
        reply.verdict.push_str(" [signed as v1]");
    }
    server.remember(arrival, body.unwrap_or_default(), &reply);
    if reply.damage == Damage::Dropped {
        return Err(Dropped);
    }
    Ok(respond(reply, &server.world.random, clock::http_date(now)))
}

impl Server {
    /// Makes the emulator as it was when it was first started. Key pairs stay as they are.
    pub(crate) fn reset(&self) {
        self.world.clear();
        self.faults.clear();
        self.gateway.limiter.set(self.first_limits.clone());
        self.received.clear();
    }

    /// What becomes of a request, in the order of the gateway.
    async fn reply(&self, arrival: Arrival<'_>, body: &[u8]) -> Result<Reply, Failure> {
        let target = Target::parse(arrival.target);
        if let Ok(target) = &target
            && let Some(reply) = self.reply_unsigned(arrival, target, body).await
        {
            return Ok(reply);
        }
        let target = target.map_err(|_| Failure::malformed());
        let found = target.as_ref().ok().and_then(|target| {
            self.routes
                .find(arrival.key_boundary, arrival.method, &target.segments)
        });
        let caller = self.admit(arrival, found.as_ref())?;
        let target = target.as_ref().map_err(|_| Failure::malformed())?;
        let found = found.ok_or_else(Failure::unknown_route)?;
        let head = format!(
            "{} {} ({})",
            found.operation.service.name(),
            found.operation.id,
            found.place
        );
        let struck = self.faults.strike(arrival.target, Some(found.operation));
        let Some(struck) = struck else {
            return self
                .perform(&head, &found, target, caller, body, arrival)
                .await;
        };
        struck.wait().await;
        let instead = struck.instead(Some(found.operation), arrival.headers, &self.world.random);
        let reply = match instead {
            Some(reply) if !struck.performs() => reply,
            instead => {
                let performed = self
                    .perform(&head, &found, target, caller, body, arrival)
                    .await?;
                instead.unwrap_or(performed)
            }
        };
        Ok(struck.finish(&head, reply))
    }

    /// Finds out who calls an operation, and whether they may: who they are comes before everything else.
    fn admit(&self, arrival: Arrival<'_>, found: Option<&Found<'_>>) -> Result<Caller, Failure> {
        let operation = found.map(|found| found.operation);
        if let Some(token) = operation.and_then(|operation| operation.token(arrival.headers)) {
            self.gateway.admit_token(arrival, token)?;
            return Ok(Caller::Token(token.to_owned()));
        }
        let key = self.gateway.identify(arrival, &self.world)?;
        if let Some(found) = found {
            let wanted = Wanted {
                operation: found.operation,
                path: &found.path,
                region: found.place.region.as_deref(),
            };
            self.gateway.admit(&key, wanted, arrival.now)?;
        }
        Ok(Caller::KeyPair(key))
    }

    /// Answers requests that need no signature; none when this is not one.
    async fn reply_unsigned(
        &self,
        arrival: Arrival<'_>,
        target: &Target,
        body: &[u8],
    ) -> Option<Reply> {
        let reply = services::answer_unsigned(&services::Unsigned {
            method: arrival.method,
            target,
            body,
            now: arrival.now,
            world: &self.world,
        })?;
        let Some(struck) = self.faults.strike(arrival.target, None) else {
            return Some(reply);
        };
        struck.wait().await;
        let instead = struck.instead(None, arrival.headers, &self.world.random);
        Some(struck.finish("unsigned", instead.unwrap_or(reply)))
    }

    /// Hands a request to its service.
    async fn perform(
        &self,
        head: &str,
        found: &Found<'_>,
        target: &Target,
        caller: Caller,
        body: &[u8],
        arrival: Arrival<'_>,
    ) -> Result<Reply, Failure> {
        let operation = found.operation;
        let is_sub_account = matches!(&caller, Caller::KeyPair(key) if key.account == Account::Sub);
        if operation.main_account_only && is_sub_account {
            return Ok(Reply {
                status: 403,
                media_type: None,
                body: Vec::new(),
                from_service: true,
                damage: Damage::None,
                diagnosis: None,
                verdict: format!("{head}: refused, for the key is of a sub account"),
            });
        }
        let parts = match operation.body.as_ref().and_then(|body| body.parts.as_ref()) {
            Some(parts) => multipart::read(parts, arrival.headers, body).await,
            None => Ok(validation::Body::Octets(body)),
        };
        let validated = parts.and_then(|body| {
            let valid =
                validation::validate(operation, &found.path, target, arrival.headers, &body)?;
            Ok((valid, body.file_names()))
        });
        let ((parameters, body), file_names, problems) = match validated {
            Ok((valid, names)) => (valid, names, None),
            Err(problems) => ((Map::new(), Value::Null), Vec::new(), Some(problems)),
        };
        let call = Call {
            operation: Arc::clone(operation),
            place: found.place.clone(),
            parameters,
            body,
            file_names,
            caller,
            peer: arrival.peer.map(|peer| peer.ip()),
            now: arrival.now,
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
                // What came from JSON or is text, numbers and lists of them always becomes JSON.
                let octets = serde_json::to_vec(&answer).unwrap_or_default();
                (Some("application/json"), octets)
            }
            Content::Octets(media_type, octets) => (Some(media_type), octets),
            Content::Nothing => (None, Vec::new()),
        };
        Ok(Reply {
            status: outcome.status,
            media_type: media_type.map(str::to_owned),
            body,
            from_service: true,
            damage: Damage::None,
            diagnosis: None,
            verdict: format!("{head}: {end}"),
        })
    }

    fn remember(&self, arrival: Arrival<'_>, body: Bytes, reply: &Reply) {
        if !self.received.is_wanted() {
            return;
        }
        let headers = arrival.headers.iter().map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            (name.as_str().to_owned(), value)
        });
        self.received.push(ReceivedRequest {
            number: 0,
            time: arrival.now,
            method: arrival.method.to_owned(),
            target: arrival.target.to_owned(),
            shown_target: self.routes.shown_target(
                arrival.key_boundary,
                arrival.method,
                arrival.target,
            ),
            headers: headers.collect(),
            body: body.into(),
            status: if reply.damage == Damage::Dropped {
                0
            } else {
                reply.status
            },
            verdict: reply.verdict.clone(),
            diagnosis: reply.diagnosis.clone(),
        });
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
