//! The requests so far, without what is secret in them.

use std::collections::HashSet;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Control, Failure};
use crate::received::{REDACTED, ReceivedRequest};

/// Which requests to list.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct After {
    /// Number of the last request that the caller has seen.
    #[serde(default)]
    pub(super) after: u64,
}

pub(super) async fn list(
    State(control): State<Control>,
    query: Result<Query<After>, QueryRejection>,
) -> Result<axum::Json<Value>, Failure> {
    let Query(After { after }) = query?;
    let requests = control.server.received.after(after);
    let shown = requests
        .iter()
        .map(|request| shown(request, &control.secrets));
    let shown: Vec<Value> = shown.collect();
    Ok(axum::Json(json!({ "requests": shown })))
}

pub(super) async fn clear(State(control): State<Control>) -> StatusCode {
    control.server.received.clear();
    StatusCode::NO_CONTENT
}

fn shown(request: &ReceivedRequest, secrets: &HashSet<String>) -> Value {
    let headers: Vec<_> = request.shown_headers().collect();
    // A body that is no JSON may hold anything, so only its size is told.
    let mut body = serde_json::from_slice(&request.body).unwrap_or_default();
    redact(&mut body, secrets);
    json!({
        "number": request.number,
        "milliseconds": request.time,
        "method": request.method,
        "target": request.shown_target,
        "headers": headers,
        "body": body,
        "bodyBytes": request.body.len(),
        "status": request.status,
        "verdict": request.verdict,
        "diagnosis": request.diagnosis,
    })
}

/// Replaces members that hold secrets, and private keys wherever they are.
fn redact(value: &mut Value, secrets: &HashSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                if secrets.contains(name) && !member.is_null() {
                    *member = REDACTED.into();
                } else {
                    redact(member, secrets);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| redact(item, secrets)),
        Value::String(text) if text.contains("PRIVATE KEY") => *value = REDACTED.into(),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_replaced_at_every_depth() {
        let mut value = json!({
            "password": "a", "list": [{ "password": 5, "alias": "b" }],
            "certificate": "-----BEGIN EC PRIVATE KEY-----", "empty": { "password": null },
        });
        redact(&mut value, &HashSet::from(["password".to_owned()]));
        let expected = json!({
            "password": REDACTED, "list": [{ "password": REDACTED, "alias": "b" }],
            "certificate": REDACTED, "empty": { "password": null },
        });
        assert_eq!(value, expected);
    }
}
