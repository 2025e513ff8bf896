//! The form that certificates, requests and revocation lists share: content, algorithm, signature.

use der::asn1::{AnyRef, BitString};
use der::{Decode as _, Encode, Sequence};
use x509_cert::AlgorithmIdentifier;

use super::{Error, PrivateKey, PublicKey};

/// Something signed. The content stays as it was read, for the signature is over those octets.
#[derive(Sequence)]
pub(super) struct Signed<'a> {
    content: AnyRef<'a>,
    algorithm: AlgorithmIdentifier,
    signature: BitString,
}

impl<'a> Signed<'a> {
    /// Reads the outer form only.
    ///
    /// # Errors
    /// When it has another form.
    pub(super) fn read(der: &'a [u8]) -> Result<Self, Error> {
        Ok(Self::from_der(der)?)
    }

    /// Signs a content, which names `key.signature_algorithm()` where it has to.
    ///
    /// # Errors
    /// When the content cannot be written, or cannot be signed.
    pub(super) fn make(content: &impl Encode, key: &PrivateKey) -> Result<Vec<u8>, Error> {
        let content = content.to_der().map_err(|_| Error::Unencodable)?;
        let signature = key.sign(&content)?;
        let signed = Signed {
            content: AnyRef::from_der(&content)?,
            algorithm: key.signature_algorithm(),
            signature: BitString::from_bytes(&signature)?,
        };
        Ok(signed.to_der()?)
    }

    /// What is signed.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn content(&self) -> Result<Vec<u8>, Error> {
        Ok(self.content.to_der()?)
    }

    /// Checks the signature with the key of whoever should have made it.
    ///
    /// # Errors
    /// When the signature does not fit, or is of a kind that is not supported.
    pub(super) fn verify(&self, key: &PublicKey) -> Result<(), Error> {
        let content = self.content()?;
        let signature = self.signature.as_bytes().ok_or(Error::BadSignature)?;
        key.verify(&self.algorithm, &content, signature)
    }
}
