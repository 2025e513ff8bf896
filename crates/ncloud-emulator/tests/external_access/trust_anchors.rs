//! Trust anchors.

use serde_json::{Value, json};

use crate::access::{Access, base64, bundle, content, source_of};

#[tokio::test]
async fn a_trust_anchor_lives_from_its_creation_to_its_deletion() {
    let access = Access::start().await;
    let ca = access.ca("plant").await;
    let body = json!({ "name": "plant-ca", "description": "factory", "source": source_of(&ca) });
    let created = access.post("/trust-anchors", body).await;
    let id = created["trustAnchorId"].as_str().unwrap();
    let mut expected = json!({
        "trustAnchorId": id,
        "trustAnchorNrn": format!("nrn:PUB:ExternalAccess::5000001:TrustAnchor/{id}"),
        "name": "plant-ca",
        "description": "factory",
        "enabled": false,
        "createTime": "2024-11-21T00:00:00Z",
        "updateTime": "2024-11-21T00:00:00Z",
        "source": source_of(&ca),
    });
    assert_eq!(created, expected);
    let path = format!("/trust-anchors/{id}");
    assert_eq!(access.get(&path).await, expected);
    access.pass(60);
    let same = json!({ "source": source_of(&ca), "name": "plant-ca" });
    assert_eq!(access.answer("PATCH", &path, same).await, expected);
    let change = json!({ "name": "plant-bundle", "source": bundle(&ca.certificate) });
    expected["name"] = "plant-bundle".into();
    expected["source"] = bundle(&ca.certificate);
    expected["updateTime"] = "2024-11-21T00:01:00Z".into();
    assert_eq!(access.answer("PATCH", &path, change).await, expected);
    for (verb, enabled) in [("enable", true), ("enable", true), ("disable", false)] {
        expected["enabled"] = enabled.into();
        let switched = access.post(&format!("{path}/{verb}"), Value::Null).await;
        assert_eq!(switched, expected);
    }
    assert_eq!(access.delete(&path).await, expected);
    access.unknown("DELETE", &path, Value::Null).await;
}

#[tokio::test]
async fn an_enabled_one_is_created_and_deleted() {
    let access = Access::start().await;
    let ca = access.ca("plant").await;
    let body = json!({ "name": "plant-ca", "enabled": true, "source": bundle(&ca.certificate) });
    let created = access.post("/trust-anchors", body).await;
    assert_eq!(
        (&created["enabled"], &created["description"]),
        (&json!(true), &json!(""))
    );
    let path = format!(
        "/trust-anchors/{}",
        created["trustAnchorId"].as_str().unwrap()
    );
    access.delete(&path).await;
}

#[tokio::test]
async fn a_bundle_has_certificates_of_cas_in_whatever_order() {
    let access = Access::start().await;
    let (one, other) = (access.ca("one").await, access.ca("other").await);
    let both = format!("{}\n{}\n", one.certificate, other.certificate);
    let body = json!({ "name": "both", "source": bundle(&both) });
    let created = access.post("/trust-anchors", body).await;
    // As it was given.
    assert_eq!(created["source"], bundle(&both));
    // Nothing says that an expired CA is refused.
    access.pass(400 * 24 * 60 * 60);
    let body = json!({ "name": "both", "source": bundle(&both) });
    access.post("/trust-anchors", body).await;
}

#[tokio::test]
async fn the_ca_must_be_one() {
    let access = Access::start().await;
    let ca = access.ca("plant").await;
    let leaf =
        json!({ "period": "30", "keyType": "EC256", "x509Parameters": { "commonName": "leaf" } });
    let leaf = access.post(&format!("/ca/{}/cert", ca.tag), leaf).await;
    let (leaf, key) = (&leaf["data"]["certificate"], &leaf["data"]["privateKey"]);
    let (leaf, key) = (leaf.as_str().unwrap(), key.as_str().unwrap());
    let list = access.list_of(&ca).await;
    let path = access.trust_anchor(&ca).await;
    let untouched = access.get(&path).await;
    for (source, place) in [
        (json!({}), "source.sourceType"),
        (json!({ "sourceType": "ACM_PCA" }), "source.sourceType"),
        (json!({ "sourceType": "NCP_PCA" }), "source.sourceData.caId"),
        (
            json!({ "sourceType": "NCP_PCA", "sourceData": { "caId": 1042 } }),
            "source.sourceData.caId",
        ),
        (
            json!({ "sourceType": "NCP_PCA", "sourceData": { "caId": ca.tag } }),
            "source.sourceData.caId",
        ),
        // The member of the other type.
        (
            json!({ "sourceType": "CERTIFICATE_BUNDLE", "sourceData": { "caId": ca.id } }),
            "source.sourceData.x509CertificateData",
        ),
    ] {
        refused(&access, &path, source, place).await;
    }
    for pem in [
        "",
        "none",
        leaf,
        key,
        &list,
        &content(&ca.certificate),
        &base64(&ca.certificate),
        &format!("{}\n{leaf}", ca.certificate),
        &ca.certificate.replace("CERTIFICATE", "X509 CRL"),
        &ca.certificate[..100],
    ] {
        let place = "source.sourceData.x509CertificateData";
        refused(&access, &path, bundle(pem), place).await;
    }
    assert_eq!(access.get(&path).await, untouched);
    assert_eq!(access.get("/trust-anchors").await["totalElements"], 1);
}

/// A source that neither a creation nor a change takes.
async fn refused(access: &Access, path: &str, source: Value, place: &str) {
    let body = json!({ "name": "plant-ca", "source": source });
    for (method, path) in [("POST", "/trust-anchors"), ("PATCH", path)] {
        let message = access.bad(method, path, body.clone()).await;
        assert!(message.starts_with(place), "{source}: {message}");
    }
}

#[tokio::test]
async fn a_ca_without_a_certificate_is_not_taken() {
    let access = Access::start().await;
    let body = json!({
        "alias": "sub", "keyType": "EC256", "period": "365", "x509Parameters": { "commonName": "sub" },
    });
    let sub = access.post("/ca?caType=PRIVATE_SUB", body).await;
    let id = &sub["data"]["caInfo"]["caId"];
    let source = json!({ "sourceType": "NCP_PCA", "sourceData": { "caId": id } });
    let body = json!({ "name": "plant-ca", "source": source });
    let message = access.bad("POST", "/trust-anchors", body).await;
    assert_eq!(
        message,
        "source.sourceData.caId must be that of a CA with a certificate"
    );
}
