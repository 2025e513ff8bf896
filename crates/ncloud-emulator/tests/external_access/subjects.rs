//! The subject that there is from the start.

use serde_json::{Value, json};

use crate::access::{Access, bundle};

#[tokio::test]
async fn there_is_one_that_nobody_can_mistake_for_another() {
    let access = Access::start().await;
    let page = access.get("/subjects").await;
    assert_eq!(
        (&page["pageNo"], &page["pageSize"]),
        (&json!(0), &json!(20))
    );
    assert_eq!(page["totalElements"], 1);
    let subject = &page["content"][0];
    assert_eq!(subject["x509Subject"], "CN=nobody.invalid");
    assert_eq!(subject["enabled"], false);
    assert_eq!(subject["lastSeenTime"], "2000-01-01T00:00:00Z");
    let id = subject["subjectId"].as_str().unwrap();
    let nrn = format!("nrn:PUB:ExternalAccess::5000001:Subject/{id}");
    assert_eq!(subject["subjectNrn"], nrn.as_str());
    let path = format!("/subjects/{id}");
    assert_eq!(access.get(&path).await, *subject);
    let credentials = access.get(&format!("{path}/credentials")).await;
    assert_eq!(credentials["totalElements"], 1);
    let credential = &credentials["content"][0];
    assert_eq!(credential["failed"], true);
    assert_eq!(credential["issuer"], "CN=ncloud-emulator");
    // A certificate, and none of a CA.
    let pem = credential["x509CertificateData"].as_str().unwrap();
    let body = json!({ "name": "plant-ca", "source": bundle(pem) });
    let message = access.bad("POST", "/trust-anchors", body).await;
    assert!(message.contains("certificates of CAs only"), "{message}");
    // What programs do makes no other.
    access
        .post("/profiles", json!({ "name": "plant-profile" }))
        .await;
    assert_eq!(access.get("/subjects").await, page);
}

#[tokio::test]
async fn subjects_are_looked_for_and_come_page_by_page() {
    let access = Access::start().await;
    let subject = access.get("/subjects").await["content"][0].clone();
    let id = subject["subjectId"].as_str().unwrap();
    for column in ["subjectId", "subjectNrn"] {
        for (word, count) in [(id, 1), ("ffffffff", 0)] {
            let path = format!("/subjects?searchColumn={column}&searchWord={word}");
            assert_eq!(access.get(&path).await["totalElements"], count);
        }
    }
    let path = "/subjects?searchColumn=x509Subject&searchWord=CN";
    access.bad("GET", path, Value::Null).await;
    for path in ["/subjects", &format!("/subjects/{id}/credentials")] {
        let page = access.get(&format!("{path}?page=1&size=1")).await;
        let expected = json!({ "pageNo": 1, "pageSize": 1, "totalElements": 1, "content": [] });
        assert_eq!(page, expected);
    }
    for path in ["/subjects/none", "/subjects/none/credentials"] {
        access.unknown("GET", path, Value::Null).await;
    }
}
