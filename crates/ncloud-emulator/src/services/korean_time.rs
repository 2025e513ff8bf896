//! Times as services write and read them: in Korea, without saying so.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::clock::{self, DAY, HOUR, MINUTE, SECOND};

/// Milliseconds that Korea is ahead of UTC.
pub(super) const OFFSET: i64 = 9 * HOUR;

/// `yyyy-MM-dd HH:mm:ss`.
pub(super) fn stamp(time: i64) -> String {
    clock::timestamp(time.saturating_add(OFFSET))
}

/// `yyyy-MM-ddTHH:mm:ss.SSS`.
pub(super) fn precise(time: i64) -> String {
    format!(
        "{}.{:03}",
        stamp(time).replace(' ', "T"),
        milliseconds(time)
    )
}

/// The part of a second.
pub(super) fn milliseconds(time: i64) -> i64 {
    time.rem_euclid(SECOND)
}

/// Minutes since midnight.
pub(super) fn minute_of_day(time: i64) -> i64 {
    time.saturating_add(OFFSET).rem_euclid(DAY) / MINUTE
}

/// Reads what [`clock::read_timestamp`] does, at so many milliseconds ahead of UTC.
pub(super) fn read(text: &str, offset: i64) -> Option<i64> {
    clock::read_timestamp(text)?.checked_sub(offset)
}

/// Reads ISO 8601 with an offset.
pub(super) fn read_with_offset(text: &str) -> Option<i64> {
    let time = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    i64::try_from(time.unix_timestamp_nanos() / 1_000_000).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_those_of_korea() {
        let time = 1_795_140_000_123;
        assert_eq!(stamp(time), "2026-11-20 11:00:00");
        assert_eq!(precise(time), "2026-11-20T11:00:00.123");
        assert_eq!(minute_of_day(time), 11 * 60);
        assert_eq!(read("2026-11-20 11:00:00.123", OFFSET), Some(time));
        assert_eq!(read("2026-11-20 11:00", OFFSET), Some(time - 123));
        assert_eq!(read("2026-11-20", OFFSET), Some(time - 123 - 11 * HOUR));
        assert_eq!(
            read_with_offset("2026-11-20T11:00:00.123+09:00"),
            Some(time)
        );
    }

    #[test]
    fn a_time_without_an_offset_is_none() {
        assert_eq!(read_with_offset("2026-11-20T11:00:00"), None);
    }
}
