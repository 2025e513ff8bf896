//! Where a key of Key Management Service lives.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, Result};

/// The boundary that a key of Key Management Service belongs to, and with it what the key encrypts.
///
/// Each boundary has a host of its own, and a key is known at the host of its boundary only. Keys made
/// before 2025-06-19 are [`Global`](Self::Global). The site `gov` has no others.
///
/// ```
/// use ncloud_core::KeyBoundary;
///
/// assert_eq!("kr".parse::<KeyBoundary>()?, KeyBoundary::Kr);
/// assert_eq!(KeyBoundary::default(), KeyBoundary::Global);
/// # Ok::<(), ncloud_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum KeyBoundary {
    /// In no region in particular.
    #[default]
    Global,
    /// Isolated in Korea.
    Kr,
    /// Isolated in Japan.
    Jp,
}

impl KeyBoundary {
    /// All boundaries.
    pub const ALL: [Self; 3] = [Self::Global, Self::Kr, Self::Jp];

    /// `global`, `kr` or `jp`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::Kr => "kr",
            Self::Jp => "jp",
        }
    }
}

impl fmt::Display for KeyBoundary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for KeyBoundary {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|boundary| boundary.as_str() == text)
            .ok_or_else(|| {
                Error::configuration(format!(
                    "`{text}` is not a boundary of keys: use global, kr or jp"
                ))
            })
    }
}
