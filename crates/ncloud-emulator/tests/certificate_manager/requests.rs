//! What is said to requests that are not as documented.

use serde_json::{Value, json};

use crate::support::{Call, call, emulator, is};

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
async fn the_service_says_what_is_missing_and_what_is_invalid() {
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
