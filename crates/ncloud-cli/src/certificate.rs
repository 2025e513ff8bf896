//! Certificates, read from files and from Private CA.

use std::fmt::Write as _;
use std::net::IpAddr;
use std::time::SystemTime;

use der::asn1::Uint;
use der::oid::ObjectIdentifier;
use der::oid::db::rfc4519::{
    CN, COUNTRY_NAME, LOCALITY_NAME, ORGANIZATION_NAME, ORGANIZATIONAL_UNIT_NAME, ST, STREET,
};
use der::{Decode as _, Encode as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use x509_cert::ext::pkix::name::{DirectoryString, GeneralName};
use x509_cert::ext::pkix::{BasicConstraints, SubjectAltName};
use x509_cert::spki::SubjectPublicKeyInfoOwned;

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
        key_algorithm(self.content.tbs_certificate().subject_public_key_info())
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
            "signatureAlgorithm": name_of(&self.content.signature_algorithm().oid, &SIGNATURES),
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

/// Algorithm of a key, with the bits of an RSA modulus or the curve; by its object identifier what the
/// services do not use.
fn key_algorithm(key: &SubjectPublicKeyInfoOwned) -> String {
    let identifier = key.algorithm.oid.to_string();
    match identifier.as_str() {
        "1.2.840.113549.1.1.1" => match modulus_bits(key.subject_public_key.raw_bytes()) {
            Some(bits) => format!("RSA {bits}"),
            None => "RSA".to_owned(),
        },
        "1.2.840.10045.2.1" => {
            let parameters = key.algorithm.parameters.as_ref();
            let curve = parameters.and_then(|curve| curve.decode_as::<ObjectIdentifier>().ok());
            match curve {
                Some(curve) => format!("EC {}", name_of(&curve, &CURVES)),
                // Curves may be written out, which nobody does.
                None => "EC".to_owned(),
            }
        }
        "1.3.101.112" => "Ed25519".to_owned(),
        _ => identifier,
    }
}

/// The bits of the modulus, the first of the two numbers of an RSA key.
fn modulus_bits(key: &[u8]) -> Option<usize> {
    let numbers = Vec::<Uint>::from_der(key).ok()?;
    let modulus = numbers.first()?.as_bytes();
    let unused = modulus.first()?.leading_zeros();
    Some(modulus.len() * 8 - usize::try_from(unused).ok()?)
}

/// The curves that the services use.
const CURVES: [(&str, &str); 3] = [
    ("1.2.840.10045.3.1.7", "P-256"),
    ("1.3.132.0.34", "P-384"),
    ("1.3.132.0.35", "P-521"),
];

/// The algorithms of signatures that the services use.
const SIGNATURES: [(&str, &str); 7] = [
    ("1.3.101.112", "Ed25519"),
    ("1.2.840.113549.1.1.11", "SHA256withRSA"),
    ("1.2.840.113549.1.1.12", "SHA384withRSA"),
    ("1.2.840.113549.1.1.13", "SHA512withRSA"),
    ("1.2.840.10045.4.3.2", "SHA256withECDSA"),
    ("1.2.840.10045.4.3.3", "SHA384withECDSA"),
    ("1.2.840.10045.4.3.4", "SHA512withECDSA"),
];

/// The name of what an object identifier stands for; the identifier itself of what has none.
fn name_of(identifier: &ObjectIdentifier, names: &[(&str, &str)]) -> String {
    let identifier = identifier.to_string();
    let known = names.iter().find(|(known, _)| *known == identifier);
    known.map_or(identifier, |(_, name)| (*name).to_owned())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_named_by_what_they_say() {
        for (pem, algorithm, key_type) in [
            (
                include_str!("certificate/keys/rsa-2048.pem"),
                "RSA 2048",
                Some("RSA2048"),
            ),
            (
                include_str!("certificate/keys/rsa-1536.pem"),
                "RSA 1536",
                None,
            ),
            (
                include_str!("certificate/keys/p-256.pem"),
                "EC P-256",
                Some("EC256"),
            ),
            (include_str!("certificate/keys/p-384.pem"), "EC P-384", None),
            (
                include_str!("certificate/keys/p-521.pem"),
                "EC P-521",
                Some("EC521"),
            ),
            // As long as those of P-256.
            (
                include_str!("certificate/keys/secp256k1.pem"),
                "EC 1.3.132.0.10",
                None,
            ),
            (
                include_str!("certificate/keys/brainpool-p256r1.pem"),
                "EC 1.3.36.3.3.2.8.1.1.7",
                None,
            ),
        ] {
            let certificates = read_all(pem.as_bytes()).unwrap_or_default();
            let named: Vec<_> = certificates
                .iter()
                .map(|certificate| (certificate.key_algorithm(), certificate.key_type()))
                .collect();
            assert_eq!(named, [(algorithm.to_owned(), key_type)]);
        }
    }
}
