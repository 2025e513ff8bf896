//! Certificates that exist.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use der::{DateTime, Decode as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use x509_cert::ext::pkix::{BasicConstraints, KeyUsage, SubjectAltName, SubjectKeyIdentifier};
use x509_cert::name::Name;
use x509_cert::time::Time;

use super::public_key::signature_name;
use super::{AltName, Authority, Error, PublicKey, Signed, common_name, serial_text, text};

const LABELS: [&str; 2] = ["CERTIFICATE", "X509 CERTIFICATE"];

/// A certificate, its octets and what they say. Clones share one. As a row it is Base64.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Certificate(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    der: Vec<u8>,
    /// PEM, once somebody asked for it: those of CAs are in many answers.
    pem: OnceLock<String>,
    content: x509_cert::Certificate,
    authority: Authority,
    /// Whether its key may sign certificates, as far as its key usage says.
    signs: bool,
    alt_names: Vec<AltName>,
    key_identifier: Option<Vec<u8>>,
}

/// The octets say all the rest.
impl PartialEq for Inner {
    fn eq(&self, other: &Self) -> bool {
        self.der == other.der
    }
}

impl Eq for Inner {}

impl Certificate {
    /// Reads DER.
    ///
    /// # Errors
    /// When it is not a certificate, or an extension that matters here is malformed.
    pub(crate) fn from_der(der: impl Into<Vec<u8>>) -> Result<Self, Error> {
        let der = der.into();
        let content = x509_cert::Certificate::from_der(&der)?;
        let inner = content.tbs_certificate();
        let authority = match inner.get_extension::<BasicConstraints>()? {
            Some((_, constraints)) if constraints.ca => Authority::Yes {
                path_length: constraints.path_len_constraint,
            },
            _ => Authority::No,
        };
        let usage = inner.get_extension::<KeyUsage>()?;
        let signs = usage.is_none_or(|(_, usage)| usage.key_cert_sign());
        let names = inner.get_extension::<SubjectAltName>()?;
        let alt_names = names.map_or_else(Vec::new, |(_, names)| {
            names.0.iter().map(AltName::read).collect()
        });
        let identifier = inner.get_extension::<SubjectKeyIdentifier>()?;
        let key_identifier = identifier.map(|(_, identifier)| identifier.0.as_bytes().to_vec());
        Ok(Self(Arc::new(Inner {
            der,
            pem: OnceLock::new(),
            authority,
            signs,
            alt_names,
            key_identifier,
            content,
        })))
    }

    /// Reads PEM that holds one certificate.
    ///
    /// # Errors
    /// When it holds something else.
    pub(crate) fn from_pem(pem: &str) -> Result<Self, Error> {
        Self::from_der(text::block(pem, &LABELS)?)
    }

    /// Reads PEM that holds one or more certificates, in their order.
    ///
    /// # Errors
    /// When it holds none, or something else.
    pub(crate) fn chain_from_pem(pem: &str) -> Result<Vec<Self>, Error> {
        let blocks = text::blocks(pem, &LABELS)?;
        blocks.into_iter().map(Self::from_der).collect()
    }

    pub(crate) fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// PEM, without a line feed at its end.
    pub(crate) fn to_pem(&self) -> String {
        // A certificate is never too long for the encoder.
        let encode = || text::pem(LABELS[0], &self.0.der).unwrap_or_default();
        self.0.pem.get_or_init(encode).clone()
    }

    pub(crate) fn subject(&self) -> &Name {
        self.0.content.tbs_certificate().subject()
    }

    pub(crate) fn issuer(&self) -> &Name {
        self.0.content.tbs_certificate().issuer()
    }

    /// The common name of the subject; empty when there is none.
    pub(crate) fn common_name(&self) -> String {
        common_name(self.subject())
    }

    /// The serial number as it is encoded: big-endian, after a zero octet where its first bit would be a
    /// sign.
    pub(crate) fn serial(&self) -> &[u8] {
        self.0.content.tbs_certificate().serial_number().as_bytes()
    }

    /// The serial number as pairs of digits joined by colons.
    pub(crate) fn serial_text(&self) -> String {
        serial_text(self.serial())
    }

    /// Start of the validity, epoch milliseconds.
    pub(crate) fn not_before(&self) -> i64 {
        milliseconds(self.0.content.tbs_certificate().validity().not_before)
    }

    /// End of the validity, epoch milliseconds.
    pub(crate) fn not_after(&self) -> i64 {
        milliseconds(self.0.content.tbs_certificate().validity().not_after)
    }

    /// Whether it is valid at this time, epoch milliseconds.
    pub(crate) fn is_valid_at(&self, time: i64) -> bool {
        (self.not_before()..=self.not_after().saturating_add(999)).contains(&time)
    }

    pub(crate) fn public_key(&self) -> PublicKey {
        let info = self.0.content.tbs_certificate().subject_public_key_info();
        PublicKey::new(info.clone())
    }

    /// The name of the algorithm of its signature, for example `SHA256withRSA`.
    pub(crate) fn signature_algorithm(&self) -> String {
        signature_name(self.0.content.signature_algorithm())
    }

    pub(crate) fn alt_names(&self) -> &[AltName] {
        &self.0.alt_names
    }

    pub(crate) fn key_identifier(&self) -> Option<Vec<u8>> {
        self.0.key_identifier.clone()
    }

    /// Whether it may sign others: its basic constraints, and its key usage if it has one.
    pub(crate) fn authority(&self) -> Authority {
        if self.0.signs {
            self.0.authority
        } else {
            Authority::No
        }
    }

    /// Whether it names itself as its issuer.
    pub(crate) fn is_self_issued(&self) -> bool {
        self.subject() == self.issuer()
    }

    /// Checks that `issuer` is its issuer and has signed it.
    ///
    /// # Errors
    /// When names or signature do not fit, or when the signature cannot be checked.
    pub(crate) fn verify_signed_by(&self, issuer: &Self) -> Result<(), Error> {
        if self.issuer() != issuer.subject() {
            return Err(Error::BadSignature);
        }
        Signed::read(&self.0.der)?.verify(&issuer.public_key())
    }
}

/// Certificates as one PEM text.
pub(crate) fn chain_to_pem<'a>(chain: impl IntoIterator<Item = &'a Certificate>) -> String {
    let pems: Vec<String> = chain.into_iter().map(Certificate::to_pem).collect();
    pems.join("\n")
}

/// A time as certificates write it, in whole seconds.
///
/// # Errors
/// When it is before 1970 or after 9999.
pub(super) fn time(milliseconds: i64) -> Result<Time, Error> {
    let seconds = u64::try_from(milliseconds.div_euclid(1000)).map_err(|_| Error::Unencodable)?;
    let time = DateTime::from_unix_duration(Duration::from_secs(seconds));
    Ok(Time::from(time.map_err(|_| Error::Unencodable)?))
}

fn milliseconds(time: Time) -> i64 {
    i64::try_from(time.to_unix_duration().as_millis()).unwrap_or(i64::MAX)
}

impl Serialize for Certificate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(&self.0.der))
    }
}

impl<'de> Deserialize<'de> for Certificate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let der = STANDARD.decode(text).map_err(serde::de::Error::custom)?;
        Self::from_der(der).map_err(serde::de::Error::custom)
    }
}
