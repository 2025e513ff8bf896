//! What the service says when it refuses.

use std::borrow::Cow;

use crate::call::Call;

/// A refusal: HTTP status, a code of the service, and the reason in words.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) code: i64,
    pub(super) message: Cow<'static, str>,
}

impl Refusal {
    /// A rule does not allow it.
    pub(super) fn rule(message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            status: 400,
            code: 9011,
            message: message.into(),
        }
    }

    /// There are as many access keys as there may be.
    pub(super) fn too_many_keys() -> Self {
        Self {
            status: 409,
            code: 9012,
            message: "the sub account has as many access keys as it may have".into(),
        }
    }

    /// Something that is not there. The pages differ in the HTTP status.
    pub(super) fn unknown(call: &Call, message: &'static str) -> Self {
        let status = match call.operation.id.as_str() {
            "attachPolicyToSubAccount" => 401,
            "getGroup" => 400,
            _ => 404,
        };
        Self {
            status,
            code: 30,
            message: message.into(),
        }
    }
}
