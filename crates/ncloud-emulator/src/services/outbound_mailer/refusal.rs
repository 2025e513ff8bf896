//! Why the service does not do what was asked.

use std::borrow::Cow;

use crate::call::{Call, Outcome};

/// A refusal. Its reason repeats nothing that was to be sent.
#[derive(Debug)]
pub(super) struct Refusal {
    code: &'static str,
    reason: Cow<'static, str>,
}

impl Refusal {
    /// The request is wrong in itself.
    pub(super) fn request(reason: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code: "77102",
            reason: reason.into(),
        }
    }

    /// What the request names does not exist.
    pub(super) fn not_found(reason: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code: "77103",
            reason: reason.into(),
        }
    }

    pub(super) fn outcome(&self, call: &Call) -> Outcome {
        call.failure(400, self.code.into(), &self.reason)
    }
}
