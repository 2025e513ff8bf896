//! Why the service does not do what was asked.

use std::borrow::Cow;

use crate::call::{Call, Outcome};

/// A refusal. Its reason repeats no secret.
#[derive(Debug)]
pub(super) struct Refusal {
    status: u16,
    code: &'static str,
    reason: Cow<'static, str>,
}

impl Refusal {
    /// The request is wrong in itself.
    pub(super) fn request(reason: impl Into<Cow<'static, str>>) -> Self {
        Self::new(400, "INVALID_REQUEST", reason)
    }

    /// The caller may not do it.
    pub(super) fn forbidden(reason: impl Into<Cow<'static, str>>) -> Self {
        Self::new(403, "FORBIDDEN", reason)
    }

    /// What the request names does not exist.
    pub(super) fn not_found(reason: impl Into<Cow<'static, str>>) -> Self {
        Self::new(404, "NOT_FOUND", reason)
    }

    /// The state of the secret or of its rotation does not allow it.
    pub(super) fn state(reason: impl Into<Cow<'static, str>>) -> Self {
        Self::new(422, "INVALID_STATUS", reason)
    }

    /// A key, or something else beside the secret, does not allow it.
    pub(super) fn rule(reason: impl Into<Cow<'static, str>>) -> Self {
        Self::new(422, "UNPROCESSABLE_ENTITY", reason)
    }

    fn new(status: u16, code: &'static str, reason: impl Into<Cow<'static, str>>) -> Self {
        Self {
            status,
            code,
            reason: reason.into(),
        }
    }

    pub(super) fn outcome(&self, call: &Call) -> Outcome {
        call.failure(self.status, self.code.into(), &self.reason)
    }
}
