//! Values in their stages.

use serde_json::{Value, json};

use crate::vault::{NEXT, VALUE, Vault, invalid_status};

#[tokio::test]
async fn each_stage_is_read_and_replaced_by_itself() {
    let vault = Vault::start().await;
    let secret = vault.secret().await;
    assert_eq!(vault.chain(&secret).await, ["", VALUE, ""]);
    let body = json!({ "value": NEXT });
    let encrypted = vault
        .data("PUT", &format!("{secret}/values/previous"), body)
        .await;
    let encrypted = &encrypted["encryptedSecretValue"];
    assert_eq!(encrypted["valueStage"], "previous");
    let ciphertext = encrypted["value"].as_str().unwrap();
    assert!(ciphertext.starts_with("ncpkms:v1:"), "{ciphertext}");
    assert_eq!(vault.chain(&secret).await, [NEXT, VALUE, ""]);
    let stage = vault
        .data("GET", &format!("{secret}/previous"), Value::Null)
        .await;
    let expected = json!({ "decryptedSecretValue": { "value": NEXT, "valueStage": "PREVIOUS" } });
    assert_eq!(stage, expected);
}

#[tokio::test]
async fn all_stages_are_replaced_and_an_empty_one_goes() {
    let vault = Vault::start().await;
    let secret = vault.secret().await;
    let path = format!("{secret}/values");
    let body = json!({ "previous": VALUE, "active": NEXT, "pending": VALUE });
    let encrypted = vault.data("PUT", &path, body).await;
    let chain = &encrypted["encryptedSecretChain"];
    assert_ne!(chain["previous"], chain["pending"], "each has its nonce");
    assert_eq!(vault.chain(&secret).await, [VALUE, NEXT, VALUE]);
    let body = json!({ "previous": "", "active": NEXT, "pending": "" });
    let encrypted = vault.data("PUT", &path, body).await;
    assert_eq!(encrypted["encryptedSecretChain"]["previous"], "");
    assert_eq!(vault.chain(&secret).await, ["", NEXT, ""]);
}

#[tokio::test]
async fn a_stage_that_is_left_out_is_refused() {
    let vault = Vault::start().await;
    let secret = vault.secret().await;
    let answer = vault
        .call(
            "PUT",
            &format!("{secret}/values"),
            json!({ "active": NEXT }),
        )
        .await;
    let body = answer.json();
    assert_eq!(answer.status, 400, "{body}");
    let message = body["error"]["message"].as_str().unwrap();
    assert!(
        message.contains("previous") && message.contains("pending"),
        "{message}"
    );
    assert_eq!(vault.chain(&secret).await, ["", VALUE, ""]);
}

#[tokio::test]
async fn one_bad_stage_changes_none() {
    let vault = Vault::start().await;
    let secret = vault.secret().await;
    let body = json!({ "previous": NEXT, "active": "no json", "pending": "" });
    let answer = vault.call("PUT", &format!("{secret}/values"), body).await;
    assert_eq!(answer.status, 400);
    assert_eq!(vault.chain(&secret).await, ["", VALUE, ""]);
}

#[tokio::test]
async fn nothing_is_read_of_a_secret_that_waits_for_its_deletion() {
    let vault = Vault::start().await;
    let secret = vault.secret().await;
    vault
        .data("POST", &format!("{secret}/request-deletion"), Value::Null)
        .await;
    for (method, path, body) in [
        ("GET", "values", Value::Null),
        ("GET", "active", Value::Null),
        ("PUT", "values/active", json!({ "value": NEXT })),
        (
            "PUT",
            "values",
            json!({ "previous": "", "active": NEXT, "pending": "" }),
        ),
        (
            "PUT",
            "protection-key",
            json!({ "protectionKeyType": "DEFAULT" }),
        ),
    ] {
        let refusal = vault
            .refusal(method, &format!("{secret}/{path}"), body)
            .await;
        assert_eq!(refusal, invalid_status(), "{path}");
    }
}
