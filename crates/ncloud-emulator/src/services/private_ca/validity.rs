//! How long certificates are valid.

use super::refusal::Refusal;
use super::rows::Ca;
use crate::clock::{DAY, SECOND};

/// The longest validity, in days: what `MAX` stands for.
const LONGEST: i64 = 3650;
/// Where nothing is said the validity is a year, in days. The service does not document its own.
const DEFAULT: i64 = 365;
/// The service dates certificates back by half a minute.
const DATED_BACK: i64 = 30 * SECOND;

/// How long a certificate is asked to be valid.
#[derive(Clone, Copy)]
pub(super) enum Period {
    Days(i64),
    /// As long as allowed.
    Longest,
    /// A year, or as long as allowed.
    Default,
}

impl Period {
    /// Reads a period; an empty text is one that was not given.
    pub(super) fn read(text: &str) -> Result<Self, Refusal> {
        match text {
            "" => Ok(Self::Default),
            "MAX" => Ok(Self::Longest),
            text => {
                let decimal = text.bytes().all(|byte| byte.is_ascii_digit());
                let days = text.parse().ok().filter(|days| decimal && in_range(*days));
                days.map(Self::Days).ok_or_else(|| {
                    Refusal::new(
                        "INVALID_INPUT_PERIOD",
                        format!("period must be a number of days from 1 to {LONGEST}, or MAX"),
                    )
                })
            }
        }
    }

    /// Begin and end of the validity of a certificate that is signed now, in whole seconds. It ends
    /// no later than that of its signer.
    pub(super) fn from(self, now: i64, signer: Option<&Ca>) -> Result<(i64, i64), Refusal> {
        let limit = signer.and_then(Ca::expires).unwrap_or(i64::MAX);
        if limit <= now {
            return Err(exceeded("the certificate of the CA has expired"));
        }
        let after = |days: i64| whole(now).saturating_add(days.saturating_mul(DAY));
        let end = match self {
            Self::Days(days) => after(days),
            Self::Longest => after(LONGEST).min(limit),
            Self::Default => after(DEFAULT).min(limit),
        };
        if end > limit {
            return Err(exceeded(
                "the certificate would be valid longer than that of the CA",
            ));
        }
        let own = signer.and_then(|signer| signer.chain.first());
        let earliest = own.map_or(i64::MIN, |certificate| certificate.not_before());
        Ok((whole(now.saturating_sub(DATED_BACK)).max(earliest), end))
    }
}

fn in_range(days: i64) -> bool {
    (1..=LONGEST).contains(&days)
}

pub(super) fn exceeded(message: &'static str) -> Refusal {
    Refusal::new("EXCEED_EXPIRY_DATE", message)
}

/// A time without the part below a second, which certificates do not hold.
pub(super) fn whole(time: i64) -> i64 {
    time.div_euclid(SECOND).saturating_mul(SECOND)
}
