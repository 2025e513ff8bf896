//! CRLs of trust anchors.

use serde_json::{Value, json};

use crate::access::{Access, base64, bundle, content, source_of};

#[tokio::test]
async fn a_crl_lives_from_its_creation_to_its_deletion() {
    let access = Access::start().await;
    let ca = access.ca("plant").await;
    let anchor = access.trust_anchor(&ca).await;
    let crls = format!("{anchor}/crls");
    assert_eq!(access.get(&crls).await, json!([]));
    let data = content(&access.list_of(&ca).await);
    let body = json!({ "name": "plant-crl", "crlData": data });
    let created = access.post(&crls, body).await;
    let id = created["crlId"].as_str().unwrap();
    let mut expected = json!({
        "crlId": id,
        "crlNrn": format!("nrn:PUB:ExternalAccess::5000001:Crl/{id}"),
        "trustAnchorId": anchor.strip_prefix("/trust-anchors/").unwrap(),
        "name": "plant-crl",
        "crlData": data,
        "enabled": false,
        "createTime": "2024-11-21T00:00:00Z",
        "updateTime": "2024-11-21T00:00:00Z",
    });
    assert_eq!(created, expected);
    let crl = format!("{crls}/{id}");
    assert_eq!(access.get(&crl).await, expected);
    access.pass(60);
    let same = json!({ "name": "plant-crl", "crlData": data });
    assert_eq!(access.answer("PATCH", &crl, same).await, expected);
    access
        .answer("POST", &format!("/ca/{}/crl/rotate", ca.tag), Value::Null)
        .await;
    let newer = content(&access.list_of(&ca).await);
    assert_ne!(newer, data);
    let change = json!({ "name": "newer", "crlData": newer });
    expected["name"] = "newer".into();
    expected["crlData"] = newer.into();
    expected["updateTime"] = "2024-11-21T00:01:00Z".into();
    assert_eq!(access.answer("PATCH", &crl, change).await, expected);
    for (verb, enabled) in [("enable", true), ("enable", true), ("disable", false)] {
        expected["enabled"] = enabled.into();
        let switched = access.post(&format!("{crl}/{verb}"), Value::Null).await;
        assert_eq!(switched, expected);
    }
    assert_eq!(access.get(&crls).await, json!([expected]));
    let deleted = access.delete(&crl).await;
    assert_eq!(deleted, json!({ "success": true, "id": id }));
    access.unknown("DELETE", &crl, Value::Null).await;
    assert_eq!(access.get(&crls).await, json!([]));
}

#[tokio::test]
async fn der_and_pem_are_taken_in_base64() {
    let access = Access::start().await;
    let ca = access.ca("plant").await;
    let crls = format!("{}/crls", access.trust_anchor(&ca).await);
    let pem = access.list_of(&ca).await;
    let body = json!({ "name": "pem", "crlData": base64(&pem), "enabled": true });
    let created = access.post(&crls, body).await;
    assert_eq!(
        (&created["crlData"], &created["enabled"]),
        (&json!(base64(&pem)), &json!(true))
    );
    let body = json!({ "name": "pem", "crlData": content(&pem) });
    access.post(&crls, body).await;
    let names = access.get(&crls).await;
    assert_eq!(names.as_array().unwrap().len(), 2);
    for data in [
        "",
        "none!",
        "MIIBszCBnAIBATANBgkqhkiG9w0BAQsFADA=",
        &pem,
        &base64("no list"),
        &base64(&pem[..80]),
        &base64(&ca.certificate),
        &content(&ca.certificate),
    ] {
        let body = json!({ "name": "plant-crl", "crlData": data });
        let message = access.bad("POST", &crls, body).await;
        assert!(message.starts_with("crlData"), "{data}: {message}");
    }
}

#[tokio::test]
async fn the_ca_of_the_trust_anchor_must_have_signed_it() {
    let access = Access::start().await;
    let (ca, other) = (access.ca("plant").await, access.ca("other").await);
    let anchor = access.trust_anchor(&ca).await;
    let crls = format!("{anchor}/crls");
    let own = content(&access.list_of(&ca).await);
    let foreign = content(&access.list_of(&other).await);
    let body = |data: &str| json!({ "name": "plant-crl", "crlData": data });
    let refused = "crlData must be signed by the CA of the trust anchor";
    assert_eq!(access.bad("POST", &crls, body(&foreign)).await, refused);
    let created = access.post(&crls, body(&own)).await;
    let crl = format!("{crls}/{}", created["crlId"].as_str().unwrap());
    assert_eq!(access.bad("PATCH", &crl, body(&foreign)).await, refused);
    assert_eq!(access.get(&crl).await, created);
    // Another CA of the same name.
    let double = Access::start().await.ca("plant").await;
    let change = json!({ "source": bundle(&double.certificate) });
    access.answer("PATCH", &anchor, change).await;
    assert_eq!(access.bad("POST", &crls, body(&own)).await, refused);
    // One of several is enough.
    let both = format!("{}\n{}", other.certificate, ca.certificate);
    let change = json!({ "source": bundle(&both) });
    access.answer("PATCH", &anchor, change).await;
    for data in [&own, &foreign] {
        access.answer("PATCH", &crl, body(data)).await;
    }
    // What is there stays when the CA changes.
    let change = json!({ "source": source_of(&ca) });
    access.answer("PATCH", &anchor, change).await;
    assert_eq!(access.get(&crl).await["crlData"], foreign.as_str());
}

#[tokio::test]
async fn a_ca_that_is_gone_has_no_more_crls() {
    let access = Access::start().await;
    let ca = access.ca("plant").await;
    let anchor = access.trust_anchor(&ca).await;
    let body = json!({ "name": "plant-crl", "crlData": content(&access.list_of(&ca).await) });
    let tag = &ca.tag;
    let deletion = json!({ "status": "DESTROYING" });
    access.answer("PUT", &format!("/ca/{tag}"), deletion).await;
    let crls = format!("{anchor}/crls");
    access.post(&crls, body.clone()).await;
    access.pass(72 * 60 * 60);
    let message = access.bad("POST", &crls, body).await;
    assert!(message.starts_with("source.sourceData.caId"), "{message}");
    assert_eq!(access.get(&anchor).await["source"], source_of(&ca));
}

#[tokio::test]
async fn limits_hold_for_creations_and_for_changes() {
    let access = Access::start().await;
    let ca = access.ca("plant").await;
    let crls = format!("{}/crls", access.trust_anchor(&ca).await);
    let data = content(&access.list_of(&ca).await);
    let body = json!({ "name": "가".repeat(15), "crlData": data });
    let created = access.post(&crls, body).await;
    let crl = format!("{crls}/{}", created["crlId"].as_str().unwrap());
    for name in ["", "ab", &"가".repeat(16)] {
        for (method, path) in [("POST", &crls), ("PATCH", &crl)] {
            let body = json!({ "name": name, "crlData": data });
            let message = access.bad(method, path, body).await;
            assert!(message.starts_with("name"), "{message}");
        }
    }
    let message = access.bad("POST", &crls, json!({})).await;
    assert_eq!(message, "name is missing; crlData is missing");
    assert_eq!(access.get(&crl).await, created);
}

#[tokio::test]
async fn crls_belong_to_their_trust_anchor_and_go_with_it() {
    let access = Access::start().await;
    let ca = access.ca("plant").await;
    let (anchor, other) = (
        access.trust_anchor(&ca).await,
        access.trust_anchor(&ca).await,
    );
    let body = json!({ "name": "plant-crl", "crlData": content(&access.list_of(&ca).await) });
    let created = access.post(&format!("{anchor}/crls"), body.clone()).await;
    let kept = access.post(&format!("{other}/crls"), body).await;
    let id = created["crlId"].as_str().unwrap();
    for (method, verb) in [
        ("GET", ""),
        ("PATCH", ""),
        ("DELETE", ""),
        ("POST", "/enable"),
    ] {
        let path = format!("{other}/crls/{id}{verb}");
        access.unknown(method, &path, json!({})).await;
    }
    access.delete(&anchor).await;
    let path = format!("{anchor}/crls");
    access.unknown("GET", &path, Value::Null).await;
    access
        .unknown("GET", &format!("{path}/{id}"), Value::Null)
        .await;
    assert_eq!(access.get(&format!("{other}/crls")).await, json!([kept]));
}
