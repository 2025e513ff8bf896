//! Keys of rows: made here, on the disk before anything is asked for.

use std::path::Path;

use rcgen::{
    CertificateParams, KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P521_SHA512, PKCS_RSA_SHA256,
    PublicKeyData as _, RsaKeySize,
};
use zeroize::{Zeroize as _, Zeroizing};

use crate::certificate::sha256;
use crate::failure::{Exit, Failure};
use crate::output::file::{Audience, Reserved};

/// The kinds of keys of Private CA.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyType {
    Rsa2048,
    Rsa4096,
    Ec256,
    Ec521,
}

impl KeyType {
    const ALL: [Self; 4] = [Self::Rsa2048, Self::Rsa4096, Self::Ec256, Self::Ec521];

    /// The name of the service.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Rsa2048 => "RSA2048",
            Self::Rsa4096 => "RSA4096",
            Self::Ec256 => "EC256",
            Self::Ec521 => "EC521",
        }
    }

    /// The kind of this name.
    pub(super) fn named(name: &str) -> Result<Self, String> {
        let mut all = Self::ALL.into_iter();
        all.find(|kind| kind.name() == name).ok_or_else(|| {
            let names = Self::ALL.map(Self::name).join(", ");
            format!("must be one of {names}; the value given is `{name}`")
        })
    }
}

/// A private key. Its memory is overwritten when it goes.
pub(super) struct PrivateKey(KeyPair);

impl Drop for PrivateKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl PrivateKey {
    /// Makes a key. One of RSA takes seconds.
    pub(super) fn generate(kind: KeyType) -> Result<Self, Failure> {
        let pair = match kind {
            KeyType::Rsa2048 => KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048),
            KeyType::Rsa4096 => KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_4096),
            KeyType::Ec256 => KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256),
            KeyType::Ec521 => KeyPair::generate_for(&PKCS_ECDSA_P521_SHA512),
        };
        pair.map(Self).map_err(|error| failed(&error))
    }

    /// Reads the key in a file; none when there is no file.
    pub(super) fn read(path: &Path) -> Result<Option<Self>, Failure> {
        let advice = "restore the file, or give the row other files";
        let pem = match std::fs::read_to_string(path) {
            Ok(pem) => Zeroizing::new(pem),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => {
                let what = format!("{} cannot be read: {error}", path.display());
                return Err(Failure::new(Exit::Other, what, advice));
            }
        };
        match KeyPair::from_pem(&pem) {
            Ok(pair) => Ok(Some(Self(pair))),
            Err(_) => Err(Failure::usage(
                format!("{} holds no private key in PEM", path.display()),
                advice,
            )),
        }
    }

    /// Writes it into a file for its owner only, lastingly.
    pub(super) fn write(&self, path: &Path) -> Result<(), Failure> {
        let pem = Zeroizing::new(self.0.serialize_pem());
        Reserved::new(path, Audience::Owner, true)?.write(pem.as_bytes())
    }

    /// SHA-256 of its public key.
    pub(super) fn public_key_hash(&self) -> String {
        sha256(self.0.der_bytes())
    }

    /// A signing request with this key, PEM.
    pub(super) fn request(&self, parameters: &CertificateParams) -> Result<String, Failure> {
        let request = parameters.serialize_request(&self.0);
        request
            .and_then(|request| request.pem())
            .map_err(|error| failed(&error))
    }
}

fn failed(error: &rcgen::Error) -> Failure {
    Failure::new(
        Exit::Other,
        format!("no key or signing request can be made: {error}"),
        "choose another key type",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_the_same_after_they_were_written() {
        let directory = tempfile::tempdir().unwrap();
        for kind in [KeyType::Rsa2048, KeyType::Ec256, KeyType::Ec521] {
            let path = directory.path().join(kind.name());
            assert!(PrivateKey::read(&path).is_ok_and(|key| key.is_none()));
            let Ok(key) = PrivateKey::generate(kind) else {
                panic!("{kind:?}");
            };
            assert!(key.write(&path).is_ok());
            let Ok(Some(read)) = PrivateKey::read(&path) else {
                panic!("{kind:?}");
            };
            assert_eq!(read.public_key_hash(), key.public_key_hash());
            let request = read.request(&CertificateParams::default());
            assert!(request.is_ok_and(|pem| pem.contains("CERTIFICATE REQUEST")));
        }
    }
}
