//! What the service says when it refuses, always under HTTP 400.

use std::borrow::Cow;

use crate::x509::Error;

/// A refusal: a code of the service, and the reason in words.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) code: &'static str,
    pub(super) message: Cow<'static, str>,
}

impl Refusal {
    pub(super) fn new(code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }

    /// No CA has this tag.
    pub(super) fn unknown_ca() -> Self {
        Self::new("NOT_EXIST_CASTORE", "castore not found")
    }

    /// The state of the CA does not allow it.
    pub(super) fn status(message: &'static str) -> Self {
        Self::new("INVALID_CA_STATUS", message)
    }

    /// A request for a certificate that is of no use.
    pub(super) fn request(error: Error) -> Self {
        let code = match error {
            Error::UnsupportedKey => "INVALID_X509_KEY_TYPE",
            Error::Failed => "FAIL_CORE",
            _ => "INVALID_INPUT",
        };
        Self::new(code, format!("csrPem cannot be signed: {error}"))
    }
}

/// What goes wrong while something is made from values that were checked before: only times that
/// no certificate can hold, and failures of the cryptographic library.
impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        match error {
            Error::Unencodable => Self::new(
                "INVALID_X509_OTHER",
                "the certificate would hold a time or a value that X.509 has no room for",
            ),
            error => Self::new("FAIL_CORE", error.to_string()),
        }
    }
}
