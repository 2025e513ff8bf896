//! Settings for tests.

use ncloud_core::{Config, ConfigBuilder, Credentials, RetryPolicy};

/// Settings for a server on this machine: a key pair, and each call is sent once.
///
/// # Panics
/// Never: the key pair is good.
pub fn of(url: &str) -> ConfigBuilder {
    let credentials = Credentials::new("access", "secret").unwrap();
    Config::builder()
        .endpoint(url)
        .credentials(credentials)
        .retry(RetryPolicy::none())
}
