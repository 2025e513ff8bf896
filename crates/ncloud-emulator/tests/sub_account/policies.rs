//! Policies, those that are provided and those of the account.

use serde_json::{Value, json};

use crate::account::Account;

#[tokio::test]
async fn both_types_are_listed() {
    let account = Account::start().await;
    let own = account.policy("kr-viewer", "KMS", &["View*"]).await;
    let managed = account.get("/policies?type=SYSTEM_MANAGED&size=100").await;
    let managed = managed["items"].as_array().unwrap();
    let names: Vec<&str> = managed
        .iter()
        .map(|policy| policy["policyName"].as_str().unwrap())
        .collect();
    for name in [
        "NCP_ADMINISTRATOR",
        "NCP_INFRA_MANAGER",
        "NCP_SUB_ACCOUNT_VIEWER",
    ] {
        assert!(names.contains(&name), "{names:?}");
    }
    let created = account.get("/policies?type=USER_CREATED").await;
    assert_eq!(
        (&created["totalItems"], &created["items"][0]["policyId"]),
        (&json!(1), &json!(own))
    );
    let all = account.get("/policies").await;
    assert_eq!(all["totalItems"], managed.len() + 1);
}

#[tokio::test]
async fn permissions_are_shown_when_asked_for() {
    let account = Account::start().await;
    let id = account.policy("kr-viewer", "KMS", &["View*"]).await;
    let path = format!("/policies/{id}");
    assert_eq!(account.get(&path).await.get("permissions"), None);
    let shown = account.get(&format!("{path}?withPermissions=true")).await;
    assert_eq!(
        shown["permissions"][0]["targets"][0]["actions"],
        json!(["View*"])
    );
    let body = json!({ "description": "other", "permissions": [] });
    account.answer("PUT", &path, body).await;
    let shown = account.get(&format!("{path}?withPermissions=true")).await;
    assert_eq!(
        (&shown["policyDesc"], &shown["permissions"]),
        (&json!("other"), &json!([]))
    );
}

#[tokio::test]
async fn several_are_deleted_at_once() {
    let account = Account::start().await;
    let bot = account.sub_account("build.bot").await;
    let own = account.policy("kr-viewer", "KMS", &["View*"]).await;
    let managed = account.managed("NCP_ADMINISTRATOR").await;
    account.attach(&bot, &own).await;
    let body = json!([own, managed, "none"]);
    let deleted = account.answer("DELETE", "/policies", body).await;
    let deleted = deleted.as_array().unwrap().iter();
    let deleted: Vec<bool> = deleted.map(|entry| entry["success"] == true).collect();
    assert_eq!(deleted, [true, false, false]);
    assert_eq!(account.get(&bot).await["policies"], json!([]));
    let path = format!("/policies/{managed}");
    for (method, body) in [
        ("DELETE", Value::Null),
        ("PUT", json!({ "permissions": [] })),
    ] {
        assert_eq!(account.refusal(method, &path, body).await, (400, 9011));
    }
}

#[tokio::test]
async fn validation_creates_nothing() {
    let account = Account::start().await;
    let body = json!({ "policyName": "kr-viewer", "permissions": [] });
    let valid = account.answer("POST", "/policy/validation", body).await;
    assert_eq!(valid, json!({ "success": true, "details": [] }));
    assert_eq!(
        account.get("/policies?type=USER_CREATED").await["totalItems"],
        0
    );
}
