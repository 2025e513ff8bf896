//! Settings for tests.

use ncloud_core::{Config, ConfigBuilder, Credentials, RetryPolicy};

use crate::trace;

/// Settings for a server on this machine: a key pair, and each call is sent once.
///
/// # Panics
/// Never: the key pair is good.
pub fn of(url: &str) -> ConfigBuilder {
    trace::start();
    let credentials = Credentials::new("access", "hunter2-of-settings").unwrap();
    Config::builder()
        .endpoint(url)
        .credentials(credentials)
        .retry(RetryPolicy::none())
}
