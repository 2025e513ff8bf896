//! Certificate Manager.

#![allow(
    clippy::unwrap_used,
    reason = "in a test, also in what helps it, a panic is a failure"
)]

mod acme_and_domains;
mod external;
mod issuance;
mod openssl;
mod private;
mod requests;
mod service;
#[path = "../support/mod.rs"]
mod support;

use std::collections::BTreeSet;

use ncloud_spec::document::Document;
use serde_json::{Value, json};

use crate::openssl::{Authority, signing_request};
use crate::service::Service;

/// One scenario through all operations of both versions.
#[tokio::test]
async fn every_operation_succeeds() {
    let (service, authority) = (Service::new().await, Authority::new());
    let request = signing_request("ec -pkeyopt ec_paramgen_curve:P-256");
    let (v1, v2) = ("/api/v1/certificate", "/api/v2/certificate");
    let tag = private::authority(&service).await;
    let number = service
        .post(
            &format!("{v1}/issuePrivate"),
            private::certificate(&tag, "zero"),
        )
        .await["sslCertificateList"][0]["certificateNo"]
        .clone();
    service
        .done(
            "DELETE",
            &format!("{v1}/{number}?certificateName=zero"),
            Value::Null,
        )
        .await;
    let pair = authority.leaf("example.com");
    let mut body = json!({
        "certificateName": "one", "privateKey": pair.key, "publicKeyCertificate": pair.certificate,
        "certificateChain": authority.chain(),
    });
    service
        .post(&format!("{v1}/withExternal"), body.clone())
        .await;
    service.get("/api/v1/certificates").await;
    service
        .done(
            "DELETE",
            &format!("{v1}/2?certificateName=one"),
            Value::Null,
        )
        .await;
    body["certificateBody"] = pair.certificate.into();
    service.post(&format!("{v2}/withExternal"), body).await;
    service
        .done(
            "DELETE",
            &format!("{v2}/deleteCertificate/3?certificateName=one"),
            Value::Null,
        )
        .await;

    let body = json!({ "dmnAddr": "ncloud.com", "dcvType": "PTXT", "issueType": "CONSOLE" });
    service.post("/api/v2/domain/domains", body).await;
    let body =
        json!({ "certificateName": "two", "commonName": "ncloud.com", "validationMethod": "D" });
    service
        .post(&format!("{v2}/requestCertificateIssuance"), body)
        .await;
    let body = json!({ "certificateName": "three", "commonName": "ncloud.com" });
    service
        .post(&format!("{v2}/requestGedCertificateIssuance"), body)
        .await;
    let mut body = json!({
        "csr": request.certificate, "certificateType": "NCP_PAID_DV_01", "certificateName": "four",
        "commonName": "ncloud.com", "validationMethod": "PD",
    });
    service
        .post(
            &format!("{v2}/requestPaidCertificateIssuance"),
            body.clone(),
        )
        .await;
    let number = 6;
    service
        .get(&format!(
            "{v2}/getVerificationInfo/{number}?domainAddress=ncloud.com"
        ))
        .await;
    service.pass(60);
    for list in [
        "certificateTypes",
        "certificates",
        "getCertificates",
        "getPaidCertificates",
        "orders",
    ] {
        service.get(&format!("{v2}/{list}")).await;
    }
    service.get(&format!("{v2}/recentChanges?minutes=5")).await;
    service.get(&format!("{v2}/orders/900001")).await;
    let export = format!("{v2}/exportCertificate/{number}");
    assert_eq!(service.call("POST", &export, json!({})).await.status, 200);
    service.get(&format!("{export}/chain")).await;
    let key = json!({ "certificateNo": number, "privateKey": request.key });
    service.post(&format!("{v2}/registPrivateKey"), key).await;
    let renewal = json!({ "certificateNo": number, "renewalYn": "Y" });
    service
        .post(&format!("{v2}/setCertificateRenewal"), renewal)
        .await;
    let extension = json!({ "orderId": "900001", "subscriptionPeriod": "1Y" });
    service
        .post(&format!("{v2}/subscription/extend"), extension)
        .await;
    body["validationMethod"] = "D".into();
    service.post(&format!("{v2}/{number}/reissue"), body).await;
    let revocation = json!({ "orderId": "900001", "certificateNo": 0, "revokeType": "superseded" });
    service.post(&format!("{v2}/revoke"), revocation).await;

    service.get("/api/v2/domain/domains").await;
    service
        .done("DELETE", "/api/v2/domain/domains/101", Value::Null)
        .await;
    let account = json!({
        "validationMode": "PRE", "certificateTypeCode": "NPD_01", "validityDays": 198, "alias": "acme",
    });
    service.post("/api/v2/acme/account", account).await;
    service.get("/api/v2/acme/accounts").await;
    service
        .post("/api/v2/acme/account/1001/deactivate", Value::Null)
        .await;

    for (name, count) in [("certificate-manager", 4), ("certificate-manager-v2", 26)] {
        let entry = ncloud_spec::SERVICES
            .iter()
            .find(|service| service.name == name);
        let document = Document::published(*entry.unwrap()).unwrap();
        let documented: BTreeSet<String> = document
            .operations()
            .map(|operation| operation.id().to_owned())
            .collect();
        assert_eq!(documented.len(), count);
        assert_eq!(service.succeeded(name), documented);
    }
}
