//! What can be wrong with keys, certificates and requests.

use std::fmt;

/// Why something could not be read, checked or made. Holds nothing of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Error {
    /// The text holds no PEM block of the kind that was looked for, or a broken one.
    NotPem,
    /// The content is not what its PEM label says, or breaks a rule of DER.
    Malformed,
    /// A key of a kind, curve or size that is not supported.
    UnsupportedKey,
    /// A signature algorithm that is not supported, or not with this key.
    UnsupportedAlgorithm,
    /// The signature does not belong to the content and the key.
    BadSignature,
    /// A value that the structure has no room for.
    Unencodable,
    /// The cryptographic library refused, for example because memory is short.
    Failed,
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::NotPem => "it is not PEM of the expected kind",
            Self::Malformed => "its content is malformed",
            Self::UnsupportedKey => {
                "its key is not supported: RSA with 2048 to 8192 bits, P-256, P-384, P-521 or Ed25519"
            }
            Self::UnsupportedAlgorithm => "its signature algorithm is not supported",
            Self::BadSignature => "its signature is not valid",
            Self::Unencodable => "it holds a value that a certificate cannot hold",
            Self::Failed => "the cryptographic operation failed",
        })
    }
}

impl std::error::Error for Error {}

impl From<der::Error> for Error {
    fn from(_: der::Error) -> Self {
        Self::Malformed
    }
}
