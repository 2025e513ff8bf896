//! Why the service does not do what was asked.

use std::borrow::Cow;

use crate::call::{Call, Outcome};

/// A refusal. Its reason repeats no secret.
#[derive(Debug)]
pub(super) struct Refusal {
    /// Whether it comes with the HTTP status of a success.
    is_answer: bool,
    reason: Cow<'static, str>,
}

impl Refusal {
    /// The same refusal as one of the documented answers: with the HTTP status of a success.
    pub(super) fn into_answer(self) -> Self {
        Self {
            is_answer: true,
            ..self
        }
    }

    pub(super) fn outcome(&self, call: &Call) -> Outcome {
        let envelope = &call.operation.service.envelope;
        let status = if self.is_answer {
            200
        } else {
            envelope.bad_request
        };
        call.failure(status, envelope.invalid.clone(), &self.reason)
    }
}

impl From<&'static str> for Refusal {
    fn from(reason: &'static str) -> Self {
        Self {
            is_answer: false,
            reason: reason.into(),
        }
    }
}

impl From<String> for Refusal {
    fn from(reason: String) -> Self {
        Self {
            is_answer: false,
            reason: reason.into(),
        }
    }
}
