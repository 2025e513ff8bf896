//! Text and bytes that must not be seen.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

use crate::error::{Error, ErrorKind, Result};

/// A secret key, private key or password.
///
/// It does not show in `Debug`, has no `Display`, and its memory is wiped when it is dropped. It is
/// written to the wire as plain text, because that is what the API takes.
///
/// ```
/// use ncloud_core::Secret;
///
/// let secret = Secret::new("hunter2");
/// assert_eq!(format!("{secret:?}"), "Secret(***)");
/// assert_eq!(secret.expose(), "hunter2");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Keeps `text` as a secret.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The secret itself. Take care where it goes.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(***)")
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(self.expose())
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl FromStr for Secret {
    type Err = Infallible;

    fn from_str(text: &str) -> std::result::Result<Self, Infallible> {
        Ok(Self::new(text))
    }
}

/// Bytes in clear: what was decrypted, or the key of one's own encryption.
///
/// They do not show in `Debug`, which tells how many there are, and their memory is wiped when they are
/// dropped. On the wire they are standard Base64.
///
/// ```
/// use ncloud_core::{Secret, SecretBytes};
///
/// let bytes = SecretBytes::from_base64(&Secret::new("aGVsbG8="))?;
/// assert_eq!(bytes.expose(), b"hello");
/// assert_eq!(format!("{bytes:?}"), "SecretBytes(5 bytes)");
/// assert_eq!(bytes.to_base64(), Secret::new("aGVsbG8="));
/// # Ok::<(), ncloud_core::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct SecretBytes(Zeroizing<Vec<u8>>);

impl SecretBytes {
    /// Keeps `bytes` as a secret.
    #[must_use]
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(Zeroizing::new(bytes.into()))
    }

    /// The bytes of a text as it is on the wire.
    ///
    /// # Errors
    /// When it is not standard Base64; the text is not repeated.
    pub fn from_base64(text: &Secret) -> Result<Self> {
        STANDARD.decode(text.expose()).map(Self::new).map_err(|_| {
            Error::new(
                ErrorKind::UnexpectedAnswer,
                "a secret of the answer is not standard Base64",
            )
        })
    }

    /// As they are on the wire.
    #[must_use]
    pub fn to_base64(&self) -> Secret {
        Secret::new(STANDARD.encode(self.expose()))
    }

    /// The bytes themselves. Take care where they go.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for SecretBytes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SecretBytes({} bytes)", self.0.len())
    }
}
