//! Certificate Manager.

#![allow(
    clippy::unwrap_used,
    reason = "in a test, also in what helps it, a panic is a failure"
)]

mod support;

use serde_json::{Value, json};
use support::{Call, call, emulator, is};

const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----";
const PRIVATE_KEY: &str = "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----";

fn certificate(name: &str) -> Value {
    json!({
        "certificateName": name,
        "privateKey": PRIVATE_KEY,
        "publicKeyCertificate": CERTIFICATE,
        "certificateChain": format!("{CERTIFICATE}\n{CERTIFICATE}\n"),
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
