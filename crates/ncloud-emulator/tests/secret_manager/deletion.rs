//! Disabling and deleting.

use serde_json::Value;

use crate::vault::{DAY, VALUE, Vault, invalid_status, not_found};

#[tokio::test]
async fn a_scheduled_deletion_waits_and_can_be_taken_back() {
    let vault = Vault::start().await;
    let secret = vault.secret().await;
    let change = async |how: &str| {
        let path = format!("{secret}/{how}");
        vault.data("POST", &path, Value::Null).await["secretStatus"].clone()
    };
    let request = vault
        .data("POST", &format!("{secret}/request-deletion"), Value::Null)
        .await;
    assert_eq!(request["secretStatus"], "REVOKE");
    assert_eq!(request["expectedDestroyDate"], vault.now() + 3 * DAY);
    vault.forward(DAY);
    let again = vault
        .data("POST", &format!("{secret}/request-deletion"), Value::Null)
        .await;
    assert_eq!(again["expectedDestroyDate"], request["expectedDestroyDate"]);
    vault.forward(2 * DAY - 1);
    assert_eq!(change("cancel-deletion").await, "DISABLE");
    assert_eq!(change("enable").await, "ENABLE");
    assert_eq!(vault.chain(&secret).await[1], VALUE);
    let path = format!("{secret}/cancel-deletion");
    assert_eq!(
        vault.refusal("POST", &path, Value::Null).await,
        invalid_status()
    );
}

#[tokio::test]
async fn the_clock_deletes() {
    let vault = Vault::start().await;
    let secret = vault.secret().await;
    vault
        .data("POST", &format!("{secret}/request-deletion"), Value::Null)
        .await;
    vault.forward(3 * DAY);
    let list = vault.data("GET", "/secrets", Value::Null).await;
    assert_eq!(list["totalCount"], 0);
    assert_eq!(vault.status(&secret).await, "DESTROYED");
    for (method, path) in [
        ("GET", "values"),
        ("POST", "cancel-deletion"),
        ("POST", "enable"),
        ("GET", "logs"),
    ] {
        let path = format!("{secret}/{path}");
        assert_eq!(vault.refusal(method, &path, Value::Null).await, not_found());
    }
}

#[tokio::test]
async fn only_a_secret_that_waits_for_it_is_deleted_at_once() {
    let vault = Vault::start().await;
    let secret = vault.secret().await;
    assert_eq!(
        vault.refusal("DELETE", &secret, Value::Null).await,
        invalid_status()
    );
    vault
        .data("POST", &format!("{secret}/request-deletion"), Value::Null)
        .await;
    assert!(vault.data("DELETE", &secret, Value::Null).await.is_null());
    assert_eq!(vault.status(&secret).await, "DESTROYED");
    assert_eq!(
        vault.refusal("DELETE", &secret, Value::Null).await,
        not_found()
    );
}

#[tokio::test]
async fn to_disable_a_secret_ends_a_job_that_has_not_begun() {
    let vault = Vault::start().await;
    let secret = vault.secret().await;
    let job = vault.job(&secret).await;
    for _ in 0..2 {
        vault
            .data("POST", &format!("{secret}/disable"), Value::Null)
            .await;
    }
    vault
        .data("POST", &format!("{secret}/enable"), Value::Null)
        .await;
    let path = format!("{job}/start");
    assert_eq!(vault.refusal("POST", &path, Value::Null).await.0, 403);
    // One that has begun keeps the secret as it is.
    let job = vault.job(&secret).await;
    vault
        .data("POST", &format!("{job}/start"), Value::Null)
        .await;
    for how in ["disable", "enable", "request-deletion"] {
        let path = format!("{secret}/{how}");
        assert_eq!(
            vault.refusal("POST", &path, Value::Null).await,
            invalid_status()
        );
    }
}
