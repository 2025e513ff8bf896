//! What the service says when it refuses.

use std::borrow::Cow;

use crate::x509::Error;

/// A refusal: HTTP status, a code of the service, and the reason in words.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) code: &'static str,
    pub(super) message: Cow<'static, str>,
}

impl Refusal {
    fn new(status: u16, code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
        }
    }

    /// A value that is of no use.
    pub(super) fn request(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(400, "INVALID_REQUEST", message)
    }

    /// A token that is not accepted.
    pub(super) fn token(message: &'static str) -> Self {
        Self::new(401, "UNAUTHORIZED", message)
    }

    /// An address from which the key may not be used.
    pub(super) fn address() -> Self {
        Self::new(403, "FORBIDDEN", "the address is not allowed")
    }

    /// Something that is not there.
    pub(super) fn unknown(message: &'static str) -> Self {
        Self::new(404, "NOT_FOUND", message)
    }

    /// The state of the key or of its version does not allow it.
    pub(super) fn status(message: &'static str) -> Self {
        Self::new(422, "INVALID_STATUS", message)
    }

    /// Another rule does not allow it.
    pub(super) fn rule(message: &'static str) -> Self {
        Self::new(422, "UNPROCESSABLE_ENTITY", message)
    }
}

/// The cryptographic library failed with values that were checked before.
impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::new(500, "INTERNAL_SERVER_ERROR", error.to_string())
    }
}
