//! Alternative names of a subject.

use std::net::IpAddr;

use der::asn1::{Ia5String, OctetString};
use x509_cert::ext::pkix::name::GeneralName;

use super::Error;

/// One alternative name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AltName {
    /// A host name, perhaps with a wildcard as its first label.
    Dns(String),
    Email(String),
    Uri(String),
    Ip(IpAddr),
    /// Of another kind, kept as it was read.
    Other(Box<GeneralName>),
}

impl AltName {
    /// A host name or an e-mail address; none when the text is neither.
    pub(crate) fn named(text: &str) -> Option<Self> {
        if let Some((local, domain)) = text.rsplit_once('@') {
            let printable = local.bytes().all(|byte| byte.is_ascii_graphic());
            let valid = !local.is_empty() && printable && is_host(domain);
            return valid.then(|| Self::Email(text.to_owned()));
        }
        let host = text.strip_prefix("*.").unwrap_or(text);
        is_host(host).then(|| Self::Dns(text.to_owned()))
    }

    pub(super) fn read(name: &GeneralName) -> Self {
        let other = || Self::Other(Box::new(name.clone()));
        match name {
            GeneralName::DnsName(text) => Self::Dns(text.to_string()),
            GeneralName::Rfc822Name(text) => Self::Email(text.to_string()),
            GeneralName::UniformResourceIdentifier(text) => Self::Uri(text.to_string()),
            GeneralName::IpAddress(octets) => {
                let octets = octets.as_bytes();
                let four = <[u8; 4]>::try_from(octets).map(IpAddr::from);
                four.or_else(|_| <[u8; 16]>::try_from(octets).map(IpAddr::from))
                    .map_or_else(|_| other(), Self::Ip)
            }
            _ => other(),
        }
    }

    pub(super) fn to_general(&self) -> Result<GeneralName, Error> {
        let text = |text: &str| Ia5String::new(text).map_err(|_| Error::Unencodable);
        let octets = |octets: &[u8]| Ok(GeneralName::IpAddress(OctetString::new(octets)?));
        match self {
            Self::Dns(name) => Ok(GeneralName::DnsName(text(name)?)),
            Self::Email(address) => Ok(GeneralName::Rfc822Name(text(address)?)),
            Self::Uri(uri) => Ok(GeneralName::UniformResourceIdentifier(text(uri)?)),
            Self::Ip(IpAddr::V4(address)) => octets(&address.octets()),
            Self::Ip(IpAddr::V6(address)) => octets(&address.octets()),
            Self::Other(name) => Ok((**name).clone()),
        }
    }
}

/// Whether a text is a host name: labels of letters, digits, `-` and `_`, joined by dots.
fn is_host(text: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    text.len() <= 253 && text.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_names_and_addresses_are_told_apart() {
        for host in ["localhost", "a.example.com", "*.example.com", "a_b.example"] {
            assert_eq!(AltName::named(host), Some(AltName::Dns(host.to_owned())));
        }
        let address = "someone+tag@example.com";
        assert_eq!(
            AltName::named(address),
            Some(AltName::Email(address.to_owned()))
        );
        let long = "a".repeat(64);
        for text in [
            "",
            "a..b",
            "a b",
            "-a",
            "*.*.a",
            "@a",
            "a@",
            "é.example",
            &long,
        ] {
            assert_eq!(AltName::named(text), None, "{text}");
        }
    }
}
