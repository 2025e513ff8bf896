//! Why the service does not do what was asked.

use std::borrow::Cow;

use crate::call::{Call, Outcome};

/// A refusal: HTTP status, code, and the reason in words.
#[derive(Debug)]
pub(super) struct Refusal {
    status: u16,
    code: &'static str,
    message: Cow<'static, str>,
}

impl Refusal {
    /// A rule does not allow it.
    pub(super) fn rule(message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            status: 400,
            code: "BAD_REQUEST",
            message: message.into(),
        }
    }

    /// What the path names is not there.
    pub(super) fn unknown(message: &'static str) -> Self {
        Self {
            status: 404,
            code: "NOT_FOUND",
            message: message.into(),
        }
    }

    pub(super) fn outcome(&self, call: &Call) -> Outcome {
        call.failure(self.status, self.code.into(), &self.message)
    }
}
