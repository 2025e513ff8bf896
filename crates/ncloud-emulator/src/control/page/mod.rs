//! The page of the control port: requests as they come, the CAs with their certificates, the
//! clusters.
//!
//! `/` and its two files are the same for everybody and need no token. The page takes the token from
//! the fragment of its URL, which browsers do not send, or asks for it, and fetches its parts with it.

mod authorities;
mod clusters;
mod requests;
mod shell;

use axum::Router;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY};
use axum::response::IntoResponse;
use axum::routing::get;
use maud::{Markup, html};

use super::Control;
use crate::clock;

/// Nothing but the page's own files, and no frame around it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What a browser may load without a token.
pub(super) fn open() -> Router<Control> {
    Router::new()
        .route("/", get(async || document(shell::shell())))
        .route(
            "/page.css",
            get(async || file("text/css; charset=utf-8", include_str!("page.css"))),
        )
        .route(
            "/page.js",
            get(async || file("text/javascript; charset=utf-8", include_str!("page.js"))),
        )
}

/// The parts that show what the emulator holds.
pub(super) fn guarded() -> Router<Control> {
    Router::new()
        .route("/page/requests", get(requests::show))
        .route("/page/authorities", get(authorities::show))
        .route("/page/clusters", get(clusters::show))
}

/// HTML with the rules that a browser is to follow.
fn document(markup: Markup) -> impl IntoResponse {
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_SECURITY_POLICY, POLICY),
        (REFERRER_POLICY, "no-referrer"),
    ];
    (headers, markup.into_string())
}

fn file(media_type: &'static str, content: &'static str) -> impl IntoResponse {
    ([(CONTENT_TYPE, media_type)], content)
}

/// A time for people, in UTC.
fn time(milliseconds: i64) -> Markup {
    let text = clock::timestamp(milliseconds);
    html! { time datetime=(text.replace(' ', "T") + "Z") { (text) } }
}
