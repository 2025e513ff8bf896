//! Settings for the clients of `ncloud-core`, ready to use.

use std::io;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ncloud_core::{Config, ConfigBuilder, Credentials};

use crate::clock::Clock;
use crate::key::Key;

/// The emulator's clock as a client sees it.
#[derive(Debug)]
struct EmulatorClock(Clock);

impl ncloud_core::Clock for EmulatorClock {
    fn now(&self) -> SystemTime {
        system_time(self.0.now())
    }
}

/// A point in time, as far as the system can name it.
pub(crate) fn system_time(milliseconds: i64) -> SystemTime {
    let since = Duration::from_millis(milliseconds.unsigned_abs());
    let time = if milliseconds < 0 {
        UNIX_EPOCH.checked_sub(since)
    } else {
        UNIX_EPOCH.checked_add(since)
    };
    time.unwrap_or(UNIX_EPOCH)
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
