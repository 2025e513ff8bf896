//! The key of a version, and what it does with octets.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::hmac;
use aws_lc_rs::rsa::{
    OAEP_SHA256_MGF1SHA256, OaepPrivateDecryptingKey, OaepPublicEncryptingKey, PrivateDecryptingKey,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

use super::rows::KeyType;
use crate::x509::{Error, KeyType as PairType, PrivateKey};

/// The key of a version: as a row it is Base64, or PKCS#8 in PEM.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Material {
    Symmetric(Octets),
    Pair(PrivateKey),
}

/// The octets of a symmetric key.
#[derive(Clone)]
pub(super) struct Octets(Zeroizing<Vec<u8>>);

impl Serialize for Octets {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&Zeroizing::new(STANDARD.encode(&*self.0)))
    }
}

impl<'de> Deserialize<'de> for Octets {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Zeroizing::new(String::deserialize(deserializer)?);
        let octets = STANDARD.decode(&*text).map_err(serde::de::Error::custom)?;
        if octets.len() != AES_256_GCM.key_len() {
            return Err(serde::de::Error::custom("an AES-256 key has 32 bytes"));
        }
        Ok(Self(Zeroizing::new(octets)))
    }
}

/// Random octets.
pub(super) fn random(count: usize) -> Result<Zeroizing<Vec<u8>>, Error> {
    let mut octets = Zeroizing::new(vec![0; count]);
    aws_lc_rs::rand::fill(&mut octets).map_err(|_| Error::Failed)?;
    Ok(octets)
}

impl Material {
    /// Makes a key.
    ///
    /// # Errors
    /// When the cryptographic library cannot.
    pub(super) fn generate(kind: KeyType) -> Result<Self, Error> {
        Ok(match kind {
            KeyType::Aes256 => Self::Symmetric(Octets(random(AES_256_GCM.key_len())?)),
            KeyType::Rsa2048 => Self::Pair(PrivateKey::generate(PairType::Rsa2048)?),
            KeyType::Ecdsa => Self::Pair(PrivateKey::generate(PairType::Ec256)?),
        })
    }

    /// Encrypts. `context` is that of a convergent key, from which, with the text, everything follows.
    ///
    /// # Errors
    /// When the text is too long for the kind of key, and when the cryptographic library cannot.
    pub(super) fn encrypt(&self, text: &[u8], context: Option<&[u8]>) -> Result<Vec<u8>, Error> {
        match self {
            Self::Symmetric(key) => {
                let nonce = match context {
                    Some(context) => key.nonce(context, text),
                    None => random(NONCE_LEN)?.to_vec(),
                };
                let mut sealed = text.to_vec();
                let unique = Nonce::try_assume_unique_for_key(&nonce).map_err(|_| Error::Failed)?;
                let context = Aad::from(context.unwrap_or_default());
                key.cipher()?
                    .seal_in_place_append_tag(unique, context, &mut sealed)
                    .map_err(|_| Error::Failed)?;
                Ok([nonce, sealed].concat())
            }
            Self::Pair(pair) => {
                let public = decrypting(pair)?.public_key();
                let public = OaepPublicEncryptingKey::new(public).map_err(|_| Error::Failed)?;
                let mut sealed = vec![0; public.ciphertext_size()];
                let sealed = public
                    .encrypt(&OAEP_SHA256_MGF1SHA256, text, &mut sealed, None)
                    .map_err(|_| Error::Failed)?;
                Ok(sealed.to_vec())
            }
        }
    }

    /// Decrypts.
    ///
    /// # Errors
    /// When this key and this context did not encrypt it.
    pub(super) fn decrypt(
        &self,
        sealed: &[u8],
        context: Option<&[u8]>,
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        match self {
            Self::Symmetric(key) => {
                let (nonce, sealed) = sealed.split_at_checked(NONCE_LEN).ok_or(Error::Malformed)?;
                let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| Error::Failed)?;
                let mut text = Zeroizing::new(sealed.to_vec());
                let context = Aad::from(context.unwrap_or_default());
                let length = key
                    .cipher()?
                    .open_in_place(nonce, context, &mut text)
                    .map_err(|_| Error::Malformed)?
                    .len();
                text.truncate(length);
                Ok(text)
            }
            Self::Pair(pair) => {
                let private = OaepPrivateDecryptingKey::new(decrypting(pair)?);
                let private = private.map_err(|_| Error::Failed)?;
                let mut text = Zeroizing::new(vec![0; private.min_output_size()]);
                let length = private
                    .decrypt(&OAEP_SHA256_MGF1SHA256, sealed, &mut text, None)
                    .map_err(|_| Error::Malformed)?
                    .len();
                text.truncate(length);
                Ok(text)
            }
        }
    }

    /// The key pair, of a kind that has one.
    pub(super) fn pair(&self) -> Result<&PrivateKey, Error> {
        match self {
            Self::Pair(pair) => Ok(pair),
            Self::Symmetric(_) => Err(Error::UnsupportedKey),
        }
    }
}

impl Octets {
    fn cipher(&self) -> Result<LessSafeKey, Error> {
        let key = UnboundKey::new(&AES_256_GCM, &self.0).map_err(|_| Error::Failed)?;
        Ok(LessSafeKey::new(key))
    }

    /// The nonce of a convergent key: another for every other text and context.
    fn nonce(&self, context: &[u8], text: &[u8]) -> Vec<u8> {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.0);
        // Not the key that encrypts, but one that follows from it.
        let key = hmac::Key::new(hmac::HMAC_SHA256, hmac::sign(&key, b"nonce").as_ref());
        let mut input = hmac::Context::with_key(&key);
        input.update(&(context.len() as u64).to_be_bytes());
        input.update(context);
        input.update(text);
        input.sign().as_ref()[..NONCE_LEN].to_vec()
    }
}

fn decrypting(pair: &PrivateKey) -> Result<PrivateDecryptingKey, Error> {
    PrivateDecryptingKey::from_pkcs8(&pair.to_pkcs8()?).map_err(|_| Error::UnsupportedKey)
}
