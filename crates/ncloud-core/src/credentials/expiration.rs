//! Until when a temporary key pair is valid.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Reads a time such as `2020-12-31T08:53:47Z`. Fractions of a second are dropped, and offsets are
/// taken with and without a colon. `None` when it is no such time, or before 1970.
pub(crate) fn parse(text: &str) -> Option<SystemTime> {
    let (date, rest) = text.split_once(['T', 't', ' '])?;
    let zone = rest.find(['Z', 'z', '+', '-'])?;
    let (time, zone) = rest.split_at(zone);
    let mut date = date.split('-');
    let year = number(date.next()?, 4, 1970..=9999)?;
    let month = number(date.next()?, 2, 1..=12)?;
    let day = number(date.next()?, 2, 1..=days_in(year, month))?;
    let (whole, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let mut whole = whole.split(':');
    let hour = number(whole.next()?, 2, 0..=23)?;
    let minute = number(whole.next()?, 2, 0..=59)?;
    // 60 is a leap second.
    let second = number(whole.next()?, 2, 0..=60)?;
    let is_fraction = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    if date.next().is_some() || whole.next().is_some() || !is_fraction {
        return None;
    }
    let local = ((days_before(year, month) + day - 1) * 24 + hour) * 3600 + minute * 60 + second;
    let seconds = u64::try_from(local - offset(zone)?).ok()?;
    UNIX_EPOCH.checked_add(Duration::from_secs(seconds))
}

/// Seconds by which a zone is ahead of UTC.
fn offset(zone: &str) -> Option<i64> {
    if zone.eq_ignore_ascii_case("Z") {
        return Some(0);
    }
    let (sign, digits) = match zone.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let (hours, minutes) = digits
        .split_once(':')
        .or_else(|| digits.split_at_checked(2))?;
    Some(sign * (number(hours, 2, 0..=23)? * 3600 + number(minutes, 2, 0..=59)? * 60))
}

fn number(digits: &str, length: usize, range: std::ops::RangeInclusive<i64>) -> Option<i64> {
    let are_digits = digits.len() == length && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits
        .parse()
        .ok()
        .filter(|number| are_digits && range.contains(number))
}

/// Days from 1970 to the start of a month.
fn days_before(year: i64, month: i64) -> i64 {
    let years: i64 = (1970..year)
        .map(|year| if is_leap(year) { 366 } else { 365 })
        .sum();
    let months: i64 = (1..month).map(|month| days_in(year, month)).sum();
    years + months
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read() {
        // Numbers by `date --date=… +%s`.
        for (text, seconds) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2020-12-31T08:53:47Z", 1_609_404_827),
            ("2020-12-31T08:53:47.123456Z", 1_609_404_827),
            ("2020-12-31T08:53:47+0000", 1_609_404_827),
            ("2020-12-31T17:53:47+09:00", 1_609_404_827),
            ("2020-12-31T03:23:47-0530", 1_609_404_827),
            ("2024-02-29T23:59:59Z", 1_709_251_199),
            ("2100-03-01T00:00:00Z", 4_107_542_400),
        ] {
            let time = UNIX_EPOCH + Duration::from_secs(seconds);
            assert_eq!(parse(text), Some(time), "{text}");
        }
    }

    #[test]
    fn anything_else_is_not() {
        for text in [
            "",
            "2020-12-31",
            "2020-12-31T08:53:47",
            "2020-12-31T08:53Z",
            "2020-12-31T08:53:47.Z",
            "2020-12-31T08:53:47+9",
            "2020-12-31T08:53:47+09:0é",
            "2020-13-31T08:53:47Z",
            "2021-02-29T08:53:47Z",
            "2100-02-29T08:53:47Z",
            "2020-12-31T24:53:47Z",
            "+020-12-31T08:53:47Z",
            "1969-12-31T23:59:59Z",
            "1970-01-01T00:00:00+0100",
            "1609404827",
            "Thu, 31 Dec 2020 08:53:47 GMT",
            "2020-12-31T08:53:47ZZ",
            "2020-12-31-01T08:53:47Z",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
