//! Settings for tests.

use ncloud_core::{Config, ConfigBuilder, Credentials, RetryPolicy, Token};

use crate::trace;

/// Settings for a server on this machine: a key pair, a token for the operations that take nothing else,
/// and each call is sent once.
///
/// # Panics
/// Never: key pair and token are good.
pub fn of(url: &str) -> ConfigBuilder {
    trace::start();
    let credentials = Credentials::new("access", "hunter2-of-settings").unwrap();
    Config::builder()
        .endpoint(url)
        .credentials(credentials)
        .token(Token::new("hunter2-of-settings").unwrap())
        .retry(RetryPolicy::none())
}
