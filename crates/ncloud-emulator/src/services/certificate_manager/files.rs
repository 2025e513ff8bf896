//! The files of a certificate: itself, the certificates above it, and its private key.

use serde::{Deserialize, Serialize};

use super::refusal::Refusal;
use crate::x509::{AltName, Certificate, Error, PrivateKey, Request};

/// The longest chain that is taken: more than any CA has, and few enough to be checked.
pub(super) const LONGEST_CHAIN: usize = 16;

/// The files. No form for debugging: there may be a private key.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Files {
    pub(super) certificate: Certificate,
    /// The certificates above it, the next one first.
    pub(super) chain: Vec<Certificate>,
    pub(super) private_key: Option<PrivateKey>,
    /// When the service issued it, epoch milliseconds; none when it came from elsewhere.
    pub(super) issued: Option<i64>,
}

impl Files {
    /// Reads what a client registers, and checks that it belongs together: the key is that of the
    /// certificate, and each certificate is signed by the next one.
    pub(super) fn read(certificate: &str, chain: &str, key: &str) -> Result<Self, Refusal> {
        let mut own = certificates(certificate)?.into_iter();
        let chain = certificates(chain)?;
        let private_key = private_key(key)?;
        let certificate = own.next().ok_or(Refusal::NotPem)?;
        // Some tools write the chain into the file of the certificate, too.
        if !chain.starts_with(own.as_slice()) {
            return Err(Refusal::InvalidCertificate);
        }
        let files = Self {
            certificate,
            chain,
            private_key: None,
            issued: None,
        };
        files.check_key(&private_key)?;
        files.check_chain()?;
        Ok(Self {
            private_key: Some(private_key),
            ..files
        })
    }

    /// Checks that a private key is that of the certificate.
    pub(super) fn check_key(&self, key: &PrivateKey) -> Result<(), Refusal> {
        // The octets alone: the algorithm of one key can be written in more than one way.
        if self.certificate.public_key().octets() == key.public_key().octets() {
            Ok(())
        } else {
            Err(Refusal::OtherKey)
        }
    }

    /// Checks that each certificate is signed by the next one, and that none comes twice.
    fn check_chain(&self) -> Result<(), Refusal> {
        if self.chain.len() > LONGEST_CHAIN {
            return Err(Refusal::InvalidCertificate);
        }
        let mut below = &self.certificate;
        for (at, above) in self.chain.iter().enumerate() {
            let twice = self.chain[..at].contains(above);
            if twice || below.verify_signed_by(above).is_err() {
                return Err(Refusal::InvalidCertificate);
            }
            below = above;
        }
        Ok(())
    }

    /// The root CA, when it is in the chain.
    pub(super) fn root(&self) -> Option<&Certificate> {
        self.chain.last().filter(|last| last.is_self_issued())
    }

    /// The certificates between this one and the root.
    pub(super) fn intermediates(&self) -> &[Certificate] {
        let roots = usize::from(self.root().is_some());
        &self.chain[..self.chain.len() - roots]
    }

    /// Main domain and further ones, as the certificate holds them.
    pub(super) fn domains(&self) -> (String, Vec<String>) {
        let names = self.certificate.alt_names().iter();
        let mut dns_names: Vec<String> = names
            .filter_map(|name| match name {
                AltName::Dns(name) => Some(name.clone()),
                _ => None,
            })
            .collect();
        let mut main = self.certificate.common_name();
        if main.is_empty() {
            main = dns_names.first().cloned().unwrap_or_default();
        }
        dns_names.retain(|name| *name != main);
        (main, dns_names)
    }
}

/// Reads a request for a certificate, and checks its signature.
pub(super) fn read_request(text: &str) -> Result<Request, Refusal> {
    Request::from_pem(text).map_err(unreadable)
}

/// Reads a private key that is not encrypted.
pub(super) fn private_key(text: &str) -> Result<PrivateKey, Refusal> {
    PrivateKey::from_pem(text).map_err(|_| Refusal::NotPem)
}

fn certificates(text: &str) -> Result<Vec<Certificate>, Refusal> {
    Certificate::chain_from_pem(text).map_err(unreadable)
}

fn unreadable(error: Error) -> Refusal {
    match error {
        Error::NotPem => Refusal::NotPem,
        _ => Refusal::InvalidCertificate,
    }
}
