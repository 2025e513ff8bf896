//! The vendor's three sites, and the regions of each.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, Result};

/// One of the vendor's three separate clouds. Keys belong to one of them and are never sent to
/// another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Site {
    /// The public cloud, `apigw.ntruss.com`.
    #[default]
    Public,
    /// The government cloud, `apigw.gov-ntruss.com`.
    Gov,
    /// The financial cloud, `apigw.fin-ntruss.com`.
    Fin,
}

impl Site {
    /// All sites.
    pub const ALL: [Self; 3] = [Self::Public, Self::Gov, Self::Fin];

    /// The name that `NCLOUD_SITE` takes: `public`, `gov` or `fin`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Gov => "gov",
            Self::Fin => "fin",
        }
    }

    /// Codes of the regions, the default one first.
    #[must_use]
    pub const fn regions(self) -> &'static [&'static str] {
        match self {
            Self::Public => &["KR", "JPN", "SGN", "USWN", "DEN"],
            Self::Gov => &["KR", "KRS"],
            Self::Fin => &["FKR"],
        }
    }

    /// URL of the default gateway, which `NCLOUD_API_GW` names.
    #[must_use]
    pub const fn gateway(self) -> &'static str {
        match self {
            Self::Public => "https://ncloud.apigw.ntruss.com",
            Self::Gov => "https://ncloud.apigw.gov-ntruss.com",
            Self::Fin => "https://fin-ncloud.apigw.fin-ntruss.com",
        }
    }

    /// Ends of the host names that belong to the site.
    pub(crate) const fn domains(self) -> &'static [&'static str] {
        match self {
            Self::Public => &[".ntruss.com", ".ncloud.com"],
            Self::Gov => &[".gov-ntruss.com", ".gov-ncloud.com"],
            Self::Fin => &[".fin-ntruss.com", ".fin-ncloud.com"],
        }
    }
}

impl fmt::Display for Site {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for Site {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|site| site.as_str() == text)
            .ok_or_else(|| {
                Error::configuration(format!("`{text}` is not a site: use public, gov or fin"))
            })
    }
}
