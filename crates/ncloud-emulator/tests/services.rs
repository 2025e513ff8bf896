//! What all services have in common.

#![allow(
    clippy::unwrap_used,
    reason = "in a test, also in what helps it, a panic is a failure"
)]

mod support;

use std::collections::BTreeMap;

use ncloud_spec::document::{Document, Operation};
use ncloud_spec::json_schema::json_schema;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use support::{Call, call, emulator};

const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----";

fn ca(alias: &str) -> Value {
    json!({
        "alias": alias, "keyType": "EC256", "period": "MAX",
        "x509Parameters": { "commonName": "name000", "country": "KR" },
    })
}

#[tokio::test]
async fn emulators_share_nothing() {
    let (one, other) = (emulator().await, emulator().await);
    call(&one, "POST", "/api/v1/ca?caType=PRIVATE_ROOT", ca("root-1")).await;
    let list = call(&other, "GET", "/api/v1/ca", Value::Null).await.json();
    assert_eq!(list["data"]["totalCnt"], 0);
}

#[tokio::test]
async fn examples_repeat_the_request_but_no_secret() {
    let emulator = emulator().await;
    let target = "/api/v1/ca/4b0bbe37-eeea93b8/crl/config";
    let answer = call(&emulator, "PUT", target, json!({ "expiry": "17" })).await;
    assert_eq!(answer.json()["data"]["expiry"], "17");
    let body = json!({
        "certificateName": "two-certi", "privateKey": "PRIVATE-MARK", "certificateBody": CERTIFICATE,
        "certificateChain": CERTIFICATE,
    });
    let answer = call(&emulator, "POST", "/api/v2/certificate/withExternal", body).await;
    assert_eq!(answer.status, 200);
    assert!(answer.text().contains("two-certi") && !answer.text().contains("PRIVATE-MARK"));
    let target = "/api/v1/ca/4b0bbe37-eeea93b8/cert/00:11";
    assert_eq!(
        call(&emulator, "GET", target, Value::Null).await.json()["data"]["serialNo"],
        "00:11"
    );
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
                assert!(
                    status == 200 || status == bad_request,
                    "{path} {body}: {answer:?}"
                );
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

#[tokio::test]
async fn every_operation_answers_its_example() {
    let mut count = 0;
    // The operations of Search Engine Service need a cluster; its own tests call all of them.
    let services = ncloud_spec::SERVICES
        .iter()
        .filter(|service| service.name != "search-engine");
    for service in services {
        let document = Document::published(*service).unwrap();
        let base = base_path(&document);
        for operation in document.operations() {
            let emulator = emulator().await;
            // What the operation works on has to be there first.
            let mut known = BTreeMap::new();
            let needed = match (service.name, operation.id()) {
                ("private-ca", "getCa" | "updateCa" | "deleteCa") => "PRIVATE_ROOT",
                ("private-ca", "activateSubCa") => "PRIVATE_SUB",
                _ => "",
            };
            if !needed.is_empty() {
                let made = call(
                    &emulator,
                    "POST",
                    &format!("/api/v1/ca?caType={needed}"),
                    ca("needed"),
                )
                .await;
                let tag = made.json()["data"]["caInfo"]["caTag"]
                    .as_str()
                    .unwrap()
                    .to_owned();
                if operation.id() == "deleteCa" {
                    call(
                        &emulator,
                        "PUT",
                        &format!("/api/v1/ca/{tag}"),
                        json!({ "status": "DESTROYING" }),
                    )
                    .await;
                }
                known.insert("caTag".to_owned(), tag);
            }
            let target = target(base, &operation, &known);
            let body = operation.examples().remove(0).body.unwrap_or_default();
            let answer = call(&emulator, &operation.verb.to_uppercase(), &target, body).await;
            let name = format!("{} {}", service.name, operation.id());
            assert_eq!(
                answer.status,
                200,
                "{name} {target}: {}",
                String::from_utf8_lossy(&answer.body)
            );
            count += 1;
            let (media_type, media) = operation.success().unwrap();
            assert_eq!(answer.header("content-type"), Some(media_type), "{name}");
            if media_type != "application/json" {
                continue;
            }
            let validator =
                jsonschema::validator_for(&json_schema(&document, &media["schema"])).unwrap();
            let answer = answer.json();
            if let Err(error) = validator.validate(&answer) {
                panic!("{name}: {error} in {answer}");
            }
            let envelope = &document.service()["envelope"];
            let code = envelope["code"].as_str().unwrap();
            if name != "certificate-manager deleteCertificate" {
                assert_eq!(answer[code], envelope["success"], "{name}");
            }
        }
    }
    assert!(count >= 54, "{count}");
}
