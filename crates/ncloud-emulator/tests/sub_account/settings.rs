//! What holds for all sub accounts.

use serde_json::json;

use crate::account::Account;

#[tokio::test]
async fn settings_are_read_as_they_were_set() {
    let account = Account::start().await;
    for (name, switch, value, good) in [
        (
            "sub-account-session-policy",
            "useSessionExpiration",
            "sessionExpirationSec",
            3600,
        ),
        (
            "sub-account-password-policy",
            "usePasswordExpiration",
            "passwordExpirationDays",
            180,
        ),
        (
            "idle-disable-settings",
            "useIdleDisable",
            "idleDisableDays",
            90,
        ),
    ] {
        let path = format!("/tenant-settings/{name}");
        assert_eq!(account.get(&path).await, json!({ switch: false }));
        let refusal = account
            .refusal("POST", &path, json!({ switch: true }))
            .await;
        assert_eq!(refusal, (400, 9011));
        let setting = json!({ switch: true, value: good });
        account.answer("POST", &path, setting.clone()).await;
        assert_eq!(account.get(&path).await, setting);
        account
            .answer("POST", &path, json!({ switch: false }))
            .await;
        assert_eq!(account.get(&path).await, json!({ switch: false }));
    }
}

#[tokio::test]
async fn an_alias_that_is_not_set_is_not_told() {
    let account = Account::start().await;
    assert_eq!(account.get("/login-alias").await, json!({}));
    let alias = json!({ "loginAlias": "example1" });
    account.answer("PUT", "/login-alias", alias.clone()).await;
    assert_eq!(account.get("/login-alias").await, alias);
    let refusal = account
        .refusal("PUT", "/login-alias", json!({ "loginAlias": "No" }))
        .await;
    assert_eq!(refusal, (400, 9011));
}
