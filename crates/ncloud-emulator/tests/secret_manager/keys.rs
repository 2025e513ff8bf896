//! Values are encrypted by keys of Key Management Service.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::support::ACCESS;
use crate::vault::{NEXT, VALUE, Vault, new, unprocessable};

fn managed(tag: &str) -> Value {
    json!({
        "protectionKeyType": "USER_MANAGED_KEY", "kmsKeyTag": tag, "kmsBoundaryType": "ISOLATED",
    })
}

async fn set_key(vault: &Vault, key: &str, how: &str) {
    vault
        .kms("POST", &format!("/keys/{key}/{how}"), Value::Null)
        .await;
}

#[tokio::test]
async fn a_ciphertext_is_decrypted_by_key_management_service() {
    let vault = Vault::start().await;
    let key = vault.key("orders-key", "AES256").await;
    let secret = vault.secret_with(managed(&key)).await;
    let detail = vault.data("GET", &secret, Value::Null).await;
    assert_eq!(detail["protectionKey"]["kmsKeyName"], "orders-key");
    let body = json!({ "previous": VALUE, "active": NEXT, "pending": "" });
    let encrypted = vault.data("PUT", &format!("{secret}/values"), body).await;
    let chain = &encrypted["encryptedSecretChain"];
    for (stage, value) in [("previous", VALUE), ("active", NEXT)] {
        let body = json!({ "ciphertext": chain[stage] });
        let path = format!("/keys/{key}/decrypt");
        let decrypted = vault.kms("POST", &path, body).await;
        let octets = STANDARD.decode(decrypted["plaintext"].as_str().unwrap());
        assert_eq!(octets.unwrap(), value.as_bytes(), "{stage}");
    }
}

#[tokio::test]
async fn a_key_that_was_rotated_still_decrypts() {
    let vault = Vault::start().await;
    let key = vault.key("orders-key", "AES256").await;
    let secret = vault.secret_with(managed(&key)).await;
    set_key(&vault, &key, "rotate").await;
    assert_eq!(vault.chain(&secret).await[1], VALUE);
    let path = format!("{secret}/values/active");
    let changed = vault.data("PUT", &path, json!({ "value": NEXT })).await;
    let ciphertext = changed["encryptedSecretValue"]["value"].as_str().unwrap();
    assert!(ciphertext.starts_with("ncpkms:v2:"), "{ciphertext}");
}

#[tokio::test]
async fn a_disabled_key_neither_reads_nor_writes() {
    let vault = Vault::start().await;
    let key = vault.key("orders-key", "AES256").await;
    let secret = vault.secret_with(managed(&key)).await;
    set_key(&vault, &key, "disable").await;
    for (method, path, body) in [
        ("GET", "values", Value::Null),
        ("GET", "active", Value::Null),
        ("PUT", "values/active", json!({ "value": NEXT })),
        (
            "PUT",
            "protection-key",
            json!({ "protectionKeyType": "DEFAULT" }),
        ),
    ] {
        let refusal = vault
            .refusal(method, &format!("{secret}/{path}"), body)
            .await;
        assert_eq!(refusal, unprocessable(), "{path}");
    }
    let keys = vault.data("GET", "/keys", Value::Null).await;
    assert_eq!(keys["keyList"][1]["keyStatus"], "DISABLE");
    set_key(&vault, &key, "enable").await;
    assert_eq!(vault.chain(&secret).await[1], VALUE);
}

#[tokio::test]
async fn uses_are_in_the_log_of_the_key() {
    let vault = Vault::start().await;
    let key = vault.key("orders-key", "AES256").await;
    let secret = vault.secret_with(managed(&key)).await;
    vault.chain(&secret).await;
    set_key(&vault, &key, "disable").await;
    vault
        .refusal("GET", &format!("{secret}/values"), Value::Null)
        .await;
    let path = format!("/keys/{key}/activities");
    let logs = vault.kms("GET", &path, Value::Null).await;
    let logs = logs["activityLogList"].as_array().unwrap();
    let shown: Vec<_> = logs
        .iter()
        .map(|entry| ["type", "action", "result"].map(|name| &entry["data"]["api"][name]))
        .collect();
    let expected = [
        ["CRYPTO", "decrypt", "FAIL"],
        ["KEY", "disableKey", "SUCCESS"],
        ["CRYPTO", "decrypt", "SUCCESS"],
        ["CRYPTO", "encrypt", "SUCCESS"],
        ["KEY", "createKey", "SUCCESS"],
    ];
    assert_eq!(json!(shown), json!(expected));
    assert_eq!(logs[2]["data"]["requestor"]["id"], ACCESS);
    let path = format!("/keys/{key}/last-use-info");
    let latest = vault.kms("GET", &path, Value::Null).await;
    assert_eq!(latest["data"]["api"]["action"], "decrypt");
}

#[tokio::test]
async fn values_go_over_to_another_key() {
    let vault = Vault::start().await;
    let (first, second) = (
        vault.key("first-key", "AES256").await,
        vault.key("second-key", "AES256").await,
    );
    let secret = vault.secret_with(managed(&first)).await;
    let path = format!("{secret}/protection-key");
    vault.data("PUT", &path, managed(&second)).await;
    set_key(&vault, &first, "disable").await;
    assert_eq!(vault.chain(&secret).await[1], VALUE);
    set_key(&vault, &second, "disable").await;
    let path = format!("{secret}/values");
    assert_eq!(
        vault.refusal("GET", &path, Value::Null).await,
        unprocessable()
    );
}

#[tokio::test]
async fn only_keys_that_fit_are_offered_and_taken() {
    let vault = Vault::start().await;
    let rsa = vault.key("rsa-key", "RSA2048").await;
    let aes = vault.key("aes-key", "AES256").await;
    let keys = vault.data("GET", "/keys", Value::Null).await;
    let keys = keys["keyList"].as_array().unwrap();
    assert_eq!(keys.len(), 2);
    assert_eq!(keys[0]["keyId"], 0);
    assert_eq!(keys[1]["keyTag"], aes);
    for tag in [rsa.as_str(), "none"] {
        let refusal = vault.refusal("POST", "/secrets", new(managed(tag))).await;
        assert_eq!(refusal, unprocessable());
    }
}
