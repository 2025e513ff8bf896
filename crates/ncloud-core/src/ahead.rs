//! How far ahead of the present a time in a request is.

use std::time::SystemTime;

use serde_json::Value;
use time::format_description::well_known::Iso8601;
use time::{Duration, OffsetDateTime, PrimitiveDateTime, UtcOffset};

use crate::skew;

/// The zone of a time that names none. It has had one offset since 1988.
const SEOUL: (&str, i8) = ("Asia/Seoul", 9);
/// No zone of the tz database is, or was since these services exist, further from UTC than this.
const WEST: i8 = -12;
const EAST: i8 = 14;

/// Checks that a time is between two numbers of minutes ahead of `now`; what it must be, otherwise.
///
/// The time is epoch milliseconds, or a text with an offset, or a text in `zone`. Of other zones than Korea's no
/// database is asked: a time is refused there only when it is refused in every zone. A text that is no time is the
/// business of other rules.
pub(crate) fn check(
    value: &Value,
    zone: Option<&str>,
    (min, max): (i64, Option<i64>),
    now: SystemTime,
) -> Result<(), String> {
    let Some((earliest, latest)) = span(value, zone) else {
        return Ok(());
    };
    let Some(now) = skew::milliseconds(now) else {
        return Ok(());
    };
    let now = OffsetDateTime::UNIX_EPOCH.saturating_add(Duration::milliseconds(now));
    let is_early = latest < now.saturating_add(Duration::minutes(min));
    let is_late = max.is_some_and(|max| earliest > now.saturating_add(Duration::minutes(max)));
    if !is_early && !is_late {
        return Ok(());
    }
    let demand = match (min, max) {
        (0, None) => "must not be in the past".to_owned(),
        (min, None) => format!("must be at least {} ahead", words(min)),
        (0, Some(max)) => format!(
            "must not be in the past, nor more than {} ahead",
            words(max)
        ),
        (min, Some(max)) => format!("must be {} to {} ahead", words(min), words(max)),
    };
    let (hour, minute, _) = now.to_hms();
    let date = now.date();
    Err(format!(
        "{demand}, and it is {date} {hour:02}:{minute:02} UTC"
    ))
}

/// The moments that the value may mean, first and last.
fn span(value: &Value, zone: Option<&str>) -> Option<(OffsetDateTime, OffsetDateTime)> {
    if let Some(milliseconds) = value.as_i64() {
        let time = OffsetDateTime::UNIX_EPOCH.saturating_add(Duration::milliseconds(milliseconds));
        return Some((time, time));
    }
    // ISO 8601 but for the space, which the pages have.
    let text = value.as_str()?.trim().replacen(' ', "T", 1);
    if let Ok(time) = OffsetDateTime::parse(&text, &Iso8601::DEFAULT) {
        return Some((time, time));
    }
    let local = PrimitiveDateTime::parse(&text, &Iso8601::DEFAULT).ok()?;
    let at = |hours| Some(local.assume_offset(UtcOffset::from_hms(hours, 0, 0).ok()?));
    match zone {
        None | Some("") => at(SEOUL.1).map(|time| (time, time)),
        Some(zone) if zone == SEOUL.0 => at(SEOUL.1).map(|time| (time, time)),
        Some(_) => Some((at(EAST)?, at(WEST)?)),
    }
}

/// Minutes in words.
fn words(minutes: i64) -> String {
    const DAY: i64 = 24 * 60;
    match minutes {
        minutes if minutes % DAY == 0 => format!("{} days", minutes / DAY),
        minutes => format!("{minutes} minutes"),
    }
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use serde_json::json;

    use super::*;

    /// 2026-11-21 00:00 UTC, which is 09:00 in Korea.
    fn now() -> SystemTime {
        UNIX_EPOCH + std::time::Duration::from_secs(1_795_219_200)
    }

    #[test]
    fn a_time_is_held_to_its_limits_to_the_minute() {
        let limits = (10, Some(30 * 24 * 60));
        for (value, zone, is_met) in [
            (json!("2026-11-21 09:10"), None, true),
            (json!("2026-11-21 09:09"), None, false),
            (json!("2026-11-21 09:10"), Some("Asia/Seoul"), true),
            (json!("2026-11-21 09:09"), Some("Asia/Seoul"), false),
            (json!("2026-12-21 09:00"), None, true),
            (json!("2026-12-21 09:01"), None, false),
            (json!("2026-11-21T09:10:00+09:00"), None, true),
            (json!("2026-11-21T09:09:59+09:00"), None, false),
            (json!("2026-11-21T00:10:00Z"), None, true),
            (json!("2026-11-21T00:09:59.999Z"), None, false),
            (json!(1_795_219_800_000_i64), None, true),
            (json!(1_795_219_799_999_i64), None, false),
            (json!(-1), None, false),
        ] {
            let outcome = check(&value, zone, limits, now());
            assert_eq!(outcome.is_ok(), is_met, "{value} {zone:?}: {outcome:?}");
        }
    }

    #[test]
    fn in_a_zone_that_is_not_known_a_time_has_the_benefit_of_the_doubt() {
        let check = |text: &str| {
            check(
                &json!(text),
                Some("Pacific/Auckland"),
                (10, Some(60)),
                now(),
            )
        };
        assert!(check("2026-11-20 12:10").is_ok(), "00:10 UTC at UTC-12");
        assert!(check("2026-11-20 12:09").is_err());
        assert!(check("2026-11-21 15:00").is_ok(), "01:00 UTC at UTC+14");
        assert!(check("2026-11-21 15:01").is_err());
    }

    #[test]
    fn the_rule_and_the_time_are_in_the_message() {
        let message = |min, max| {
            let limits = (min, max);
            check(&json!("2020-01-01 00:00"), None, limits, now()).unwrap_err()
        };
        let time = ", and it is 2026-11-21 00:00 UTC";
        assert_eq!(message(0, None), format!("must not be in the past{time}"));
        assert_eq!(
            message(10, None),
            format!("must be at least 10 minutes ahead{time}")
        );
        assert_eq!(
            message(0, Some(43_200)),
            format!("must not be in the past, nor more than 30 days ahead{time}")
        );
        assert_eq!(
            message(10, Some(43_200)),
            format!("must be 10 minutes to 30 days ahead{time}")
        );
    }

    #[test]
    fn what_is_no_time_is_not_judged() {
        for value in [
            json!("tomorrow"),
            json!(""),
            json!(true),
            json!(i64::MAX),
            json!(u64::MAX),
        ] {
            let limits = (0, None);
            assert_eq!(check(&value, None, limits, now()), Ok(()), "{value}");
        }
    }
}
