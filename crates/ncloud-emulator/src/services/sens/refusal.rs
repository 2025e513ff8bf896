//! Why the service does not do what was asked.

use std::borrow::Cow;

use crate::call::{Call, Content, Outcome};

/// A refusal. Its reason repeats nothing that was to be sent.
#[derive(Debug)]
pub(super) struct Refusal {
    status: u16,
    reason: Cow<'static, str>,
    /// Whether the answer has no body: how a list says that it is empty.
    is_empty_list: bool,
}

impl Refusal {
    /// The request is wrong in itself.
    pub(super) fn request(reason: impl Into<Cow<'static, str>>) -> Self {
        Self::new(400, reason)
    }

    /// The channel is switched off, or there is none of this id.
    pub(super) fn forbidden(reason: impl Into<Cow<'static, str>>) -> Self {
        Self::new(403, reason)
    }

    /// What the request names does not exist.
    pub(super) fn not_found(reason: impl Into<Cow<'static, str>>) -> Self {
        Self::new(404, reason)
    }

    /// A list has no entries.
    pub(super) fn empty_list() -> Self {
        Self {
            is_empty_list: true,
            ..Self::new(404, "")
        }
    }

    fn new(status: u16, reason: impl Into<Cow<'static, str>>) -> Self {
        Self {
            status,
            reason: reason.into(),
            is_empty_list: false,
        }
    }

    pub(super) fn outcome(&self, call: &Call) -> Outcome {
        if self.is_empty_list {
            return Outcome {
                status: self.status,
                content: Content::Nothing,
            };
        }
        call.failure(self.status, self.status.into(), &self.reason)
    }
}
