//! Times in answers and certificates, for people.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ncloud_core::{Clock as _, SystemClock};
use time::OffsetDateTime;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The present time.
pub(crate) fn now() -> SystemTime {
    SystemClock.now()
}

/// The time that a number of milliseconds since 1970 stands for.
pub(crate) fn from_milliseconds(milliseconds: i64) -> Option<SystemTime> {
    let distance = Duration::from_millis(milliseconds.unsigned_abs());
    if milliseconds < 0 {
        UNIX_EPOCH.checked_sub(distance)
    } else {
        UNIX_EPOCH.checked_add(distance)
    }
}

/// The day, UTC.
pub(crate) fn day(time: SystemTime) -> String {
    written(time, |time| time.date().to_string())
}

/// Day and time to the second, UTC.
pub(crate) fn second(time: SystemTime) -> String {
    written(time, |time| {
        let (hour, minute, second) = time.to_hms();
        format!("{} {hour:02}:{minute:02}:{second:02}Z", time.date())
    })
}

fn written(time: SystemTime, write: impl FnOnce(OffsetDateTime) -> String) -> String {
    let nanoseconds = match time.duration_since(UNIX_EPOCH) {
        Ok(since) => i128::try_from(since.as_nanos()),
        Err(error) => i128::try_from(error.duration().as_nanos()).map(|before| -before),
    };
    match nanoseconds.map(OffsetDateTime::from_unix_timestamp_nanos) {
        Ok(Ok(time)) => write(time),
        _ => "unknown".to_owned(),
    }
}

/// How far a day is away: `in 12 days`, `3 days ago`.
pub(crate) fn distance(time: SystemTime, now: SystemTime) -> String {
    let days = |distance: Duration| match distance.as_secs() / DAY.as_secs() {
        0 => "less than a day".to_owned(),
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    };
    match time.duration_since(now) {
        Ok(left) => format!("in {}", days(left)),
        Err(error) => format!("{} ago", days(error.duration())),
    }
}
