//! The hosts of the boundaries of keys know nothing of each other.

use ncloud_core::KeyBoundary;
use serde_json::{Value, json};

use crate::vault::{VALUE, Vault, new, not_found, unprocessable};

#[tokio::test]
async fn a_secret_is_known_at_its_own_host_only() {
    let mut vault = Vault::start().await;
    let korea = vault.secret().await;
    for boundary in [KeyBoundary::Jp, KeyBoundary::Global] {
        vault.go_to(boundary);
        for path in [korea.clone(), format!("{korea}/values")] {
            assert_eq!(vault.refusal("GET", &path, Value::Null).await, not_found());
        }
        let list = vault.data("GET", "/secrets", Value::Null).await;
        assert_eq!(list["totalCount"], 0);
    }
    vault.go_to(KeyBoundary::Jp);
    let japan = vault.secret().await;
    let detail = vault.data("GET", &japan, Value::Null).await;
    assert_eq!(detail["region"], "JPN");
    assert_eq!(detail["protectionKey"]["kmsBoundaryType"], "ISOLATED");
    vault.go_to(KeyBoundary::Kr);
    assert_eq!(vault.refusal("GET", &japan, Value::Null).await, not_found());
    assert_eq!(vault.chain(&korea).await[1], VALUE);
}

#[tokio::test]
async fn a_key_of_another_boundary_protects_nothing() {
    let mut vault = Vault::start().await;
    vault.go_to(KeyBoundary::Jp);
    let japan = vault.key("japan", "AES256").await;
    vault.go_to(KeyBoundary::Kr);
    let managed = json!({ "protectionKeyType": "USER_MANAGED_KEY", "kmsKeyTag": japan });
    let refusal = vault.refusal("POST", "/secrets", new(managed)).await;
    assert_eq!(refusal, unprocessable());
    let global = new(json!({ "kmsBoundaryType": "GLOBAL" }));
    assert_eq!(
        vault.refusal("POST", "/secrets", global).await,
        unprocessable()
    );
    let keys = vault.data("GET", "/keys", Value::Null).await;
    assert_eq!(keys["keyList"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn the_host_of_global_keys_takes_them_for_old_secrets_only() {
    let mut vault = Vault::start().await;
    vault.go_to(KeyBoundary::Global);
    let key = vault.key("global", "AES256").await;
    let managed = json!({ "protectionKeyType": "USER_MANAGED_KEY", "kmsKeyTag": key });
    let refusal = vault
        .refusal("POST", "/secrets", new(managed.clone()))
        .await;
    assert_eq!(refusal, unprocessable());
    let isolated = new(json!({ "kmsBoundaryType": "ISOLATED" }));
    assert_eq!(
        vault.refusal("POST", "/secrets", isolated).await,
        unprocessable()
    );
    let secret = vault.secret().await;
    let changed = vault
        .data("PUT", &format!("{secret}/protection-key"), managed)
        .await;
    assert_eq!(changed["protectionKey"]["kmsBoundaryType"], "GLOBAL");
    assert_eq!(vault.chain(&secret).await[1], VALUE);
}
