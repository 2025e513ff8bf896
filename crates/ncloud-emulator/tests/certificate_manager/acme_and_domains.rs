//! Registered domains, and ACME accounts.

use serde_json::{Value, json};

use crate::service::Service;

const DOMAINS: &str = "/api/v2/domain/domains";

#[tokio::test]
async fn domains_are_registered_validated_listed_and_deleted() {
    let service = Service::new().await;
    for (domain, kind, organization) in [
        ("ncloud.com", "PTXT", json!(7)),
        ("ncloud.invalid", "TXT", Value::Null),
    ] {
        let body = json!({
            "dmnAddr": domain, "dcvType": kind, "issueType": "CONSOLE", "orgNo": organization,
        });
        assert_eq!(service.post(DOMAINS, body).await["totalRows"], 1);
    }
    let body = json!({ "dmnAddr": "no domain", "dcvType": "TXT", "issueType": "ACME" });
    let message = service.refused("POST", DOMAINS, body, (400, "2000")).await;
    assert_eq!(
        message,
        "DmnAddr is invalid. dmnAddr must be a domain name."
    );

    let found = async |query: &str| {
        let listed = service.get(&format!("{DOMAINS}?{query}")).await;
        let entries = listed["domainVldList"].as_array().unwrap().clone();
        entries
            .iter()
            .map(|entry| entry["domainAddress"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(found("validState=PENDING").await.len(), 2);
    service.pass(30);
    assert_eq!(found("validState=VALID").await, ["ncloud.com"]);
    assert_eq!(found("validState=PENDING").await, ["ncloud.invalid"]);
    service.pass(7 * 86400);
    assert_eq!(found("validState=INVALID").await, ["ncloud.invalid"]);
    assert_eq!(found("dcvType=PTXT").await, ["ncloud.com"]);
    assert_eq!(found("orgNo=7").await, ["ncloud.com"]);
    assert_eq!(
        found("domainAddress=ncloud.invalid").await,
        ["ncloud.invalid"]
    );
    assert_eq!(found("page=2&pageSize=1").await, ["ncloud.invalid"]);
    assert!(
        found("page=9223372036854775807&pageSize=9223372036854775807")
            .await
            .is_empty()
    );
    assert_eq!(found("page=-1&pageSize=0").await.len(), 2);

    let listed = service.get(DOMAINS).await;
    assert_eq!(listed["totalRows"], 2);
    let entry = &listed["domainVldList"][0];
    let expected = json!({
        "dmnId": 101, "memberNo": "2761234", "domainAddress": "ncloud.com", "dcvType": "PTXT",
    });
    assert_eq!(*entry, expected);
    let target = format!("{DOMAINS}/101");
    let deleted = json!({ "returnCode": "0", "returnMessage": "Success", "totalRows": 1 });
    assert_eq!(service.done("DELETE", &target, Value::Null).await, deleted);
    service
        .refused("DELETE", &target, Value::Null, (200, "2200"))
        .await;
}

#[tokio::test]
async fn pages_of_domains_hold_ten() {
    let service = Service::new().await;
    for number in 0..12 {
        let domain = format!("d{number}.example");
        let body = json!({ "dmnAddr": domain, "dcvType": "TXT", "issueType": "ACME" });
        service.post(DOMAINS, body).await;
    }
    let size = async |query: &str| {
        let listed = service.get(&format!("{DOMAINS}{query}")).await;
        assert_eq!(listed["totalRows"], 12);
        listed["domainVldList"].as_array().unwrap().len()
    };
    assert_eq!(
        (size("").await, size("?page=2").await, size("?page=3").await),
        (10, 2, 0)
    );
}

#[tokio::test]
async fn accounts_show_their_key_once_and_are_deactivated() {
    let service = Service::new().await;
    let mut body = json!({
        "validationMode": "PRE", "certificateTypeCode": "NPO_01", "validityDays": 198,
        "alias": "my-acme-account",
    });
    let create = "/api/v2/acme/account";
    let message = service
        .refused("POST", create, body.clone(), (400, "2100"))
        .await;
    assert_eq!(message, "OrganizationNo is missing");
    body["organizationNo"] = "1".into();
    body["validityDays"] = 0.into();
    service
        .refused("POST", create, body.clone(), (400, "2000"))
        .await;
    body["validityDays"] = 198.into();
    let created = service.post(create, body).await;
    assert_eq!(
        (&created["status"], &created["success"], &created["message"]),
        (&json!("pending"), &json!(true), &Value::Null)
    );
    let (id, key) = (
        &created["accountId"],
        created["eabHmacKey"].as_str().unwrap(),
    );
    assert!(key.len() >= 43);

    service.pass(60);
    let deactivate = format!("{create}/{id}/deactivate");
    let answer = service.post(&deactivate, Value::Null).await;
    assert_eq!(answer["returnMessage"], "Account deactivated successfully");
    let listed = service.get("/api/v2/acme/accounts").await;
    assert_eq!(
        (&listed["totalRows"], &listed["totalCount"]),
        (&json!(0), &json!(1))
    );
    let expected = json!({
        "accountId": id,
        "status": "deactivated",
        "memberNo": "2761234",
        "contactEmail": "member@example.com",
        "alias": "my-acme-account",
        "certificateTypeName": "Advanced OV",
        "validityDays": 198,
        "organizationName": "Organization 1",
        "createdAt": "2024-11-21 00:00:00",
        "updatedAt": "2024-11-21 00:01:00",
        "eabKid": created["eabKid"],
        "eabHmacKey": format!("{}****", &key[..4]),
        "eabUsed": false,
    });
    assert_eq!(listed["accounts"][0], expected);
    let unknown = format!("{create}/999/deactivate");
    service
        .refused("POST", &unknown, Value::Null, (200, "2200"))
        .await;
}
