//! The token that callers of the control API must send.

use std::io;

use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use super::Failure;

/// A token. It has no `Debug` form.
#[derive(Clone)]
pub(crate) struct Token(Zeroizing<String>);

impl Token {
    /// Takes a token that can be sent in a header.
    ///
    /// # Errors
    /// When it cannot.
    pub(crate) fn new(token: String) -> io::Result<Self> {
        let token = Zeroizing::new(token);
        if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            let message = "the control token must be visible ASCII and not empty";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        Ok(Self(token))
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    /// Compares in a time that tells neither the token nor its length.
    fn is(&self, given: &[u8]) -> bool {
        let (own, given) = (Sha256::digest(self.0.as_bytes()), Sha256::digest(given));
        own.as_slice().ct_eq(given.as_slice()).into()
    }
}

/// Lets requests through that carry the token.
pub(super) async fn check(State(token): State<Token>, request: Request, next: Next) -> Response {
    if bearer(request.headers()).is_some_and(|given| token.is(given)) {
        return next.run(request).await;
    }
    let message = "send the token of the control API: `Authorization: Bearer TOKEN`";
    let mut response = Failure::new(StatusCode::UNAUTHORIZED, message).into_response();
    response
        .headers_mut()
        .insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    response
}

/// The token of a request that has one.
fn bearer(headers: &HeaderMap) -> Option<&[u8]> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let value = values.next()?.as_bytes();
    let (scheme, token) = value.split_at_checked("Bearer ".len())?;
    let one = values.next().is_none();
    (one && scheme.eq_ignore_ascii_case(b"Bearer ")).then_some(token)
}
