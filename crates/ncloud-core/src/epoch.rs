//! Times as the services write them.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::Integer;

/// A time in milliseconds since 1970-01-01T00:00:00Z.
///
/// The raw value is kept, and so is its spelling: a few pages document such times as text.
///
/// ```
/// use std::time::{Duration, UNIX_EPOCH};
/// use ncloud_core::EpochMilliseconds;
///
/// let time: EpochMilliseconds = serde_json::from_str("1721175807574")?;
/// assert_eq!(time.get(), 1_721_175_807_574);
/// assert_eq!(time.to_system_time(), Some(UNIX_EPOCH + Duration::from_millis(1_721_175_807_574)));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EpochMilliseconds(Integer);

impl EpochMilliseconds {
    /// Milliseconds since 1970-01-01T00:00:00Z; negative before.
    #[must_use]
    pub fn get(&self) -> i64 {
        self.0.get()
    }

    /// The same time for the standard library; `None` when it is out of its range.
    #[must_use]
    pub fn to_system_time(&self) -> Option<SystemTime> {
        let distance = Duration::from_millis(self.get().unsigned_abs());
        if self.get() < 0 {
            UNIX_EPOCH.checked_sub(distance)
        } else {
            UNIX_EPOCH.checked_add(distance)
        }
    }
}

impl From<i64> for EpochMilliseconds {
    fn from(milliseconds: i64) -> Self {
        Self(milliseconds.into())
    }
}

impl fmt::Display for EpochMilliseconds {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}
