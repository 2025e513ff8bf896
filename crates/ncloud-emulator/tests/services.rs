//! What all services have in common.

#![allow(
    clippy::unwrap_used,
    reason = "in a test, also in what helps it, a panic is a failure"
)]

mod support;

use std::collections::BTreeMap;

use ncloud_spec::document::{Document, Operation};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use support::{Call, ca, call, emulator};

#[tokio::test]
async fn emulators_share_nothing() {
    let (one, other) = (emulator().await, emulator().await);
    call(&one, "POST", "/api/v1/ca?caType=PRIVATE_ROOT", ca("root-1")).await;
    let list = call(&other, "GET", "/api/v1/ca", Value::Null).await.json();
    assert_eq!(list["data"]["totalCnt"], 0);
}

/// The path of an operation's example, with the values that `known` has instead.
fn target(base: &str, operation: &Operation<'_>, known: &BTreeMap<String, String>) -> String {
    let example = operation.examples().remove(0);
    let encode = |value: &Value| {
        let text = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        utf8_percent_encode(&text, NON_ALPHANUMERIC).to_string()
    };
    let mut path = format!("{base}{}", operation.path);
    for (name, value) in &example.path {
        let value = known
            .get(name)
            .map_or_else(|| value.clone(), |text| json!(text));
        path = path.replace(&format!("{{{name}}}"), &encode(&value));
    }
    let query: Vec<String> = example
        .query
        .iter()
        .map(|(name, value)| format!("{name}={}", encode(value)))
        .collect();
    if query.is_empty() {
        path
    } else {
        format!("{path}?{}", query.join("&"))
    }
}

/// In debug builds each answer is held against its schema, also those to nonsense.
#[tokio::test]
async fn every_operation_answers_nonsense() {
    let emulator = emulator().await;
    let deep = format!("{}1{}", "[".repeat(500), "]".repeat(500));
    let bodies = [
        "",
        " ",
        "{",
        "null",
        "[]",
        "1",
        "\"x\"",
        "{\"a\":null}",
        "{}",
        &deep,
        "\u{feff}{}",
    ];
    for service in ncloud_spec::SERVICES {
        let document = Document::published(*service).unwrap();
        let bad_request = document.service()["badRequest"]["status"].as_u64().unwrap();
        for operation in document.operations() {
            let base = base_path(&document);
            let target = target(base, &operation, &BTreeMap::new());
            let path = target.split('?').next().unwrap();
            for body in bodies {
                let call = Call::new(&operation.verb.to_uppercase(), path)
                    .body(body)
                    .signed();
                let answer = call.send(&emulator).await;
                let status = u64::from(answer.status);
                // A service that refuses as the gateway does has a status for each kind of refusal.
                let envelope = &document.service()["envelope"];
                let says_by_status = envelope.is_null() || envelope["failure"].is_string();
                let refused = if says_by_status {
                    (400..500).contains(&status)
                } else {
                    status == bad_request
                };
                let (success, _) = operation.success_response().unwrap();
                let succeeded = status.to_string() == success;
                assert!(succeeded || refused, "{path} {body}: {answer:?}");
                let required = operation.request_body().is_some_and(|media| {
                    let schema = document.resolve(&media["schema"]);
                    schema["required"]
                        .as_array()
                        .is_some_and(|names| !names.is_empty())
                });
                assert!(
                    !required || status == bad_request,
                    "{path} {body}: {answer:?}"
                );
            }
        }
    }
}

/// The base path of the first server.
fn base_path(document: &Document) -> &str {
    let server = document.servers().next().unwrap().url;
    let rest = server.strip_prefix("https://").unwrap();
    rest.find('/').map_or("", |at| &rest[at..])
}
