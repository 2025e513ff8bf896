//! Refusals by the gateway, as JSON and as XML.

use std::borrow::Cow;

use axum::http::HeaderMap;
use axum::http::header::ACCEPT;
use serde_json::json;

use super::xml;
use crate::reply::{Damage, Reply};

/// The gateway's codes, each with its HTTP status and its message.
pub(crate) const CODES: [(&str, u16, &str); 11] = [
    ("100", 400, "Bad Request Exception"),
    ("200", 401, "Authentication Failed"),
    ("210", 401, "Permission Denied"),
    ("300", 404, "Not Found Exception"),
    ("400", 429, "Quota Exceeded"),
    ("410", 429, "Throttle Limited"),
    ("420", 429, "Rate Limited"),
    ("430", 413, "Request Entity Too Large"),
    ("500", 503, "Endpoint Error"),
    ("510", 504, "Endpoint Timeout"),
    ("900", 500, "Unexpected Error"),
];

/// A refusal by the gateway.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    status: u16,
    code: Cow<'static, str>,
    message: Cow<'static, str>,
    details: Option<&'static str>,
    diagnosis: Option<String>,
}

impl Failure {
    /// Any failure; those of the gateway itself have functions of their own.
    pub(crate) fn new(
        status: u16,
        code: impl Into<Cow<'static, str>>,
        message: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            status,
            code: code.into(),
            message: message.into(),
            details: None,
            diagnosis: None,
        }
    }

    /// The request target or the transfer is malformed.
    pub(crate) fn malformed() -> Self {
        Self::new(400, "100", "Bad Request Exception")
    }

    /// The key pair may not do this, or not from there.
    pub(super) fn not_permitted(diagnosis: String) -> Self {
        Self::new(401, "210", "Permission Denied").explained(diagnosis)
    }

    /// No operation has this path and method.
    pub(crate) fn unknown_route() -> Self {
        Self::new(404, "300", "Not Found Exception")
    }

    /// No more requests are left.
    pub(super) fn quota_exceeded(diagnosis: String) -> Self {
        Self::new(429, "400", "Quota Exceeded").explained(diagnosis)
    }

    /// Too many requests in a second.
    pub(super) fn throttled(diagnosis: String) -> Self {
        Self::new(429, "410", "Throttle Limited").explained(diagnosis)
    }

    /// Too many requests in a window of time.
    pub(super) fn rate_limited(diagnosis: String) -> Self {
        Self::new(429, "420", "Rate Limited").explained(diagnosis)
    }

    /// The body is larger than the emulator takes.
    pub(crate) fn too_large() -> Self {
        Self::new(413, "430", "Request Entity Too Large")
    }

    /// Something failed that is no fault of the request; `error` is for the verdict.
    pub(crate) fn unexpected(error: String) -> Self {
        Self::new(500, "900", "Unexpected Error").explained(error)
    }

    /// Something that authentication needs was not sent.
    pub(super) fn missing(diagnosis: impl Into<String>) -> Self {
        Self::unauthenticated("Authentication information are missing.", diagnosis)
    }

    /// Something that authentication needs is wrong.
    pub(super) fn invalid(diagnosis: impl Into<String>) -> Self {
        Self::unauthenticated("Invalid authentication information.", diagnosis)
    }

    fn unauthenticated(details: &'static str, diagnosis: impl Into<String>) -> Self {
        Self {
            details: Some(details),
            ..Self::new(401, "200", "Authentication Failed").explained(diagnosis.into())
        }
    }

    fn explained(mut self, diagnosis: String) -> Self {
        self.diagnosis = Some(diagnosis);
        self
    }

    /// The answer, as JSON or, for those who ask for it, as XML.
    pub(crate) fn reply(self, headers: &HeaderMap) -> Reply {
        let (media_type, body) = if wants_xml(headers) {
            ("application/xml", xml::failure(&self.code, &self.message))
        } else {
            let mut error = json!({ "errorCode": self.code, "message": self.message });
            if let Some(details) = self.details {
                error["details"] = details.into();
            }
            ("application/json", json!({ "error": error }).to_string())
        };
        let mut verdict = format!("gateway: {} ({})", self.message, self.code);
        if let Some(diagnosis) = &self.diagnosis {
            verdict = format!("{verdict}: {diagnosis}");
        }
        Reply {
            status: self.status,
            media_type: Some(media_type.to_owned()),
            body: body.into_bytes(),
            from_service: false,
            damage: Damage::None,
            diagnosis: self.diagnosis,
            verdict,
        }
    }
}

/// JSON is the default, also for those who take both.
fn wants_xml(headers: &HeaderMap) -> bool {
    let accepts = |media_type: &str| {
        headers.get_all(ACCEPT).iter().any(|value| {
            let value = String::from_utf8_lossy(value.as_bytes()).to_lowercase();
            value.contains(media_type)
        })
    };
    accepts("application/xml") && !accepts("application/json")
}
