//! The emulator's clock, which tests may set, and times in the forms that answers need.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use time::OffsetDateTime;

/// Tells the time, and can be put forward.
#[derive(Clone)]
pub(crate) struct Clock {
    source: Arc<dyn Fn() -> SystemTime + Send + Sync>,
    /// How far the clock was put forward, milliseconds. Shared by all clones.
    advanced: Arc<AtomicI64>,
}

impl Clock {
    /// A clock that goes by this function until it is put forward.
    pub(crate) fn new(source: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        Self {
            source: Arc::new(source),
            advanced: Arc::default(),
        }
    }

    /// The clock of the machine.
    #[allow(
        clippy::disallowed_methods,
        reason = "the one place where the emulator's default clock reads the machine's"
    )]
    pub(crate) fn system() -> Self {
        Self::new(SystemTime::now)
    }

    /// The time, epoch milliseconds.
    pub(crate) fn now(&self) -> i64 {
        epoch_milliseconds((self.source)()).saturating_add(self.advanced())
    }

    /// How far the clock was put forward, milliseconds.
    pub(crate) fn advanced(&self) -> i64 {
        self.advanced.load(Ordering::Relaxed)
    }

    /// Puts the clock forward by this many milliseconds, at most to the end of its range.
    pub(crate) fn advance(&self, milliseconds: i64) {
        let forward = |advanced: i64| Some(advanced.saturating_add(milliseconds.max(0)));
        // The function never refuses.
        self.advanced
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, forward)
            .ok();
    }

    /// Sets how far the clock was put forward, milliseconds.
    pub(crate) fn set_advanced(&self, milliseconds: i64) {
        self.advanced.store(milliseconds, Ordering::Relaxed);
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Clock({})", self.now())
    }
}

/// Milliseconds since 1970; negative before it.
fn epoch_milliseconds(time: SystemTime) -> i64 {
    let number = |duration: Duration| i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
    match time.duration_since(UNIX_EPOCH) {
        Ok(since) => number(since),
        Err(before) => -number(before.duration()),
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

/// The value of a `Date` header, for the years that one can name.
pub(crate) fn http_date(milliseconds: i64) -> Option<String> {
    const END_OF_9999: i64 = 253_402_300_799_000;
    let since = u64::try_from(milliseconds)
        .ok()
        .filter(|_| milliseconds <= END_OF_9999)?;
    Some(httpdate::fmt_http_date(
        UNIX_EPOCH + Duration::from_millis(since),
    ))
}

/// A time in UTC, for the years that the calendar knows.
pub(crate) fn utc(milliseconds: i64) -> Option<OffsetDateTime> {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(milliseconds) * 1_000_000).ok()
}

/// `yyyy-MM-dd HH:mm:ss` in UTC; empty outside the years that the calendar knows.
pub(crate) fn timestamp(milliseconds: i64) -> String {
    let Some(time) = utc(milliseconds) else {
        return String::new();
    };
    format!(
        "{:04}-{:02}-{:02} {:02}:{:02}:{:02}",
        time.year(),
        u8::from(time.month()),
        time.day(),
        time.hour(),
        time.minute(),
        time.second()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_in_utc() {
        assert_eq!(timestamp(0), "1970-01-01 00:00:00");
        assert_eq!(timestamp(1_709_208_000_123), "2024-02-29 12:00:00");
        assert_eq!(timestamp(-1000), "1969-12-31 23:59:59");
    }

    #[test]
    fn dates_that_http_cannot_name_are_left_out() {
        assert_eq!(
            http_date(0).as_deref(),
            Some("Thu, 01 Jan 1970 00:00:00 GMT")
        );
        assert!(http_date(-1000).is_none());
        assert!(http_date(1 << 50).is_none());
    }

    #[test]
    fn clones_are_put_forward_together() {
        let clock = Clock::new(|| UNIX_EPOCH + Duration::from_millis(5));
        let other = clock.clone();
        clock.advance(7);
        clock.advance(-3);
        assert_eq!(other.now(), 12);
        other.advance(i64::MAX);
        assert_eq!(clock.now(), i64::MAX);
    }
}
