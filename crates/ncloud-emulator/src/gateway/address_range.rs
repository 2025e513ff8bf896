//! A range of addresses that an account may be called from.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use ipnet::Ipv4Net;
use serde::{Deserialize, Serialize};

/// The prefix lengths that an account may allow.
const PREFIX_LENGTHS: std::ops::RangeInclusive<u8> = 24..=32;

/// A range of IPv4 addresses of at most 256.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(super) struct AddressRange(Ipv4Net);

impl AddressRange {
    /// Whether the peer is in it. An IPv6 address is in none, unless it stands for an IPv4 one.
    pub(super) fn contains(self, peer: SocketAddr) -> bool {
        match peer.ip().to_canonical() {
            IpAddr::V4(address) => self.0.contains(&address),
            IpAddr::V6(_) => false,
        }
    }
}

impl FromStr for AddressRange {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let network = Ipv4Net::from_str(text)
            .map_err(|_| format!("`{text}` is no IPv4 range such as 203.0.113.0/24"))?
            .trunc();
        if !PREFIX_LENGTHS.contains(&network.prefix_len()) {
            return Err(format!("the prefix length of `{text}` is not 24 to 32"));
        }
        if network.network().is_unspecified() {
            return Err(format!("`{text}` begins with 0.0.0.0, which is refused"));
        }
        Ok(Self(network))
    }
}

impl TryFrom<String> for AddressRange {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<AddressRange> for String {
    fn from(range: AddressRange) -> Self {
        range.0.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str) -> Result<AddressRange, String> {
        text.parse()
    }

    #[test]
    fn ranges_are_small_and_not_everything() {
        for (text, complaint) in [
            ("10.0.0.0/23", "24 to 32"),
            ("0.0.0.0/0", "24 to 32"),
            ("0.0.0.0/32", "0.0.0.0"),
            ("0.0.0.7/24", "0.0.0.0"),
            ("10.0.0.0/33", "IPv4 range"),
            ("10.0.0.1", "IPv4 range"),
            ("::1/128", "IPv4 range"),
            ("", "IPv4 range"),
        ] {
            let error = range(text).unwrap_err();
            assert!(error.contains(complaint), "{error}");
        }
    }

    #[test]
    fn addresses_are_compared_as_ipv4() {
        let range = range("10.1.2.77/24").unwrap();
        let holds = |peer: &str| range.contains(peer.parse().unwrap());
        assert!(holds("10.1.2.0:1") && holds("10.1.2.255:1") && holds("[::ffff:10.1.2.3]:1"));
        assert!(!holds("10.1.3.0:1") && !holds("[::1]:1"));
        assert_eq!(String::from(range), "10.1.2.0/24");
    }
}
