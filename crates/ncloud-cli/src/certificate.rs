//! Certificates, read from files and from Private CA.

use std::fmt::Write as _;
use std::net::IpAddr;
use std::time::SystemTime;

use der::oid::ObjectIdentifier;
use der::oid::db::rfc4519::{
    CN, COUNTRY_NAME, LOCALITY_NAME, ORGANIZATION_NAME, ORGANIZATIONAL_UNIT_NAME, ST, STREET,
};
use der::{Decode as _, Encode as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use x509_cert::ext::pkix::name::{DirectoryString, GeneralName};
use x509_cert::ext::pkix::{BasicConstraints, SubjectAltName};

use crate::time::{day, distance};

/// A certificate.
pub(crate) struct Certificate {
    content: x509_cert::Certificate,
    der: Vec<u8>,
}

/// All certificates of a text of PEM blocks, or of DER octets; blocks of other kinds are skipped. None
/// when there is no certificate.
///
/// # Errors
/// When a certificate cannot be read.
pub(crate) fn read_all(bytes: &[u8]) -> Result<Vec<Certificate>, String> {
    let blocks = pem::parse_many(bytes).map_err(|error| format!("not PEM: {error}"))?;
    let mut found: Vec<Vec<u8>> = blocks
        .into_iter()
        .filter(|block| matches!(block.tag(), "CERTIFICATE" | "X509 CERTIFICATE"))
        .map(pem::Pem::into_contents)
        .collect();
    // DER begins with a sequence.
    if found.is_empty() && bytes.first() == Some(&0x30) {
        found.push(bytes.to_vec());
    }
    found
        .into_iter()
        .map(|der| {
            let content = x509_cert::Certificate::from_der(&der)
                .map_err(|error| format!("not an X.509 certificate: {error}"))?;
            Ok(Certificate { content, der })
        })
        .collect()
}

impl Certificate {
    /// When it begins to be valid.
    pub(crate) fn begins(&self) -> SystemTime {
        self.content
            .tbs_certificate()
            .validity()
            .not_before
            .to_system_time()
    }

    /// When it expires.
    pub(crate) fn expires(&self) -> SystemTime {
        self.content
            .tbs_certificate()
            .validity()
            .not_after
            .to_system_time()
    }

    /// The subject, in the members of a request for a certificate.
    pub(crate) fn subject(&self) -> Vec<(&'static str, String)> {
        let subject = self.content.tbs_certificate().subject();
        let text = |kind: ObjectIdentifier| {
            let value = subject.by_oid::<DirectoryString>(kind).ok().flatten();
            value.map(|value| value.value().into_owned())
        };
        [
            ("commonName", CN),
            ("country", COUNTRY_NAME),
            ("stateProvince", ST),
            ("locality", LOCALITY_NAME),
            ("streetAddress", STREET),
            ("organization", ORGANIZATION_NAME),
            ("organizationUnit", ORGANIZATIONAL_UNIT_NAME),
        ]
        .into_iter()
        .filter_map(|(member, kind)| Some((member, text(kind)?)))
        .collect()
    }

    /// SHA-256 of its public key, by which a certificate and its private key are matched.
    pub(crate) fn public_key_hash(&self) -> String {
        let key = self.content.tbs_certificate().subject_public_key_info();
        sha256(key.subject_public_key.raw_bytes())
    }

    /// Its serial number, as the services write it.
    pub(crate) fn serial(&self) -> String {
        hexadecimal(self.content.tbs_certificate().serial_number().as_bytes())
    }

    /// Algorithm and size of the key, as Private CA names them; none for a key that it does not make.
    pub(crate) fn key_type(&self) -> Option<&'static str> {
        match self.key_algorithm().as_str() {
            "RSA 2048" => Some("RSA2048"),
            "RSA 4096" => Some("RSA4096"),
            "EC P-256" => Some("EC256"),
            "EC P-521" => Some("EC521"),
            _ => None,
        }
    }

    fn key_algorithm(&self) -> String {
        let key = self.content.tbs_certificate().subject_public_key_info();
        algorithm(
            &key.algorithm.oid.to_string(),
            key.subject_public_key.bit_len(),
        )
    }

    /// The alternative names.
    fn alternative_names(&self) -> Vec<String> {
        let inner = self.content.tbs_certificate();
        let names = inner.get_extension::<SubjectAltName>().ok().flatten();
        let names = names.iter().flat_map(|(_, names)| names.0.iter());
        names.map(name).collect()
    }

    /// The alternative names, when all of them are hosts, e-mail or IP addresses, as Private CA issues them.
    ///
    /// # Errors
    /// When there is another one, or they cannot be read: a certificate with the others would not be the same.
    pub(crate) fn names_to_issue(&self) -> Result<Vec<String>, String> {
        let inner = self.content.tbs_certificate();
        let names = inner
            .get_extension::<SubjectAltName>()
            .map_err(|error| format!("the alternative names cannot be read: {error}"))?;
        let names = names.iter().flat_map(|(_, names)| names.0.iter());
        let issuable = |one: &GeneralName| match one {
            GeneralName::DnsName(_) | GeneralName::Rfc822Name(_) | GeneralName::IpAddress(_) => {
                Ok(name(one))
            }
            other => {
                let other = name(other);
                Err(format!(
                    "the alternative name `{other}` is no host, e-mail or IP address"
                ))
            }
        };
        names.map(issuable).collect()
    }

    /// What people want to know of it.
    pub(crate) fn describe(&self, now: SystemTime) -> Value {
        let inner = self.content.tbs_certificate();
        let names = self.alternative_names();
        let constraints = inner.get_extension::<BasicConstraints>().ok().flatten();
        let is_authority = constraints.is_some_and(|(_, constraints)| constraints.ca);
        let validity = if now < self.begins() {
            "not yet valid".to_owned()
        } else if now > self.expires() {
            format!("expired {}", distance(self.expires(), now))
        } else {
            format!("expires {}", distance(self.expires(), now))
        };
        json!({
            "subject": inner.subject().to_string(),
            "issuer": inner.issuer().to_string(),
            "serialNumber": self.serial(),
            "notBefore": day(self.begins()),
            "notAfter": day(self.expires()),
            "validity": validity,
            "alternativeNames": names,
            "certificateAuthority": is_authority,
            "keyAlgorithm": self.key_algorithm(),
            "signatureAlgorithm": algorithm(&self.content.signature_algorithm().oid.to_string(), 0),
            "sha256Fingerprint": sha256(&self.der),
        })
    }
}

/// SHA-256, in pairs of hexadecimal digits with colons between them.
pub(crate) fn sha256(octets: &[u8]) -> String {
    hexadecimal(&Sha256::digest(octets))
}

fn name(name: &GeneralName) -> String {
    match name {
        GeneralName::DnsName(text) => text.to_string(),
        GeneralName::Rfc822Name(text) => text.to_string(),
        GeneralName::UniformResourceIdentifier(text) => text.to_string(),
        GeneralName::IpAddress(octets) => {
            let octets = octets.as_bytes();
            let four = <[u8; 4]>::try_from(octets).map(IpAddr::from);
            let address = four.or_else(|_| <[u8; 16]>::try_from(octets).map(IpAddr::from));
            address.map_or_else(|_| "an unknown address".to_owned(), |ip| ip.to_string())
        }
        other => {
            let length = other.to_der().map_or(0, |der| der.len());
            format!("another kind of name ({length} bytes)")
        }
    }
}

/// Names of the algorithms that the services use; others by their object identifier.
fn algorithm(identifier: &str, bits: usize) -> String {
    let name = match identifier {
        // A key of RSA stands in a structure that is a little longer than its modulus.
        "1.2.840.113549.1.1.1" => return format!("RSA {}", bits / 1024 * 1024),
        "1.2.840.10045.2.1" => match bits {
            520 => "EC P-256",
            776 => "EC P-384",
            1064 => "EC P-521",
            _ => "EC",
        },
        "1.3.101.112" => "Ed25519",
        "1.2.840.113549.1.1.11" => "SHA256withRSA",
        "1.2.840.113549.1.1.12" => "SHA384withRSA",
        "1.2.840.113549.1.1.13" => "SHA512withRSA",
        "1.2.840.10045.4.3.2" => "SHA256withECDSA",
        "1.2.840.10045.4.3.3" => "SHA384withECDSA",
        "1.2.840.10045.4.3.4" => "SHA512withECDSA",
        other => other,
    };
    name.to_owned()
}

fn hexadecimal(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 3);
    for (index, byte) in bytes.iter().enumerate() {
        let colon = if index == 0 { "" } else { ":" };
        // Writing into a text does not fail.
        write!(text, "{colon}{byte:02x}").ok();
    }
    text
}
