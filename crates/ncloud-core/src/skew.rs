//! Telling a wrong clock from a wrong key, and correcting it.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::HeaderMap;
use http::header::DATE;

/// From this distance on, a clock explains a refused signature. The gateway's own limit is 300 s; its
/// `Date` counts whole seconds and the answer took time.
const EXPLAINS: i64 = 270_000;
/// A clock that is further away than this is not believed: 20 years, in milliseconds.
const ABSURD: i64 = 20 * 365 * 24 * 60 * 60 * 1000;

/// By how many milliseconds our clock is behind the gateway's, as far as we know. Shared by all
/// clients of a configuration.
#[derive(Debug, Default)]
pub(crate) struct Skew(AtomicI64);

impl Skew {
    /// The time as the gateway sees it.
    pub(crate) fn correct(&self, now: SystemTime) -> SystemTime {
        let milliseconds = self.0.load(Ordering::Relaxed);
        let distance = Duration::from_millis(milliseconds.unsigned_abs());
        let corrected = if milliseconds < 0 {
            now.checked_sub(distance)
        } else {
            now.checked_add(distance)
        };
        corrected.unwrap_or(now)
    }

    /// Takes over what an answer says of the time, when that explains why it was refused.
    pub(crate) fn learn(&self, offset: Option<i64>) -> bool {
        match offset {
            Some(offset) if (EXPLAINS..ABSURD).contains(&offset.abs()) => {
                self.0.fetch_add(offset, Ordering::Relaxed);
                true
            }
            _ => false,
        }
    }
}

/// Milliseconds by which the answer's `Date` is ahead of the middle of sending and receiving.
pub(crate) fn offset(headers: &HeaderMap, sent: SystemTime, received: SystemTime) -> Option<i64> {
    let theirs = httpdate::parse_http_date(headers.get(DATE)?.to_str().ok()?).ok()?;
    let (sent, received) = (milliseconds(sent)?, milliseconds(received)?);
    // `Date` has whole seconds: on average it is half a second old.
    Some(milliseconds(theirs)? + 500 - (sent + received) / 2)
}

pub(crate) fn milliseconds(time: SystemTime) -> Option<i64> {
    i64::try_from(time.duration_since(UNIX_EPOCH).ok()?.as_millis()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(date: &str) -> HeaderMap {
        HeaderMap::from_iter([(DATE, date.parse().unwrap())])
    }

    #[test]
    fn the_middle_of_sending_and_receiving_counts() {
        let at = |seconds| UNIX_EPOCH + Duration::from_secs(seconds);
        let date = headers("Thu, 01 Jan 1970 01:00:00 GMT");
        assert_eq!(offset(&date, at(0), at(10)), Some(3_595_500));
        assert_eq!(offset(&date, at(7200), at(7200)), Some(-3_599_500));
        assert_eq!(offset(&headers("yesterday"), at(0), at(0)), None);
        assert_eq!(offset(&HeaderMap::new(), at(0), at(0)), None);
    }

    #[test]
    fn only_what_explains_the_refusal_is_learnt() {
        let skew = Skew::default();
        let now = UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        for offset in [
            None,
            Some(0),
            Some(200_000),
            Some(-200_000),
            Some(ABSURD),
            Some(i64::MIN + 1),
        ] {
            assert!(!skew.learn(offset), "{offset:?}");
        }
        assert_eq!(skew.correct(now), now);
        assert!(skew.learn(Some(21_600_000)));
        assert_eq!(skew.correct(now), now + Duration::from_secs(21_600));
        assert!(skew.learn(Some(-43_200_000)));
        assert_eq!(skew.correct(now), now - Duration::from_secs(21_600));
    }
}
