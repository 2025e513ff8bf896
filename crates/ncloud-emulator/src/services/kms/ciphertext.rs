//! The texts that ciphertexts and signatures are answered as: `ncpkms:v3:` and Base64.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::refusal::Refusal;

const PREFIX: &str = "ncpkms:v";

/// Octets that a version of a key has made.
pub(super) struct Sealed {
    pub(super) version: i64,
    pub(super) octets: Vec<u8>,
}

impl Sealed {
    /// Reads a text.
    ///
    /// # Errors
    /// When it is not one that a key has made.
    pub(super) fn read(text: &str) -> Result<Self, Refusal> {
        let parts = text
            .strip_prefix(PREFIX)
            .and_then(|rest| rest.split_once(':'));
        let read = parts.and_then(|(version, octets)| {
            Some(Self {
                version: version.parse().ok()?,
                octets: STANDARD.decode(octets).ok()?,
            })
        });
        read.ok_or_else(|| Refusal::request("the text is not one that a key has made"))
    }

    /// As it is answered.
    pub(super) fn text(&self) -> String {
        format!("{PREFIX}{}:{}", self.version, STANDARD.encode(&self.octets))
    }
}
