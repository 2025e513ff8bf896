//! Counts requests against the limits of the account.
//!
//! A counter on the emulator's own clock, and no library: those that exist smooth requests out over
//! the second, while a test wants to know which request is the first that is refused.

use std::net::SocketAddr;
use std::sync::Mutex;

use super::{Failure, Limits};
use crate::lock::lock;

/// The limits and how much of them is used.
pub(crate) struct Limiter(Mutex<Usage>);

#[derive(Default)]
struct Usage {
    limits: Limits,
    second: Window,
    window: Window,
    /// Requests since the limits were set.
    total: u64,
}

/// Requests since a point in time, epoch milliseconds.
#[derive(Clone, Copy, Default)]
struct Window {
    begin: i64,
    requests: u64,
}

impl Window {
    /// The window that `now` is in: this one, or a new one. A clock that was set back begins a new
    /// one, too.
    fn at(self, now: i64, length: u64) -> Self {
        let is_in = now >= self.begin && now.abs_diff(self.begin) < length;
        if is_in {
            return self;
        }
        Self {
            begin: now,
            requests: 0,
        }
    }
}

impl Limiter {
    pub(crate) fn new(limits: Limits) -> Self {
        Self(Mutex::new(Usage {
            limits,
            ..Usage::default()
        }))
    }

    pub(crate) fn limits(&self) -> Limits {
        lock(&self.0).limits.clone()
    }

    /// Puts other limits in place, of which nothing is used.
    pub(crate) fn set(&self, limits: Limits) {
        *lock(&self.0) = Usage {
            limits,
            ..Usage::default()
        };
    }

    /// Refuses peers outside the allowed ranges, where there are any.
    pub(super) fn check_address(&self, peer: Option<SocketAddr>) -> Result<(), Failure> {
        let usage = lock(&self.0);
        let ranges = &usage.limits.allowed_addresses;
        let allowed = |peer| ranges.iter().any(|range| range.contains(peer));
        if ranges.is_empty() || peer.is_some_and(allowed) {
            return Ok(());
        }
        Err(Failure::not_permitted(
            "the account does not allow the address that the request came from".to_owned(),
        ))
    }

    /// Counts a request, unless it is one too many: what is refused does not count.
    pub(super) fn count(&self, now: i64) -> Result<(), Failure> {
        let mut usage = lock(&self.0);
        if let Some(quota) = usage.limits.quota.filter(|quota| usage.total >= *quota) {
            let diagnosis = format!("{quota} requests are allowed in all");
            return Err(Failure::quota_exceeded(diagnosis));
        }
        let per_window = usage.limits.per_window;
        usage.window = usage
            .window
            .at(now, per_window.map_or(0, |limit| limit.milliseconds));
        if let Some(limit) = per_window.filter(|limit| usage.window.requests >= limit.requests) {
            return Err(Failure::rate_limited(format!(
                "{} requests are allowed in {} ms",
                limit.requests, limit.milliseconds
            )));
        }
        usage.second = usage.second.at(now, 1000);
        let per_second = usage.limits.per_second;
        if let Some(limit) = per_second.filter(|limit| usage.second.requests >= *limit) {
            let diagnosis = format!("{limit} requests are allowed in a second");
            return Err(Failure::throttled(diagnosis));
        }
        usage.total += 1;
        usage.window.requests += 1;
        usage.second.requests += 1;
        Ok(())
    }
}
