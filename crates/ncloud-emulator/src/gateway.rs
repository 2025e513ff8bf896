//! What the gateway does before a service sees a request: authentication, and its own failures.

use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, HOST};
use serde_json::json;

use crate::diagnosis::{self, Sent};
use crate::key::Key;
use crate::reply::Reply;
use crate::signature;
use crate::xml;

/// Header with the time of signing, epoch milliseconds.
const TIMESTAMP: &str = "x-ncp-apigw-timestamp";
/// Header with the access key.
const ACCESS_KEY: &str = "x-ncp-iam-access-key";
/// Header with the signature.
const SIGNATURE: &str = "x-ncp-apigw-signature-v2";
/// Clocks that differ by this much, in milliseconds, or more differ too much.
const CLOCK_WINDOW: u64 = 5 * 60 * 1000;

/// A refusal by the gateway.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    status: u16,
    code: &'static str,
    message: &'static str,
    details: Option<&'static str>,
    diagnosis: Option<String>,
}

impl Failure {
    const fn new(status: u16, code: &'static str, message: &'static str) -> Self {
        Self {
            status,
            code,
            message,
            details: None,
            diagnosis: None,
        }
    }

    /// The request target or the transfer is malformed.
    pub(crate) const fn malformed() -> Self {
        Self::new(400, "100", "Bad Request Exception")
    }

    /// No operation has this path and method.
    pub(crate) const fn unknown_route() -> Self {
        Self::new(404, "300", "Not Found Exception")
    }

    /// The body is larger than the emulator takes.
    pub(crate) const fn too_large() -> Self {
        Self::new(413, "430", "Request Entity Too Large")
    }

    /// Something failed that is no fault of the request; `error` is for the verdict.
    pub(crate) fn unexpected(error: String) -> Self {
        Self {
            diagnosis: Some(error),
            ..Self::new(500, "900", "Unexpected Error")
        }
    }

    fn unauthenticated(details: &'static str, diagnosis: impl Into<String>) -> Self {
        Self {
            details: Some(details),
            diagnosis: Some(diagnosis.into()),
            ..Self::new(401, "200", "Authentication Failed")
        }
    }

    fn missing(name: &str) -> Self {
        let diagnosis = format!("the header {name} is missing");
        Self::unauthenticated("Authentication information are missing.", diagnosis)
    }

    fn invalid(diagnosis: impl Into<String>) -> Self {
        Self::unauthenticated("Invalid authentication information.", diagnosis)
    }

    /// The answer, as JSON or, for those who ask for it, as XML.
    pub(crate) fn reply(self, headers: &HeaderMap) -> Reply {
        let (media_type, body) = if wants_xml(headers) {
            ("application/xml", xml::failure(self.code, self.message))
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

/// Finds the key pair of a request, if its signature over `target` as received is right.
pub(crate) fn authenticate<'a>(
    keys: &'a [Key],
    method: &str,
    target: &str,
    headers: &HeaderMap,
    now: i64,
) -> Result<&'a Key, Failure> {
    let timestamp = header(headers, TIMESTAMP)?;
    let access_key = header(headers, ACCESS_KEY)?;
    let signature = header(headers, SIGNATURE)?;
    let key = keys
        .iter()
        .find(|key| key.access == access_key)
        .ok_or_else(|| Failure::invalid("the emulator was not started with this access key"))?;
    check_clock(timestamp, now)?;
    let text = signature::string_to_sign(method, target, timestamp, access_key);
    let secret = key.secret.expose();
    let matches = signature::decode(signature)
        .is_some_and(|signature| signature::is_of(&signature, &text, secret.as_bytes()));
    if matches {
        return Ok(key);
    }
    let sent = Sent {
        method,
        target,
        timestamp,
        access_key,
        host: headers.get(HOST).and_then(|host| host.to_str().ok()),
    };
    Err(Failure::invalid(diagnosis::explain(
        sent, signature, secret,
    )))
}

/// The text of a header; an empty one counts as missing.
fn header<'a>(headers: &'a HeaderMap, name: &str) -> Result<&'a str, Failure> {
    let value = headers.get(name).filter(|value| !value.is_empty());
    let text = value.ok_or_else(|| Failure::missing(name))?.to_str();
    text.map_err(|_| Failure::invalid(format!("the header {name} is not ASCII text")))
}

fn check_clock(timestamp: &str, now: i64) -> Result<(), Failure> {
    let decimal = timestamp.bytes().all(|byte| byte.is_ascii_digit());
    let time = timestamp.parse::<i64>().ok().filter(|_| decimal);
    let time = time.ok_or_else(|| {
        Failure::invalid("the timestamp is no decimal number of milliseconds since 1970")
    })?;
    let apart = now.abs_diff(time);
    if apart < CLOCK_WINDOW {
        return Ok(());
    }
    let seconds_sent = now.abs_diff(time.saturating_mul(1000)) < CLOCK_WINDOW;
    Err(Failure::invalid(if seconds_sent {
        "the timestamp is in seconds; it must be in milliseconds".to_owned()
    } else {
        let direction = if time < now { "behind" } else { "ahead of" };
        format!(
            "the timestamp is {} s {direction} the emulator's clock",
            apart / 1000
        )
    }))
}
