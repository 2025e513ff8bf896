//! What the services answer.

#![allow(
    clippy::unwrap_used,
    reason = "in a test, also in what helps it, a panic is a failure"
)]

mod support;

use std::collections::BTreeMap;

use ncloud_emulator::Emulator;
use ncloud_spec::document::{Document, Operation};
use ncloud_spec::json_schema::json_schema;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use support::{Answer, Call, NOW, emulator};

const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----";
const PRIVATE_KEY: &str = "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----";

async fn call(emulator: &Emulator, method: &str, target: &str, body: Value) -> Answer {
    let call = Call::new(method, target);
    let call = if body.is_null() {
        call
    } else {
        call.json(&body)
    };
    call.signed().send(emulator).await
}

fn is(answer: &Answer, status: u16, expected: Value) {
    assert_eq!((answer.status, answer.json()), (status, expected));
}

fn certificate(name: &str) -> Value {
    json!({
        "certificateName": name,
        "privateKey": PRIVATE_KEY,
        "publicKeyCertificate": CERTIFICATE,
        "certificateChain": format!("{CERTIFICATE}\n{CERTIFICATE}\n"),
    })
}

fn ca(alias: &str) -> Value {
    json!({
        "alias": alias, "keyType": "EC256", "period": "MAX",
        "x509Parameters": { "commonName": "name000", "country": "KR" },
    })
}

#[tokio::test]
async fn certificate_manager_says_what_is_missing_and_what_is_invalid() {
    let emulator = emulator().await;
    let target = "/api/v1/certificate/withExternal";
    let mut body = certificate("zero-certi");
    body.as_object_mut().unwrap().remove("certificateName");
    let missing = json!({ "returnCode": "2100", "returnMessage": "CertificateName is missing" });
    is(
        &call(&emulator, "POST", target, body.clone()).await,
        400,
        missing.clone(),
    );
    body["certificateName"] = Value::Null;
    is(&call(&emulator, "POST", target, body).await, 400, missing);
    let answer = call(&emulator, "POST", target, Value::Null).await;
    let message = "CertificateName is missing; PrivateKey is missing; PublicKeyCertificate is missing; \
                   CertificateChain is missing";
    is(
        &answer,
        400,
        json!({ "returnCode": "2100", "returnMessage": message }),
    );
    let message = "CertificateName is invalid. certificateName can only contain 3-20 English alphabet, \
                   numbers, and \"-\" and must start with an alphabetic character.";
    for name in ["1", "1abc", "a_b", "a2345678901234567890-"] {
        let answer = call(&emulator, "POST", target, certificate(name)).await;
        is(
            &answer,
            400,
            json!({ "returnCode": "2000", "returnMessage": message }),
        );
    }
    let answer = Call::new("POST", target)
        .body("{")
        .signed()
        .send(&emulator)
        .await;
    is(
        &answer,
        400,
        json!({ "returnCode": "2000", "returnMessage": "Body is invalid. body must be JSON." }),
    );
    let mut body = certificate("zero-certi");
    body["privateKey"] = json!(123_454_321);
    let answer = call(&emulator, "POST", target, body).await;
    assert_eq!(
        (answer.status, &answer.json()["returnCode"]),
        (400, &json!("2000"))
    );
    assert!(answer.text().contains("privateKey") && !answer.text().contains("123454321"));

    let answer = call(
        &emulator,
        "GET",
        "/api/v1/certificates?certificateNo=+1",
        Value::Null,
    )
    .await;
    let message = "CertificateNo is invalid. certificateNo must be of type integer.";
    is(
        &answer,
        400,
        json!({ "returnCode": "2000", "returnMessage": message }),
    );
    let answer = call(&emulator, "DELETE", "/api/v1/certificate/1", Value::Null).await;
    is(
        &answer,
        400,
        json!({ "returnCode": "2100", "returnMessage": "CertificateName is missing" }),
    );
    let answer = call(
        &emulator,
        "GET",
        "/api/v1/certificates?unknown=%25",
        Value::Null,
    )
    .await;
    assert_eq!(answer.status, 200);
    let answer = call(
        &emulator,
        "POST",
        "/api/v2/certificate/setCertificateRenewal",
        json!({}),
    )
    .await;
    let message = "CertificateNo is missing; RenewalYn is missing";
    is(
        &answer,
        400,
        json!({ "returnCode": "2100", "returnMessage": message }),
    );
}

#[tokio::test]
async fn private_ca_says_what_is_missing_and_what_is_invalid() {
    let emulator = emulator().await;
    let refused =
        |message: &str| json!({ "code": "INVALID_REQUEST", "msg": message, "data": null });
    let answer = call(&emulator, "POST", "/api/v1/ca", ca("CA002")).await;
    is(&answer, 400, refused("caType is missing."));
    let answer = call(&emulator, "POST", "/api/v1/ca?caType=PRIVATE", ca("CA002")).await;
    is(
        &answer,
        400,
        refused("Invalid request. caType must be one of PRIVATE_ROOT, PRIVATE_SUB."),
    );
    let mut body = ca("CA002");
    body["x509Parameters"] = json!({});
    let answer = call(&emulator, "POST", "/api/v1/ca?caType=PRIVATE_ROOT", body).await;
    is(&answer, 400, refused("common name is missing."));
    let mut body = ca("CA002");
    body["x509Parameters"]["commonName"] = "x".repeat(65).into();
    let answer = call(&emulator, "POST", "/api/v1/ca?caType=PRIVATE_ROOT", body).await;
    is(
        &answer,
        400,
        refused("Invalid request. x509Parameters.commonName must have at most 64 characters."),
    );
}

#[tokio::test]
async fn search_engine_says_what_is_missing_and_what_is_invalid() {
    let emulator = emulator().await;
    let target = "/api/v2/snapshot/updateAPIAuthenticationKey/1531843";
    let secret = json!({ "accessKeyId": 1, "secretKey": 9_876_543 });
    for (body, message) in [
        (json!({ "accessKeyId": "aaaaa" }), "secretKey is missing"),
        (
            secret,
            "accessKeyId has another JSON type than documented; secretKey has another JSON type than documented",
        ),
    ] {
        let answer = call(&emulator, "POST", target, body).await;
        let mut shown = answer.json();
        let id = shown.as_object_mut().unwrap().remove("requestId").unwrap();
        assert_eq!(id.as_str().unwrap().len(), 36);
        assert_eq!(
            (answer.status, shown),
            (
                400,
                json!({ "code": 400, "message": message, "result": null })
            )
        );
    }
    let answer = call(
        &emulator,
        "GET",
        "/api/v2/cluster/getClusterInfo/abc",
        Value::Null,
    )
    .await;
    assert_eq!(
        answer.json()["message"],
        "serviceGroupInstanceNo must be of type integer"
    );
}

#[tokio::test]
async fn search_engine_takes_key_pairs_in_every_region() {
    let emulator = emulator().await;
    let body = json!({ "accessKeyId": "aaaaa", "secretKey": "bbbbb" });
    for base in ["/api/v2", "/api/sgn-v2", "/api/jpn-v2", "/api/krs-v2"] {
        let target = format!("{base}/snapshot/updateAPIAuthenticationKey/42");
        let answer = call(&emulator, "POST", &target, body.clone()).await;
        let shown = answer.json();
        assert_eq!(
            (answer.status, &shown["code"], &shown["result"]),
            (200, &json!(0), &json!(true))
        );
        assert!(!answer.text().contains("bbbbb"));
    }
}

#[tokio::test]
async fn certificates_are_created_listed_filtered_and_deleted() {
    let emulator = emulator().await;
    let list = async |query: &str| {
        call(
            &emulator,
            "GET",
            &format!("/api/v1/certificates{query}"),
            Value::Null,
        )
        .await
        .json()
    };
    let empty = json!({ "returnCode": "0", "returnMessage": "Success", "totalRows": 0, "sslCertificateList": [] });
    assert_eq!(list("").await, empty);

    let create = "/api/v1/certificate/withExternal";
    let mut numbers = Vec::new();
    for name in ["zero-certi", "one-certi"] {
        let answer = call(&emulator, "POST", create, certificate(name)).await;
        let shown = answer.json();
        assert_eq!(
            (answer.status, &shown["returnCode"], &shown["totalRows"]),
            (200, &json!("0"), &json!(1))
        );
        let item = &shown["sslCertificateList"][0];
        assert_eq!(item["certificateName"], name);
        assert_eq!(item["regDate"], "2024-11-21 00:00:00");
        numbers.push(item["certificateNo"].as_i64().unwrap());
    }
    assert_ne!(numbers[0], numbers[1]);
    let taken = call(&emulator, "POST", create, certificate("one-certi")).await;
    assert_eq!(
        (taken.status, &taken.json()["returnCode"]),
        (400, &json!("2000"))
    );
    for member in ["privateKey", "publicKeyCertificate", "certificateChain"] {
        let mut body = certificate("two-certi");
        body[member] = "no PEM".into();
        let message = "Unable to load certificate. Expecting PEM format file.";
        let answer = call(&emulator, "POST", create, body).await;
        is(
            &answer,
            200,
            json!({ "returnCode": "1002", "returnMessage": message }),
        );
    }

    assert_eq!(list("").await["totalRows"], 2);
    assert_eq!(
        list("?certificateName=one-certi").await["sslCertificateList"][0]["certificateNo"],
        numbers[1]
    );
    assert_eq!(
        list(&format!("?certificateNo={}", numbers[0])).await["sslCertificateList"][0]["certificateName"],
        "zero-certi"
    );
    assert_eq!(
        list(&format!(
            "?certificateNo={}&certificateName=one-certi",
            numbers[0]
        ))
        .await,
        empty
    );
    assert_eq!(list("?instanceNo=1").await, empty);

    let mismatch = json!({
        "returnCode": "1004",
        "returnMessage": "Failed to delete the certificate. No certificate was found with a matching with requested certificate name and certificate number.",
    });
    let delete = async |number: i64, name: &str| {
        let target = format!("/api/v1/certificate/{number}?certificateName={name}");
        call(&emulator, "DELETE", &target, Value::Null).await
    };
    is(
        &delete(numbers[0], "one-certi").await,
        200,
        mismatch.clone(),
    );
    is(&delete(999_999, "one-certi").await, 200, mismatch.clone());
    is(
        &delete(numbers[0], "zero-certi").await,
        200,
        json!({ "returnCode": "0", "returnMessage": "Success", "totalRows": 1 }),
    );
    is(&delete(numbers[0], "zero-certi").await, 200, mismatch);
    assert_eq!(list("").await["totalRows"], 1);
}

#[tokio::test]
async fn cas_are_created_listed_and_removed() {
    let emulator = emulator().await;
    let post = async |target: &str, body: Value| call(&emulator, "POST", target, body).await;
    let root = post("/api/v1/ca?caType=PRIVATE_ROOT", ca("root-1")).await;
    assert_eq!(root.status, 200);
    let root = root.json();
    assert_eq!(
        (&root["code"], &root["msg"]),
        (&json!("SUCCESS"), &json!("Success"))
    );
    let info = &root["data"]["caInfo"];
    assert_eq!(
        (&info["status"], &info["rgstDate"], &info["alias"]),
        (&json!("ACTIVE"), &json!(NOW), &json!("root-1"))
    );
    assert_eq!(root["data"]["caCertInfo"]["issuerName"], "name000");
    let pem = root["data"]["caCertInfo"]["certPem"].as_str().unwrap();
    assert!(
        pem.starts_with("-----BEGIN CERTIFICATE-----\n")
            && pem.ends_with("\n-----END CERTIFICATE-----")
    );
    let tag = info["caTag"].as_str().unwrap();
    let hex = |text: &str| text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    assert!(
        tag.split_once('-')
            .is_some_and(|(one, two)| hex(one) && hex(two)),
        "{tag}"
    );

    let taken = post("/api/v1/ca?caType=PRIVATE_ROOT", ca("root-1")).await;
    assert_eq!(
        (taken.status, &taken.json()["code"]),
        (400, &json!("ALREADY_EXIST_ALIAS"))
    );
    let unknown = post("/api/v1/ca?caType=PRIVATE_SUB&issuerTag=0-0", ca("sub-1")).await;
    assert_eq!(
        (unknown.status, &unknown.json()["code"]),
        (400, &json!("NOT_EXIST_ISSUER_CA"))
    );
    let sub = post(
        &format!("/api/v1/ca?caType=PRIVATE_SUB&issuerTag={tag}"),
        ca("sub-1"),
    )
    .await
    .json();
    assert_eq!(sub["data"]["caInfo"]["status"], "ACTIVE");
    assert_ne!(sub["data"]["caInfo"]["caTag"], tag);
    let pending = post("/api/v1/ca?caType=PRIVATE_SUB", ca("sub-2"))
        .await
        .json();
    assert_eq!(pending["data"]["caInfo"]["status"], "PENDING");

    let list = call(&emulator, "GET", "/api/v1/ca", Value::Null)
        .await
        .json();
    assert_eq!(
        (&list["data"]["totalCnt"], &list["data"]["currentPageNo"]),
        (&json!(3), &json!(1))
    );
    let aliases = ["root-1", "sub-1", "sub-2"].map(|alias| json!(alias));
    for (at, alias) in aliases.iter().enumerate() {
        assert_eq!(&list["data"]["caInfoList"][at]["caInfo"]["alias"], alias);
    }
    assert_eq!(list["data"]["caInfoList"][0]["caInfo"]["signingCount"], 1);
    let next = call(&emulator, "GET", "/api/v1/ca?pageNo=2", Value::Null)
        .await
        .json();
    assert_eq!(next["data"]["caInfoList"], json!([]));
    let got = call(&emulator, "GET", &format!("/api/v1/ca/{tag}"), Value::Null)
        .await
        .json();
    assert_eq!(got["data"], list["data"]["caInfoList"][0]);

    let path = format!("/api/v1/ca/{tag}");
    let early = call(&emulator, "DELETE", &path, Value::Null).await;
    assert_eq!(
        (early.status, &early.json()["code"]),
        (400, &json!("INVALID_CA_STATUS"))
    );
    let doomed = call(&emulator, "PUT", &path, json!({ "status": "DESTROYING" }))
        .await
        .json();
    assert_eq!(doomed["data"]["destroyDate"], NOW + 72 * 3_600_000);
    let deleted = call(&emulator, "DELETE", &path, Value::Null).await;
    is(
        &deleted,
        200,
        json!({ "code": "SUCCESS", "msg": "Success", "data": null }),
    );
    let list = call(&emulator, "GET", "/api/v1/ca", Value::Null)
        .await
        .json();
    assert_eq!(list["data"]["totalCnt"], 1);
    let gone = call(&emulator, "GET", &path, Value::Null).await;
    is(
        &gone,
        400,
        json!({ "code": "NOT_EXIST_CASTORE", "msg": "castore not found", "data": null }),
    );
}

#[tokio::test]
async fn sub_cas_are_activated_once() {
    let emulator = emulator().await;
    let activate = async |tag: &str, body: Value| {
        call(
            &emulator,
            "POST",
            &format!("/api/v1/ca/{tag}/activate"),
            body,
        )
        .await
    };
    let body = json!({ "certPem": CERTIFICATE, "caChainPem": CERTIFICATE });
    let unknown = activate("0-0", body.clone()).await;
    assert_eq!(
        (unknown.status, &unknown.json()["code"]),
        (400, &json!("NOT_EXIST_CASTORE"))
    );
    let root = call(
        &emulator,
        "POST",
        "/api/v1/ca?caType=PRIVATE_ROOT",
        ca("root-1"),
    )
    .await
    .json();
    let pending = call(
        &emulator,
        "POST",
        "/api/v1/ca?caType=PRIVATE_SUB",
        ca("sub-1"),
    )
    .await
    .json();
    let tag = |answer: &Value| {
        answer["data"]["caInfo"]["caTag"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let refused = activate(&tag(&root), body.clone()).await;
    assert_eq!(
        (refused.status, &refused.json()["code"]),
        (400, &json!("INVALID_CA_STATUS"))
    );
    let no_pem = json!({ "certPem": "x", "caChainPem": CERTIFICATE });
    assert_eq!(
        activate(&tag(&pending), no_pem).await.json()["code"],
        "INVALID_INPUT_CERT"
    );
    let active = activate(&tag(&pending), body.clone()).await.json();
    assert_eq!(active["data"]["caInfo"]["status"], "ACTIVE");
    assert_eq!(active["data"]["caInfo"]["statusUpdateDate"], NOW);
    assert_eq!(active["data"]["caCertInfo"]["certPem"], CERTIFICATE);
    assert_eq!(
        activate(&tag(&pending), body).await.json()["code"],
        "INVALID_CA_STATUS"
    );
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

#[tokio::test]
async fn a_certificate_is_downloaded_as_a_zip_archive() {
    let emulator = emulator().await;
    let target = "/api/v2/certificate/exportCertificate/1234";
    let answer = call(&emulator, "POST", target, json!({})).await;
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (200, Some("application/zip"))
    );
    let archive = answer.body;
    assert!(archive.starts_with(b"PK\x03\x04"));
    let end = archive.len() - 22;
    assert!(archive[end..].starts_with(b"PK\x05\x06"));
    let number = |at: usize| u32::from_le_bytes(archive[at..at + 4].try_into().unwrap()) as usize;
    let (size, directory) = (number(end + 12), number(end + 16));
    assert_eq!(directory + size, end);
    assert!(archive[directory..].starts_with(b"PK\x01\x02"));
    assert_eq!(
        (number(directory + 42), &archive[directory + 46..end]),
        (0, &b"certificate.pem"[..])
    );
    let length = number(18);
    assert!(archive[30 + 15..30 + 15 + length].starts_with(b"-----BEGIN CERTIFICATE-----"));
    assert_eq!(30 + 15 + length, directory);
    let answer = call(&emulator, "POST", target, Value::Null).await;
    is(
        &answer,
        400,
        json!({ "returnCode": "2100", "returnMessage": "Body is missing" }),
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
    for service in ncloud_spec::SERVICES {
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
    assert!(count >= 97, "{count}");
}
