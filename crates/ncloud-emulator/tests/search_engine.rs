//! Search Engine Service.

#![allow(
    clippy::unwrap_used,
    reason = "in a test, also in what helps it, a panic is a failure"
)]

mod support;

use serde_json::{Value, json};
use support::{call, emulator, is};

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
