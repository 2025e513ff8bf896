//! Judging what came back.

use ncloud_core::{Error, ErrorKind};
use ncloud_spec::document::{Document, Operation};
use serde_json::Value;

use super::deviation::{self, Deviation};
use super::report::Meaning;
use crate::encoding::scalar;

/// An answer: its status and its body, or what is left of it where the call failed.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) meaning: Meaning,
    /// The body where it is JSON.
    pub(crate) json: Option<Value>,
    is_empty: bool,
}

impl Answer {
    /// An answer with a status of success, which may yet be a refusal: the envelope tells.
    pub(crate) fn new(document: &Document, status: u16, body: &[u8]) -> Self {
        let json: Option<Value> = serde_json::from_slice(body).ok();
        let envelope = &document.service()["envelope"];
        let name = envelope["code"].as_str();
        let code = json.as_ref().zip(name);
        // A way through objects is written with slashes.
        let code = code.and_then(|(json, name)| scalar(json.pointer(&format!("/{name}"))?));
        // Codes are text in some envelopes and numbers in others; in some, only failures have one.
        let is_success = code == scalar(&envelope["success"]);
        Self {
            status,
            meaning: match code {
                Some(code) if !is_success => refusal(document, &code),
                // Without a code it is not known what it means; the schema requires one.
                _ => Meaning::Success,
            },
            json,
            is_empty: is_empty(body),
        }
    }

    /// A failed call; nothing when no answer came.
    pub(crate) fn from_error(document: &Document, error: &Error) -> Option<Self> {
        let body = error.raw_body()?;
        let meaning = match error.kind() {
            ErrorKind::Authentication => Meaning::Refused("authentication failed"),
            ErrorKind::PermissionDenied => Meaning::Refused("permission denied"),
            ErrorKind::Throttled => Meaning::Refused("too many requests"),
            ErrorKind::Unavailable => Meaning::Refused("out of order"),
            _ => Meaning::Refused("refused"),
        };
        let mut answer = Self::new(document, error.status()?, body);
        // The code of the service says more than the status.
        if matches!(
            answer.meaning,
            Meaning::Success | Meaning::Refused("refused")
        ) {
            answer.meaning = meaning;
        }
        Some(answer)
    }

    /// Where the answer is not as documented.
    pub(crate) fn deviations(
        &self,
        document: &Document,
        operation: &Operation<'_>,
    ) -> Vec<Deviation> {
        let is_success = matches!(self.meaning, Meaning::Success);
        let schema = if is_success {
            operation.success().map(|(_, media)| &media["schema"])
        } else {
            failure_schema(document, operation, self.status)
        };
        match (schema, &self.json) {
            (Some(schema), Some(json)) => deviation::deviations(document, schema, json),
            // The gateway refuses with an empty body now and then, as documented.
            (_, None) if self.is_empty && !is_success => Vec::new(),
            (None, None) if self.is_empty => Vec::new(),
            (schema, json) => vec![Deviation {
                pointer: String::new(),
                rule: match schema {
                    Some(_) => "JSON".to_owned(),
                    None => "a documented status".to_owned(),
                },
                found: match json {
                    Some(json) => deviation::json_type(json),
                    None if self.is_empty => "nothing",
                    None => "something else",
                },
            }],
        }
    }
}

fn is_empty(body: &[u8]) -> bool {
    body.iter().all(u8::is_ascii_whitespace)
}

/// What a result code means, as far as the document says; the code itself is a value.
fn refusal(document: &Document, code: &str) -> Meaning {
    let lists = |name: &str| {
        let codes = document.service()[name].as_array();
        codes.is_some_and(|codes| {
            let mut codes = codes.iter().filter_map(scalar);
            codes.any(|known| known == code)
        })
    };
    if lists("emptyList") || lists("notFound") {
        Meaning::Refused("nothing was found")
    } else {
        Meaning::Refused("refused")
    }
}

/// The schema of failures. They come under status 200, too, in the form that they have under 4XX.
fn failure_schema<'a>(
    document: &'a Document,
    operation: &Operation<'a>,
    status: u16,
) -> Option<&'a Value> {
    let range = if status >= 500 { "5XX" } else { "4XX" };
    let response = document.resolve(operation.value["responses"].get(range)?);
    response["content"]["application/json"].get("schema")
}
