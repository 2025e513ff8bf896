//! Where key pairs come from: program, environment, file, role of the server.

#![allow(
    clippy::unwrap_used,
    reason = "clippy.toml allows it in test functions, but not in their helpers"
)]

mod chain;
mod clock;
mod events;
mod file;
mod files;
mod metadata;
mod role;
mod trace;

use std::env::VarError;

/// Variables in the place of the process environment.
pub(crate) fn variables<'a>(
    pairs: &'a [(&'a str, &'a str)],
) -> impl Fn(&str) -> Result<String, VarError> + 'a {
    trace::start();
    |name| {
        pairs
            .iter()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| (*value).to_owned())
            .ok_or(VarError::NotPresent)
    }
}

/// What a pair makes of a fixed request; equal only for equal secrets.
pub(crate) fn signature(credentials: &ncloud_core::Credentials) -> String {
    let signature = credentials.signer().sign("GET", "/", 1).unwrap();
    signature.value().to_owned()
}

/// An origin that refuses connections.
pub(crate) async fn nobody() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}
