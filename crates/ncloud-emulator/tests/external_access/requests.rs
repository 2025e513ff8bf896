//! Requests about what is not there, and those that the gateway refuses.

use serde_json::{Value, json};

use crate::access::Access;

#[tokio::test]
async fn what_the_path_names_must_be_there() {
    let access = Access::start().await;
    let ca = access.ca("plant").await;
    let anchor = access.trust_anchor(&ca).await;
    let unknown = "00000000-0000-4000-8000-000000000000";
    for thing in [
        format!("/profiles/{unknown}"),
        format!("/trust-anchors/{unknown}"),
        format!("/trust-anchors/{unknown}/crls/{unknown}"),
        format!("{anchor}/crls/{unknown}"),
    ] {
        access.unknown("GET", &thing, Value::Null).await;
        access.unknown("DELETE", &thing, Value::Null).await;
        access.unknown("PATCH", &thing, json!({})).await;
        for verb in ["enable", "disable"] {
            let path = format!("{thing}/{verb}");
            access.unknown("POST", &path, Value::Null).await;
        }
    }
    let crls = format!("/trust-anchors/{unknown}/crls");
    access.unknown("GET", &crls, Value::Null).await;
    let body = json!({ "name": "plant-crl", "crlData": "AQID" });
    access.unknown("POST", &crls, body).await;
}

#[tokio::test]
async fn a_body_is_needed_where_one_is_documented() {
    let access = Access::start().await;
    let message = access.bad("POST", "/trust-anchors", Value::Null).await;
    assert_eq!(message, "name is missing; source is missing");
    let created = access
        .post("/profiles", json!({ "name": "plant-profile" }))
        .await;
    let path = format!("/profiles/{}", created["profileId"].as_str().unwrap());
    let message = access.bad("PATCH", &path, Value::Null).await;
    assert_eq!(message, "body is missing");
    let answer = access.call("PUT", &path, json!({})).await;
    assert_eq!(answer.status, 404);
    assert_eq!(answer.json()["error"]["errorCode"], "300");
}
