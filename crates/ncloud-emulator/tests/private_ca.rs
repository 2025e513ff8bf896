//! Private CA.

#![allow(
    clippy::unwrap_used,
    reason = "in a test, also in what helps it, a panic is a failure"
)]

mod support;

use serde_json::{Value, json};
use support::{NOW, call, emulator, is};

const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----";

fn ca(alias: &str) -> Value {
    json!({
        "alias": alias, "keyType": "EC256", "period": "MAX",
        "x509Parameters": { "commonName": "name000", "country": "KR" },
    })
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
