//! Rotations: by hand, by the clock, and what their functions do.

use serde_json::{Value, json};

use crate::vault::{DAY, NEXT, VALUE, Vault, invalid_request, invalid_status, unprocessable};

#[tokio::test]
async fn a_rotation_moves_the_values_on() {
    let vault = Vault::start().await;
    let secret = vault.secret().await;
    let job = vault.job(&secret).await;
    assert_eq!(vault.status(&secret).await, "ENABLE");
    let started = vault
        .data("POST", &format!("{job}/start"), Value::Null)
        .await;
    assert_eq!(started["decryptedSecretChain"]["active"], VALUE);
    assert_eq!(started["rotationTargets"], json!(["PASSWORD"]));
    assert_eq!(vault.status(&secret).await, "ROTATING");
    let pending = vault
        .data("POST", &format!("{job}/pending"), Value::Null)
        .await;
    let made: Value = serde_json::from_str(pending["pending"].as_str().unwrap()).unwrap();
    assert_eq!(made["USER"], "app");
    assert_eq!(made["PASSWORD"].as_str().unwrap().len(), 12);
    let body = json!({ "value": NEXT });
    let pending = vault.data("PUT", &format!("{job}/pending"), body).await;
    assert_eq!(pending["pending"], NEXT);
    assert_eq!(vault.chain(&secret).await, ["", VALUE, NEXT]);
    vault
        .data("POST", &format!("{job}/complete"), Value::Null)
        .await;
    assert_eq!(vault.chain(&secret).await, [VALUE, NEXT, ""]);
    let detail = vault.data("GET", &secret, Value::Null).await;
    assert_eq!(detail["secretStatus"], "ENABLE");
    assert_eq!(detail["lastRotationDate"], vault.now());
    assert!(detail["lastRotationResultId"].is_string());
    // The token is of no use any more.
    let refusal = vault
        .refusal("POST", &format!("{job}/complete"), Value::Null)
        .await;
    assert_eq!(refusal, (403, "FORBIDDEN".to_owned()));
    vault
        .data("POST", &format!("{secret}/rollback-rotation"), Value::Null)
        .await;
    assert_eq!(vault.chain(&secret).await, ["", VALUE, ""]);
    let path = format!("{secret}/rollback-rotation");
    assert_eq!(
        vault.refusal("POST", &path, Value::Null).await,
        invalid_status()
    );
}

#[tokio::test]
async fn a_failed_rotation_is_retried_and_a_cancelled_one_is_gone() {
    let vault = Vault::start().await;
    let secret = vault.secret().await;
    let steer = async |how: &str| {
        vault
            .call("POST", &format!("{secret}/{how}"), Value::Null)
            .await
    };
    let failed = vault.job(&secret).await;
    vault
        .data("POST", &format!("{failed}/start"), Value::Null)
        .await;
    vault
        .data("POST", &format!("{failed}/pending"), Value::Null)
        .await;
    vault
        .data("POST", &format!("{failed}/fail"), Value::Null)
        .await;
    assert_eq!(vault.status(&secret).await, "ENABLE");
    assert_eq!(vault.chain(&secret).await, ["", VALUE, ""]);
    assert_eq!(steer("retry-rotation").await.status, 200);
    let retried = vault.latest_job(&secret).await;
    assert_ne!(retried, failed);
    // One at a time.
    assert_eq!(steer("rotation").await.status, 422);
    assert_eq!(steer("retry-rotation").await.status, 422);
    vault
        .data("POST", &format!("{retried}/start"), Value::Null)
        .await;
    assert_eq!(steer("cancel-rotation").await.status, 200);
    assert_eq!(vault.status(&secret).await, "ENABLE");
    assert_eq!(steer("cancel-rotation").await.status, 422);
    assert_eq!(steer("retry-rotation").await.status, 422);
    let refusal = vault
        .refusal("POST", &format!("{retried}/fail"), Value::Null)
        .await;
    assert_eq!(refusal.0, 403);
}

#[tokio::test]
async fn the_steps_of_a_job_have_an_order_and_need_its_token() {
    let vault = Vault::start().await;
    let secret = vault.secret().await;
    let job = vault.job(&secret).await;
    for step in ["pending", "complete"] {
        let refusal = vault
            .refusal("POST", &format!("{job}/{step}"), Value::Null)
            .await;
        assert_eq!(refusal, invalid_status(), "{step} before start");
    }
    for step in ["start", "pending", "complete", "fail"] {
        let path = format!("{secret}/jobs/0000/{step}");
        let refusal = vault.refusal("POST", &path, Value::Null).await;
        assert_eq!(refusal, (403, "FORBIDDEN".to_owned()), "{step}");
    }
    // The token of one secret is none of another.
    let other = vault.secret().await;
    vault.job(&other).await;
    let token = job.rsplit('/').next().unwrap();
    let path = format!("{other}/jobs/{token}/start");
    assert_eq!(vault.refusal("POST", &path, Value::Null).await.0, 403);
    vault
        .data("POST", &format!("{job}/start"), Value::Null)
        .await;
    let again = vault
        .refusal("POST", &format!("{job}/start"), Value::Null)
        .await;
    assert_eq!(again, invalid_status());
    let empty = vault
        .refusal("POST", &format!("{job}/complete"), Value::Null)
        .await;
    assert_eq!(empty, invalid_status());
    let bad = json!({ "value": "no json" });
    let refusal = vault.refusal("PUT", &format!("{job}/pending"), bad).await;
    assert_eq!(refusal, invalid_request());
}

#[tokio::test]
async fn a_rotation_takes_an_enabled_secret_with_a_trigger() {
    let vault = Vault::start().await;
    let secret = vault.secret().await;
    let rotation = format!("{secret}/rotation");
    vault
        .data("DELETE", &format!("{secret}/triggers"), Value::Null)
        .await;
    assert_eq!(
        vault.refusal("POST", &rotation, Value::Null).await,
        unprocessable()
    );
    let twice = vault
        .refusal("DELETE", &format!("{secret}/triggers"), Value::Null)
        .await;
    assert_eq!(twice, invalid_status());
    let body = json!({ "triggerId": "trg-02" });
    let linked = vault.data("PUT", &format!("{secret}/triggers"), body).await;
    assert_eq!(linked["trigger"]["id"], "trg-02");
    let triggers = vault.data("GET", "/triggers", Value::Null).await;
    let linked = &triggers["triggerList"][1]["linkedSecretList"];
    assert_eq!(linked[0], secret.trim_start_matches("/secrets/"));
    vault
        .data("POST", &format!("{secret}/disable"), Value::Null)
        .await;
    assert_eq!(
        vault.refusal("POST", &rotation, Value::Null).await,
        invalid_status()
    );
    vault
        .data("POST", &format!("{secret}/enable"), Value::Null)
        .await;
    vault.data("POST", &rotation, Value::Null).await;
}

#[tokio::test]
async fn the_clock_begins_regular_rotations() {
    let vault = Vault::start().await;
    let rotated = json!({ "autoRotationYN": "Y", "autoRotationPeriod": 30 });
    let secret = vault.secret_with(rotated).await;
    let first = vault.now() + 30 * DAY;
    let detail = vault.data("GET", &secret, Value::Null).await;
    assert_eq!(detail["nextRotationDate"], first);
    assert_eq!(detail["rotationPhase"], "NONE");
    vault.forward(30 * DAY - 1);
    vault.data("GET", &secret, Value::Null).await;
    let logs = vault
        .data("GET", &format!("{secret}/logs"), Value::Null)
        .await;
    assert_eq!(logs["totalCount"], 1);
    // Nobody looks for three periods: one job, and the next one at its usual time.
    vault.forward(2 * 30 * DAY + 1);
    let detail = vault.data("GET", &secret, Value::Null).await;
    assert_eq!(detail["nextRotationDate"], first + 3 * 30 * DAY);
    assert!(detail["rotationPhase"].is_null());
    let logs = vault
        .data("GET", &format!("{secret}/logs"), Value::Null)
        .await;
    assert_eq!(logs["totalCount"], 2);
    assert_eq!(logs["result"][0]["requestType"], "SYSTEM");
    let job = vault.latest_job(&secret).await;
    vault
        .data("POST", &format!("{job}/start"), Value::Null)
        .await;
    vault
        .data("POST", &format!("{job}/pending"), Value::Null)
        .await;
    vault
        .data("POST", &format!("{job}/complete"), Value::Null)
        .await;
    assert_eq!(vault.chain(&secret).await[0], VALUE);
}

#[tokio::test]
async fn regular_rotations_are_switched_on_changed_and_switched_off() {
    let vault = Vault::start().await;
    let secret = vault.secret().await;
    let period = format!("{secret}/rotation-period");
    let body = json!({ "rotationPeriod": 7 });
    assert_eq!(
        vault.refusal("PUT", &period, body.clone()).await,
        invalid_status()
    );
    let path = format!("{secret}/enable-auto-rotation");
    let enabled = vault.data("POST", &path, json!({})).await;
    assert_eq!(enabled["autoRotationPeriod"], 90);
    assert_eq!(enabled["nextRotationDate"], vault.now() + 90 * DAY);
    assert_eq!(enabled["trigger"]["id"], "trg-01");
    let changed = vault.data("PUT", &period, body).await;
    assert_eq!(changed["nextRotationDate"], vault.now() + 7 * DAY);
    for period_of in [0, 731] {
        let body = json!({ "rotationPeriod": period_of });
        assert_eq!(vault.refusal("PUT", &period, body).await, invalid_request());
    }
    let unlink = vault
        .refusal("DELETE", &format!("{secret}/triggers"), Value::Null)
        .await;
    assert_eq!(unlink, invalid_status());
    let path = format!("{secret}/disable-auto-rotation");
    vault.data("POST", &path, Value::Null).await;
    vault.forward(30 * DAY);
    let detail = vault.data("GET", &secret, Value::Null).await;
    assert_eq!(detail["autoRotationYN"], "N");
    assert!(detail["nextRotationDate"].is_null());
    assert_eq!(detail["rotationPhase"], "NONE");
}

#[tokio::test]
async fn random_texts_are_as_wished_for() {
    let vault = Vault::start().await;
    let secret = vault.secret().await;
    let job = vault.job(&secret).await;
    let path = format!("{job}/generate-random-secret");
    let text = async |wish: Value| {
        let made = vault.data("POST", &path, wish).await;
        made["randomString"].as_str().unwrap().to_owned()
    };
    let digits = json!({
        "length": 32, "excludePunctuation": true, "excludeUppercase": true,
        "excludeLowercase": true, "includeSpace": false, "excludeCharacters": "01234",
    });
    let digits = text(digits).await;
    assert_eq!(digits.len(), 32);
    assert!(
        digits.chars().all(|digit| ('5'..='9').contains(&digit)),
        "{digits}"
    );
    for _ in 0..50 {
        // Spaces are among the kinds unless they are not wanted.
        let each = text(json!({ "length": 5 })).await;
        let is = |kind: fn(&char) -> bool| each.chars().filter(kind).count() == 1;
        assert!(
            is(char::is_ascii_lowercase) && is(char::is_ascii_uppercase),
            "{each}"
        );
        assert!(
            is(char::is_ascii_digit) && is(char::is_ascii_punctuation),
            "{each}"
        );
        assert!(each.contains(' '), "{each}");
    }
    for bad in [json!({ "length": 4 }), json!({ "length": 33 }), json!({})] {
        assert_eq!(vault.refusal("POST", &path, bad).await, invalid_request());
    }
    let nothing = json!({
        "length": 12, "excludePunctuation": true, "excludeUppercase": true,
        "excludeLowercase": true, "excludeNumbers": true, "includeSpace": false,
    });
    assert_eq!(
        vault.refusal("POST", &path, nothing).await,
        invalid_request()
    );
}
