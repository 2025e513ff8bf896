//! The emulator's clock, which tests may set, and times in the forms that answers need.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use time::{Date, Month, OffsetDateTime, Time};

/// Milliseconds of a second, a minute, an hour and a day.
pub(crate) const SECOND: i64 = 1000;
pub(crate) const MINUTE: i64 = 60 * SECOND;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;

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

/// Reads `yyyy-MM-dd`, then perhaps ` HH:mm`, `:ss`, and milliseconds after a point or a space, in UTC. Nothing
/// else is read, not even numbers with fewer digits.
pub(crate) fn read_timestamp(text: &str) -> Option<i64> {
    const FORM: &[u8] = b"0000-00-00 00:00:00.000";
    const ENDS: [usize; 4] = [10, 16, 19, 23];
    let mut characters = text.bytes().zip(FORM);
    let has_form = characters.all(|(given, form)| match form {
        b'0' => given.is_ascii_digit(),
        b'.' => matches!(given, b'.' | b' '),
        sign => given == *sign,
    });
    if !has_form || !ENDS.contains(&text.len()) {
        return None;
    }
    let number = |at: Range<usize>| match text.get(at) {
        Some(digits) => digits.parse::<u16>().ok(),
        None => Some(0),
    };
    let small = |from: usize| u8::try_from(number(from..from + 2)?).ok();
    let month = Month::try_from(small(5)?).ok()?;
    let date = Date::from_calendar_date(i32::from(number(0..4)?), month, small(8)?).ok()?;
    let milliseconds = number(20..23)?;
    let time = Time::from_hms(small(11)?, small(14)?, small(17)?).ok()?;
    let seconds = date.with_time(time).assume_utc().unix_timestamp();
    Some(seconds * SECOND + i64::from(milliseconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_utc() {
        let time = 1_709_208_000_000;
        assert_eq!(read_timestamp("2024-02-29 12:00:00"), Some(time));
        assert_eq!(read_timestamp("2024-02-29 12:00"), Some(time));
        assert_eq!(read_timestamp("2024-02-29 12:00:00.123"), Some(time + 123));
        assert_eq!(read_timestamp("2024-02-29 12:00:00 123"), Some(time + 123));
        assert_eq!(read_timestamp("2024-02-29"), Some(time - 12 * HOUR));
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in [
            "",
            "2026",
            "a-b-c",
            "2026-02-30",
            "2026-2-03",
            "2026:02:03",
            "2026-02-03 ",
            "2026-02-03 24:00",
            "2026-02-03 11:60",
            "2026-02-03 11-59",
            "2026-02-03 11:59:60",
            "2026-02-03 11:59:00.1",
            "2026-02-03 11:59:00.1234",
            "+026-02-03",
            "2026-02-0é",
        ] {
            assert_eq!(read_timestamp(text), None, "{text}");
        }
    }

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
