//! How much of what an account may do.

use std::io;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::address_range::AddressRange;

/// What the gateway refuses although the signature is right. The default refuses nothing.
///
/// The vendor does not publish its numbers. Time is that of the emulator's clock, so that
/// [`Emulator::advance`](crate::Emulator::advance) ends a second or a window at once.
///
/// ```
/// use std::time::Duration;
/// use ncloud_emulator::Limits;
///
/// # fn main() -> std::io::Result<()> {
/// let limits = Limits::default()
///     .per_second(10)
///     .per_window(100, Duration::from_secs(60))
///     .quota(1000)
///     .allow_addresses(["127.0.0.1/32"])?;
/// assert!(limits.clone().allow_addresses(["0.0.0.0/0"]).is_err());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[must_use = "limits do nothing until an emulator has them"]
pub struct Limits {
    pub(super) per_second: Option<u64>,
    pub(super) per_window: Option<PerWindow>,
    pub(super) quota: Option<u64>,
    pub(super) allowed_addresses: Vec<AddressRange>,
}

/// So many requests in so much time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct PerWindow {
    pub(super) requests: u64,
    pub(super) milliseconds: u64,
}

impl Limits {
    /// Refuses what is more than this in a second: HTTP 429, code 410, `Throttle Limited`.
    pub fn per_second(mut self, requests: u64) -> Self {
        self.per_second = Some(requests);
        self
    }

    /// Refuses what is more than this in a window, which begins with its first request: HTTP 429,
    /// code 420, `Rate Limited`.
    pub fn per_window(mut self, requests: u64, length: Duration) -> Self {
        let milliseconds = u64::try_from(length.as_millis()).unwrap_or(u64::MAX);
        self.per_window = Some(PerWindow {
            requests,
            milliseconds,
        });
        self
    }

    /// Refuses what comes after this many requests, counted from when the limits were set: HTTP
    /// 429, code 400, `Quota Exceeded`.
    pub fn quota(mut self, requests: u64) -> Self {
        self.quota = Some(requests);
        self
    }

    /// Refuses requests from other addresses than these: HTTP 401, code 210, `Permission Denied`.
    /// An empty list allows all.
    ///
    /// # Errors
    /// When one is not an IPv4 range in CIDR notation with a prefix length of 24 to 32, or begins
    /// with 0.0.0.0, as with the vendor.
    pub fn allow_addresses<Range: AsRef<str>>(
        mut self,
        ranges: impl IntoIterator<Item = Range>,
    ) -> io::Result<Self> {
        let ranges = ranges.into_iter().map(|range| range.as_ref().parse());
        self.allowed_addresses = ranges
            .collect::<Result<_, String>>()
            .map_err(|message| io::Error::new(io::ErrorKind::InvalidInput, message))?;
        Ok(self)
    }
}
