//! Settings for the clients of `ncloud-core`, ready to use.

use std::io;
use std::time::SystemTime;

use ncloud_core::{Config, ConfigBuilder, Credentials};

use crate::clock::{Clock, system_time};
use crate::key::Key;

/// The emulator's clock as a client sees it.
#[derive(Debug)]
struct EmulatorClock(Clock);

impl ncloud_core::Clock for EmulatorClock {
    fn now(&self) -> SystemTime {
        system_time(self.0.now())
    }
}

/// Settings that lead to `url` and sign with `key` at the emulator's time.
///
/// # Errors
/// When `ncloud-core` refuses the key pair.
pub(crate) fn builder(url: &str, key: &Key, clock: &Clock) -> io::Result<ConfigBuilder> {
    let secret = key.secret.expose();
    let credentials = Credentials::new(&key.access, secret).map_err(io::Error::other)?;
    Ok(Config::builder()
        .endpoint(url)
        // An emulator that listens on other addresses than loopback was told to.
        .allow_plain_http(true)
        .credentials(credentials)
        .clock(EmulatorClock(clock.clone())))
}
