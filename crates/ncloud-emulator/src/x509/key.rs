//! Private keys.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, ECDSA_P521_SHA512_ASN1_SIGNING,
    EcdsaKeyPair, EcdsaSigningAlgorithm, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair,
};
use der::asn1::Any;
use der::oid::ObjectIdentifier;
use der::oid::db::rfc5912::{
    ECDSA_WITH_SHA_256, ECDSA_WITH_SHA_384, ECDSA_WITH_SHA_512, SHA_256_WITH_RSA_ENCRYPTION,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use x509_cert::AlgorithmIdentifier;
use zeroize::Zeroizing;

use super::{Error, PublicKey, text};

/// The kinds of keys that are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum KeyType {
    #[serde(rename = "RSA2048")]
    Rsa2048,
    #[serde(rename = "RSA4096")]
    Rsa4096,
    #[serde(rename = "EC256")]
    Ec256,
    #[serde(rename = "EC521")]
    Ec521,
}

impl KeyType {
    /// The kind with this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "RSA2048" => Some(Self::Rsa2048),
            "RSA4096" => Some(Self::Rsa4096),
            "EC256" => Some(Self::Ec256),
            "EC521" => Some(Self::Ec521),
            _ => None,
        }
    }

    /// Whether it takes long to make such a key, and to sign with it.
    pub(crate) fn is_slow(self) -> bool {
        matches!(self, Self::Rsa2048 | Self::Rsa4096)
    }
}

/// A private key and its public key. Clones share one key; its memory is overwritten when the last
/// of them goes. As a row it is PKCS#8 in PEM.
#[derive(Clone)]
pub(crate) struct PrivateKey(Arc<Inner>);

struct Inner {
    pair: Pair,
    public: PublicKey,
}

enum Pair {
    Rsa(RsaKeyPair),
    Ec(EcdsaKeyPair, ObjectIdentifier),
}

/// The curves, each with the algorithm of its signatures.
const CURVES: [(&EcdsaSigningAlgorithm, ObjectIdentifier); 3] = [
    (&ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_WITH_SHA_256),
    (&ECDSA_P384_SHA384_ASN1_SIGNING, ECDSA_WITH_SHA_384),
    (&ECDSA_P521_SHA512_ASN1_SIGNING, ECDSA_WITH_SHA_512),
];

impl PrivateKey {
    /// Makes a key.
    ///
    /// # Errors
    /// When the cryptographic library cannot.
    pub(crate) fn generate(kind: KeyType) -> Result<Self, Error> {
        let rsa = |size| RsaKeyPair::generate(size).map(Pair::Rsa);
        let curve = |(algorithm, signature): (&'static _, _)| {
            EcdsaKeyPair::generate(algorithm).map(|pair| Pair::Ec(pair, signature))
        };
        let [p256, _, p521] = CURVES;
        let pair = match kind {
            KeyType::Rsa2048 => rsa(KeySize::Rsa2048),
            KeyType::Rsa4096 => rsa(KeySize::Rsa4096),
            KeyType::Ec256 => curve(p256),
            KeyType::Ec521 => curve(p521),
        };
        Self::new(pair.map_err(|_| Error::Failed)?)
    }

    /// Reads PEM: PKCS#8, PKCS#1 (`RSA PRIVATE KEY`) or SEC 1 (`EC PRIVATE KEY`, with or without a
    /// block `EC PARAMETERS` before it). Encrypted keys are refused.
    ///
    /// # Errors
    /// When it is something else, or a key of a kind that is not supported.
    pub(crate) fn from_pem(pem: &str) -> Result<Self, Error> {
        let pem = match pem.split_once("-----END EC PARAMETERS-----") {
            Some((_, after)) => after,
            None => pem,
        };
        let labels = ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"];
        let der = Zeroizing::new(text::block(pem, &labels)?);
        for (algorithm, signature) in CURVES {
            if let Ok(pair) = EcdsaKeyPair::from_private_key_der(algorithm, &der) {
                return Self::new(Pair::Ec(pair, signature));
            }
        }
        let pair = RsaKeyPair::from_pkcs8(&der).or_else(|_| RsaKeyPair::from_der(&der));
        Self::new(Pair::Rsa(pair.map_err(|_| Error::UnsupportedKey)?))
    }

    fn new(pair: Pair) -> Result<Self, Error> {
        let public: Result<PublicKeyX509Der<'_>, _> = match &pair {
            Pair::Rsa(pair) => pair.public_key().as_der(),
            Pair::Ec(pair, _) => pair.public_key().as_der(),
        };
        let public = public.map_err(|_| Error::Failed)?;
        let public = PublicKey::from_der(public.as_ref())?;
        Ok(Self(Arc::new(Inner { pair, public })))
    }

    /// PKCS#8 in PEM.
    ///
    /// # Errors
    /// When the cryptographic library cannot write it.
    pub(crate) fn to_pem(&self) -> Result<Zeroizing<String>, Error> {
        let pem = text::pem("PRIVATE KEY", &self.to_pkcs8()?)?;
        Ok(Zeroizing::new(pem))
    }

    /// PKCS#8.
    ///
    /// # Errors
    /// When the cryptographic library cannot write it.
    pub(crate) fn to_pkcs8(&self) -> Result<Zeroizing<Vec<u8>>, Error> {
        let der = match &self.0.pair {
            Pair::Rsa(pair) => {
                let der = pair.as_der().map_err(|_| Error::Failed)?;
                der.as_ref().to_vec()
            }
            Pair::Ec(pair, _) => {
                let der = pair.to_pkcs8v1().map_err(|_| Error::Failed)?;
                der.as_ref().to_vec()
            }
        };
        Ok(Zeroizing::new(der))
    }

    pub(crate) fn public_key(&self) -> &PublicKey {
        &self.0.public
    }

    /// Whether signing takes long.
    pub(crate) fn is_slow(&self) -> bool {
        matches!(self.0.pair, Pair::Rsa(_))
    }

    /// The algorithm of the signatures that `sign` makes.
    pub(crate) fn signature_algorithm(&self) -> AlgorithmIdentifier {
        match self.0.pair {
            Pair::Rsa(_) => AlgorithmIdentifier {
                oid: SHA_256_WITH_RSA_ENCRYPTION,
                parameters: Some(Any::null()),
            },
            Pair::Ec(_, oid) => AlgorithmIdentifier {
                oid,
                parameters: None,
            },
        }
    }

    /// Signs a message.
    ///
    /// # Errors
    /// When the cryptographic library cannot.
    pub(crate) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let random = SystemRandom::new();
        match &self.0.pair {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature)
                    .map_err(|_| Error::Failed)?;
                Ok(signature)
            }
            Pair::Ec(pair, _) => {
                let signature = pair.sign(&random, message).map_err(|_| Error::Failed)?;
                Ok(signature.as_ref().to_vec())
            }
        }
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PrivateKey(redacted)")
    }
}

impl Serialize for PrivateKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let pem = self.to_pem().map_err(serde::ser::Error::custom)?;
        serializer.serialize_str(&pem)
    }
}

impl<'de> Deserialize<'de> for PrivateKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let pem = Zeroizing::new(String::deserialize(deserializer)?);
        Self::from_pem(&pem).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_survive_being_written_and_read_and_show_nothing() -> Result<(), Error> {
        for kind in [KeyType::Rsa2048, KeyType::Ec256, KeyType::Ec521] {
            let key = PrivateKey::generate(kind)?;
            let pem = key.to_pem()?;
            assert!(pem.starts_with("-----BEGIN PRIVATE KEY-----\n"));
            let read = PrivateKey::from_pem(&pem)?;
            assert_eq!(read.public_key(), key.public_key());
            let signature = read.sign(b"message")?;
            let algorithm = read.signature_algorithm();
            let public = key.public_key();
            assert_eq!(public.verify(&algorithm, b"message", &signature), Ok(()));
            assert_eq!(
                public.verify(&algorithm, b"another", &signature),
                Err(Error::BadSignature)
            );
            assert_eq!(format!("{key:?}"), "PrivateKey(redacted)");
        }
        Ok(())
    }
}
