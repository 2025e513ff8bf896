//! Encrypting and decrypting bytes: Base64 is for the wire only. Written by hand, beside what is
//! generated.

use ncloud_core::{CallOptions, Error, Result, SecretBytes, SecretOrList, StringOrList};

use crate::types::{DecryptRequest, EncryptRequest, KeyType};
use crate::{Client, operations};

/// Bytes that a key of the type `AES256` encrypts at most.
const MOST_SYMMETRIC: usize = 32 * 1024;
/// Bytes that a key of the type `RSA2048` encrypts at most.
const MOST_ASYMMETRIC: usize = 190;
/// Bytes of a context at most.
const MOST_CONTEXT: usize = 50;
/// Why an answer is not accepted.
const A_LIST: &str = "the answer is a list, and one text was sent";

impl Client {
    /// Encrypts bytes with the newest version of a key: at most 32 KB with a key of the type `AES256`,
    /// at most 190 bytes with one of the type `RSA2048`. For more, encrypt with a data key of one's own
    /// ([`Client::create_custom_key`]).
    ///
    /// ```no_run
    /// use ncloud_kms::types::KeyType;
    ///
    /// async fn round_trip(kms: &ncloud_kms::Client, tag: &str) -> ncloud_kms::Result<()> {
    ///     let ciphertext = kms.encrypt_bytes(tag, KeyType::Aes256, b"card number").send().await?;
    ///     let bytes = kms.decrypt_bytes(tag, ciphertext.as_str()).send().await?;
    ///     assert_eq!(bytes.expose(), b"card number");
    ///     Ok(())
    /// }
    /// ```
    pub fn encrypt_bytes(
        &self,
        key_tag: impl Into<String>,
        key_type: KeyType,
        bytes: impl Into<Vec<u8>>,
    ) -> EncryptBytes<'_> {
        EncryptBytes {
            client: self,
            key_tag: key_tag.into(),
            key_type,
            bytes: SecretBytes::new(bytes),
            context: None,
            options: CallOptions::new(),
        }
    }

    /// Decrypts what a version of a key encrypted.
    pub fn decrypt_bytes(
        &self,
        key_tag: impl Into<String>,
        ciphertext: impl Into<String>,
    ) -> DecryptBytes<'_> {
        DecryptBytes {
            client: self,
            key_tag: key_tag.into(),
            ciphertext: ciphertext.into(),
            context: None,
            options: CallOptions::new(),
        }
    }
}

/// A call of [`Client::encrypt_bytes`].
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `send` is awaited"]
pub struct EncryptBytes<'a> {
    client: &'a Client,
    key_tag: String,
    key_type: KeyType,
    bytes: SecretBytes,
    context: Option<SecretBytes>,
    options: CallOptions,
}

impl EncryptBytes<'_> {
    /// Context of a convergent key, at most 50 bytes. The same bytes in the same context have the same
    /// ciphertext, which is decrypted in that context only.
    pub fn context(mut self, context: impl Into<Vec<u8>>) -> Self {
        self.context = Some(SecretBytes::new(context));
        self
    }

    /// Sets what this call does differently, for example that it uses a token.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// Sends the call; the ciphertext, to be kept as it is.
    ///
    /// # Errors
    /// When there are more bytes than keys of this type encrypt, when keys of this type do not
    /// encrypt, when the context is too long, and as [`Client::encrypt`].
    pub async fn send(self) -> Result<String> {
        let refusal = |why: String| Error::invalid_request(&operations::ENCRYPT, why);
        let most = match self.key_type {
            KeyType::Ecdsa => {
                return Err(refusal(
                    "keys of the type ECDSA sign, and do not encrypt".to_owned(),
                ));
            }
            KeyType::Rsa2048 => MOST_ASYMMETRIC,
            _ => MOST_SYMMETRIC,
        };
        let count = self.bytes.expose().len();
        if count > most {
            return Err(refusal(format!(
                "there are {count} bytes, and keys of the type {} encrypt at most {most}",
                self.key_type
            )));
        }
        let context = context_text(self.context).map_err(refusal)?;
        let mut body = EncryptRequest::builder().plaintext(self.bytes.to_base64());
        if let Some(context) = context {
            body = body.context(context);
        }
        let call = self.client.encrypt().key_tag(self.key_tag).body(body);
        let answer = call.options(self.options).send().await?;
        match &answer.data.ciphertext {
            StringOrList::String(text) => Ok(text.clone()),
            StringOrList::List(_) => Err(Error::unexpected_answer(&operations::ENCRYPT, A_LIST)),
        }
    }
}

/// A call of [`Client::decrypt_bytes`].
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `send` is awaited"]
pub struct DecryptBytes<'a> {
    client: &'a Client,
    key_tag: String,
    ciphertext: String,
    context: Option<SecretBytes>,
    options: CallOptions,
}

impl DecryptBytes<'_> {
    /// Context in which a convergent key encrypted.
    pub fn context(mut self, context: impl Into<Vec<u8>>) -> Self {
        self.context = Some(SecretBytes::new(context));
        self
    }

    /// Sets what this call does differently, for example that it uses a token.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// Sends the call; the bytes.
    ///
    /// # Errors
    /// When the context is too long, when the answer is not Base64, and as [`Client::decrypt`].
    pub async fn send(self) -> Result<SecretBytes> {
        let refusal = |why: String| Error::invalid_request(&operations::DECRYPT, why);
        let context = context_text(self.context).map_err(refusal)?;
        let mut body = DecryptRequest::builder().ciphertext(self.ciphertext);
        if let Some(context) = context {
            body = body.context(context);
        }
        let call = self.client.decrypt().key_tag(self.key_tag).body(body);
        let answer = call.options(self.options).send().await?;
        match &answer.data.plaintext {
            SecretOrList::Secret(text) => SecretBytes::from_base64(text)
                .map_err(|error| Error::unexpected_answer(&operations::DECRYPT, error.message())),
            SecretOrList::List(_) => Err(Error::unexpected_answer(&operations::DECRYPT, A_LIST)),
        }
    }
}

/// A context, if there is one, as it is sent; when it is too long, why not.
fn context_text(context: Option<SecretBytes>) -> Result<Option<String>, String> {
    let Some(context) = context else {
        return Ok(None);
    };
    let count = context.expose().len();
    if count > MOST_CONTEXT {
        return Err(format!(
            "the context has {count} bytes, and {MOST_CONTEXT} are the most"
        ));
    }
    Ok(Some(context.to_base64().expose().to_owned()))
}
