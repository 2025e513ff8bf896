//! Telling a wrong clock from a wrong key, and correcting it.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::HeaderValue;

/// From this distance on, in milliseconds, a clock explains a refused signature. The gateway's own limit is 300 s; its
/// `Date` counts whole seconds and the answer took time.
const EXPLAINS: i64 = 270_000;
/// A clock that is further away than this is not believed: 20 years, in milliseconds.
const ABSURD: i64 = 20 * 365 * 24 * 60 * 60 * 1000;

/// By how many milliseconds our clock is behind the gateway's, as far as we know. Shared by all
/// clients of a configuration.
#[derive(Debug, Default)]
pub(crate) struct Skew(AtomicI64);

/// The correction at one moment: what an attempt is signed with and judged by, even if another call
/// corrects the clock meanwhile.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Correction(i64);

impl Correction {
    /// The time as the gateway sees it.
    pub(crate) fn apply(self, now: SystemTime) -> SystemTime {
        let Self(milliseconds) = self;
        let distance = Duration::from_millis(milliseconds.unsigned_abs());
        let corrected = if milliseconds < 0 {
            now.checked_sub(distance)
        } else {
            now.checked_add(distance)
        };
        corrected.unwrap_or(now)
    }
}

impl Skew {
    /// What is known now.
    pub(crate) fn correction(&self) -> Correction {
        Correction(self.0.load(Ordering::Relaxed))
    }

    /// Takes over what the answer to a request that was signed with `used` says of the time, when that
    /// explains why it was refused. Whether another attempt is worth it.
    pub(crate) fn learn(&self, used: Correction, offset: Option<i64>) -> bool {
        match offset {
            Some(offset) if (EXPLAINS..ABSURD).contains(&offset.saturating_abs()) => {
                let new = used.0.saturating_add(offset);
                // When another call has learnt meanwhile, what it learnt stands.
                let _ = self
                    .0
                    .compare_exchange(used.0, new, Ordering::Relaxed, Ordering::Relaxed);
                true
            }
            _ => false,
        }
    }
}

/// Milliseconds by which the answer's `Date` is ahead of the middle of sending and receiving.
pub(crate) fn offset(
    date: Option<&HeaderValue>,
    sent: SystemTime,
    received: SystemTime,
) -> Option<i64> {
    let theirs = httpdate::parse_http_date(date?.to_str().ok()?).ok()?;
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

    #[test]
    fn the_middle_of_sending_and_receiving_counts() {
        let at = |seconds| UNIX_EPOCH + Duration::from_secs(seconds);
        let date = HeaderValue::from_static("Thu, 01 Jan 1970 01:00:00 GMT");
        assert_eq!(offset(Some(&date), at(0), at(10)), Some(3_595_500));
        assert_eq!(offset(Some(&date), at(7200), at(7200)), Some(-3_599_500));
        let yesterday = HeaderValue::from_static("yesterday");
        assert_eq!(offset(Some(&yesterday), at(0), at(0)), None);
        assert_eq!(offset(None, at(0), at(0)), None);
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
            assert!(!skew.learn(skew.correction(), offset), "{offset:?}");
        }
        assert_eq!(skew.correction().apply(now), now);
        assert!(skew.learn(skew.correction(), Some(21_600_000)));
        let later = now + Duration::from_secs(21_600);
        assert_eq!(skew.correction().apply(now), later);
        assert!(skew.learn(skew.correction(), Some(-43_200_000)));
        let earlier = now - Duration::from_secs(21_600);
        assert_eq!(skew.correction().apply(now), earlier);
    }

    #[test]
    fn calls_that_were_refused_together_correct_the_clock_once() {
        let skew = Skew::default();
        let used = skew.correction();
        assert!(skew.learn(used, Some(21_600_000)));
        assert!(skew.learn(used, Some(21_600_000)), "worth another attempt");
        assert_eq!(skew.correction(), Correction(21_600_000));
    }
}
