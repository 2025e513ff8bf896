//! Turns an answer into HTTP.

use axum::body::Body;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, DATE};
use axum::http::{HeaderName, HeaderValue, Response, StatusCode};
use bytes::Bytes;
use futures_util::stream::{self, StreamExt as _};

use crate::random::Random;
use crate::reply::{Damage, Reply};
use crate::serve::Dropped;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-ncp-apigw-request-id");
const TRACE_ID: HeaderName = HeaderName::from_static("x-ncp-trace-id");
const ORIGIN: HeaderName = HeaderName::from_static("x-ncp-apigw-response-origin");
const DIAGNOSIS: HeaderName = HeaderName::from_static("x-emulator-diagnosis");

/// The response to a request that arrived at `date`.
pub(crate) fn respond(reply: Reply, random: &Random, date: Option<String>) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() =
        StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let origin = reply.from_service.then(|| "ENDPOINT".to_owned());
    let truncated = reply.damage == Damage::Truncated;
    let length = truncated.then(|| reply.body.len().to_string());
    let (request_id, trace_id) = random.identifiers();
    let headers = [
        (CONTENT_TYPE, reply.media_type),
        (CONTENT_LENGTH, length),
        (DATE, date),
        (REQUEST_ID, Some(request_id)),
        (TRACE_ID, Some(trace_id)),
        (ORIGIN, origin),
        (DIAGNOSIS, reply.diagnosis),
    ];
    for (name, value) in headers {
        let value = value.and_then(|value| HeaderValue::try_from(value).ok());
        if let Some(value) = value {
            response.headers_mut().insert(name, value);
        }
    }
    let mut body = reply.body;
    if reply.damage != Damage::None {
        body.truncate(body.len() / 2);
    }
    *response.body_mut() = if truncated {
        broken_off(body.into())
    } else {
        Body::from(body)
    };
    response
}

/// A body that fails after these octets have been sent.
fn broken_off(sent: Bytes) -> Body {
    let failure = stream::once(async {
        // What was given so far is sent while this waits; a failure at once would overtake it.
        tokio::task::yield_now().await;
        Err(Dropped)
    });
    Body::from_stream(stream::iter([Ok(sent)]).chain(failure))
}
