//! The control API: what [`Emulator`](crate::Emulator) offers in Rust, over HTTP on a port of its
//! own.
//!
//! `open` holds what a browser may load without a token; `guarded` everything else.

mod authorization;
mod clock;
mod failure;
mod faults;
mod host;
mod json;
mod keys;
mod limits;
mod page;
mod requests;
mod state;

use std::collections::HashSet;
use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, State};
use axum::http::header::{CACHE_CONTROL, HeaderName, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use axum::routing::{delete, get, post};
use axum::{Json, Router, middleware};
use serde_json::{Value, json};

pub(crate) use authorization::Token;
use failure::Failure;

use crate::server::Server;

/// The largest request that is taken, in bytes: a state with all certificates that fit into a CA.
const LARGEST_BODY: usize = 512 * 1024 * 1024;

/// What the routes share.
#[derive(Clone)]
struct Control {
    server: Arc<Server>,
    /// Base URL of the emulator itself.
    url: Arc<str>,
    /// Members that are not shown: those that hold secrets in any document.
    secrets: Arc<HashSet<String>>,
}

impl Control {
    /// Waits until what a request changed is on disk.
    async fn flushed(&self) -> Result<(), Failure> {
        let flushed = self.server.world.flushed().await;
        flushed.map_err(|error| Failure::new(StatusCode::INTERNAL_SERVER_ERROR, error))
    }
}

/// All routes.
pub(crate) fn router(server: Arc<Server>, url: String, token: Token) -> Router {
    let secrets = server
        .routes
        .operations()
        .flat_map(|operation| operation.service.secrets.iter().cloned())
        .collect();
    let control = Control {
        server,
        url: url.into(),
        secrets: Arc::new(secrets),
    };
    open()
        .merge(page::open())
        .merge(guarded(token))
        .fallback(async || Failure::new(StatusCode::NOT_FOUND, "there is no such route"))
        .method_not_allowed_fallback(async || {
            Failure::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "the route does not take this method",
            )
        })
        .layer(middleware::from_fn(host::check))
        .layer(middleware::map_response(harden))
        .with_state(control)
}

/// Routes for everybody on this machine: they tell nothing that is worth a token.
fn open() -> Router<Control> {
    Router::new().route("/health", get(health))
}

/// Routes for those who have the token.
fn guarded(token: Token) -> Router<Control> {
    Router::new()
        .route("/clock", get(clock::show))
        .route("/clock/advance", post(clock::advance))
        .route(
            "/faults",
            get(faults::list).post(faults::add).delete(faults::clear),
        )
        .route("/faults/{number}", delete(faults::remove))
        .route("/state", get(state::export).put(state::import))
        .route("/reset", post(state::reset))
        .route("/keys", get(keys::list).post(keys::add))
        .route("/keys/{access_key}/stop", post(keys::stop))
        .route("/keys/{access_key}/start", post(keys::start))
        .route("/limits", get(limits::show).put(limits::set))
        .route("/requests", get(requests::list).delete(requests::clear))
        .merge(page::guarded())
        .route_layer(middleware::from_fn_with_state(token, authorization::check))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
}

/// Tells that the emulator runs, and where.
async fn health(State(control): State<Control>) -> Json<Value> {
    Json(json!({
        "status": "ok",
        "version": env!("CARGO_PKG_VERSION"),
        "url": &*control.url,
    }))
}

/// Keeps answers out of caches, and browsers from guessing what they are.
async fn harden(mut response: Response) -> Response {
    let headers: [(HeaderName, &str); 2] = [
        (CACHE_CONTROL, "no-store"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    for (name, value) in headers {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}
