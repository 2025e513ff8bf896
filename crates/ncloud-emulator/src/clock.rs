//! The emulator's clock, which tests may set, and times in the forms that answers need.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Tells the time; replaced in tests.
pub(crate) type Clock = Arc<dyn Fn() -> SystemTime + Send + Sync>;

/// The clock of the machine.
#[allow(
    clippy::disallowed_methods,
    reason = "the one place where the emulator's default clock reads the machine's"
)]
pub(crate) fn system() -> Clock {
    Arc::new(SystemTime::now)
}

/// Milliseconds since 1970; negative before it.
pub(crate) fn epoch_milliseconds(time: SystemTime) -> i64 {
    let number = |duration: Duration| i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
    match time.duration_since(UNIX_EPOCH) {
        Ok(since) => number(since),
        Err(before) => -number(before.duration()),
    }
}

/// The value of a `Date` header, for the years that one can name.
pub(crate) fn http_date(time: SystemTime) -> Option<String> {
    const END_OF_9999: i64 = 253_402_300_799_000;
    (0..=END_OF_9999)
        .contains(&epoch_milliseconds(time))
        .then(|| httpdate::fmt_http_date(time))
}

/// `yyyy-MM-dd HH:mm:ss` in UTC.
pub(crate) fn timestamp(milliseconds: i64) -> String {
    let seconds = milliseconds.div_euclid(1000);
    let (year, month, day) = civil(seconds.div_euclid(86_400));
    let second = seconds.rem_euclid(86_400);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
}

/// Year, month and day of a day counted from 1970-01-01 (Howard Hinnant's `civil_from_days`).
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
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
        assert!(http_date(UNIX_EPOCH).is_some());
        assert!(http_date(UNIX_EPOCH - Duration::from_secs(1)).is_none());
        assert!(http_date(UNIX_EPOCH + Duration::from_secs(1 << 40)).is_none());
    }
}
