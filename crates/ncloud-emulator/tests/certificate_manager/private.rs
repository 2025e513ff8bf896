//! Certificates from a CA of Private CA.

use serde_json::{Value, json};

use crate::openssl::Directory;
use crate::service::Service;

const ISSUE: &str = "/api/v1/certificate/issuePrivate";

/// Makes a CA, and returns its tag.
pub(crate) async fn authority(service: &Service) -> String {
    let body = json!({
        "alias": "root", "keyType": "EC256", "period": "3650",
        "x509Parameters": { "commonName": "Private Root", "country": "KR" },
    });
    let created = service
        .call("POST", "/api/v1/ca?caType=PRIVATE_ROOT", body)
        .await;
    let tag = &created.json()["data"]["caInfo"]["caTag"];
    tag.as_str().unwrap().to_owned()
}

pub(crate) fn certificate(tag: &str, name: &str) -> Value {
    json!({
        "caTag": tag, "certificateName": name, "certificateType": "NCP_PRIVATE_SSL",
        "keyType": "EC256", "period": "365", "registPrivateKey": true, "commonName": "example.com",
        "organization": "org000", "country": "KR", "dnsSans": ["www.example.com", "localhost"],
        "ipSans": ["192.0.2.10"],
    })
}

#[tokio::test]
async fn a_private_certificate_is_issued_and_registered() {
    let service = Service::new().await;
    let tag = authority(&service).await;
    let issued = service
        .post(ISSUE, certificate(&tag, "1-zero-certi-with-a-long-name"))
        .await;
    assert_eq!(issued["totalRows"], 1);
    assert!(issued.get("privateKey").is_none(), "{issued}");
    let entry = &issued["sslCertificateList"][0];
    let expected = json!({
        "certificateType": "NCP_PRIVATE_SSL",
        "dnInfo": "CN=example.com,O=org000,C=KR",
        "domainAddress": "example.com",
        "subDomainAddress": "www.example.com,localhost",
        "issueDate": "2024-11-21 00:00:00",
        "validEndDate": "2025-11-21 00:00:00",
        "externalYn": "N",
        "caInfo": "CN=Private Root,C=KR",
        "statusName": "NORMAL",
    });
    for (member, value) in expected.as_object().unwrap() {
        assert_eq!(&entry[member], value, "{member}");
    }
    let listed = service.get("/api/v1/certificates").await;
    assert_eq!(listed["sslCertificateList"][0], *entry);
    // Private CA knows it.
    let listed = service
        .call("GET", &format!("/api/v1/ca/{tag}/cert"), Value::Null)
        .await
        .json();
    let serial = listed["data"].to_string().replace(':', "");
    assert!(
        serial.contains(entry["certSerialNumber"].as_str().unwrap()),
        "{listed}"
    );

    let mut body = certificate(&tag, "unkept");
    body["registPrivateKey"] = false.into();
    body["keyType"] = "RSA2048".into();
    let issued = service.post(ISSUE, body).await;
    assert_eq!(
        issued["sslCertificateList"][0]["statusName"],
        "NORMAL_UNREGISTERED_PRIVATE_KEY"
    );
    let directory = Directory::new();
    for (member, file) in [
        ("publicKeyCertificate", "leaf.pem"),
        ("certificateChain", "chain.pem"),
        ("privateKey", "leaf.key"),
    ] {
        directory.write(file, issued[member].as_str().unwrap());
    }
    directory.openssl(&format!(
        "verify -x509_strict -attime {} -CAfile chain.pem leaf.pem",
        service.now() / 1000 + 60
    ));
    assert_eq!(
        directory.openssl("x509 -in leaf.pem -noout -pubkey"),
        directory.openssl("pkey -in leaf.key -pubout")
    );
}

#[tokio::test]
async fn what_a_private_certificate_may_say_is_checked() {
    let service = Service::new().await;
    let tag = authority(&service).await;
    let refused = async |change: Value, refusal: (u16, &str)| {
        let mut body = certificate(&tag, "zero-certi");
        for (member, value) in change.as_object().unwrap() {
            body[member] = value.clone();
        }
        service.refused("POST", ISSUE, body, refusal).await
    };
    let message = refused(json!({ "dnsSans": ["a b"] }), (200, "2201")).await;
    assert_eq!(message, "Invalid DNS SANs input format.");
    for (change, member) in [
        (json!({ "ipSans": ["example.com"] }), "IpSans"),
        (json!({ "emailSans": ["a@example.com"] }), "EmailSans"),
        (
            json!({ "emailSans": ["none"], "certificateType": "NCP_PRIVATE" }),
            "EmailSans",
        ),
        (json!({ "commonName": "Jane Doe" }), "CommonName"),
        (json!({ "caTag": "unknown" }), "CaTag"),
        (json!({ "period": "3650" }), "Period"),
        (json!({ "certificateName": "a_b" }), "CertificateName"),
    ] {
        // A later end than that of the CA.
        service.pass(1);
        let message = refused(change, (400, "2000")).await;
        assert!(
            message.starts_with(&format!("{member} is invalid.")),
            "{message}"
        );
    }
    let mut body = certificate(&tag, "zero-certi");
    body["certificateType"] = "NCP_PRIVATE".into();
    body["commonName"] = "Jane Doe".into();
    body["emailSans"] = json!(["jane@example.com"]);
    body["period"] = "MAX".into();
    service.post(ISSUE, body).await;
    refused(json!({}), (400, "2000")).await;
}
