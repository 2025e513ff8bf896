//! What is stored, logged and shown holds neither values nor tokens in clear.

use std::fs;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::support::Call;
use crate::vault::{NEXT, VALUE, Vault};

const TOKEN: &str = "control-token-0123456789";

#[tokio::test]
async fn secrets_go_on_where_they_were_and_are_stored_encrypted() {
    let directory = tempfile::tempdir().unwrap();
    let vault = Vault::start_in(directory.path()).await;
    let key = vault.key("orders-key", "AES256").await;
    let managed = json!({ "protectionKeyType": "USER_MANAGED_KEY", "kmsKeyTag": key });
    let (own, managed) = (vault.secret().await, vault.secret_with(managed).await);
    let job = vault.job(&own).await;
    vault
        .data("POST", &format!("{job}/start"), Value::Null)
        .await;
    let body = json!({ "value": NEXT });
    vault.data("PUT", &format!("{job}/pending"), body).await;
    let before = vault.data("GET", &own, Value::Null).await;
    vault.emulator.shutdown().await;

    let vault = Vault::start_in(directory.path()).await;
    assert_eq!(vault.data("GET", &own, Value::Null).await, before);
    assert_eq!(vault.chain(&own).await, ["", VALUE, NEXT]);
    assert_eq!(vault.chain(&managed).await, ["", VALUE, ""]);
    vault
        .data("POST", &format!("{job}/complete"), Value::Null)
        .await;
    assert_eq!(vault.chain(&own).await, [VALUE, NEXT, ""]);
    let exported = vault.emulator.export().to_string();
    assert!(exported.contains("secret-manager.secrets"));
    assert!(!exported.contains("hunter2"));
    vault.emulator.shutdown().await;
    for file in fs::read_dir(directory.path()).unwrap() {
        let octets = fs::read(file.unwrap().path()).unwrap();
        assert!(!octets.windows(7).any(|part| part == b"hunter2"));
    }
}

#[tokio::test]
async fn requests_are_shown_without_tokens_and_values() {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let written = Arc::clone(&lines);
    let vault = Vault::with(|builder| {
        builder
            .control(([127, 0, 0, 1], 0).into())
            .control_token(TOKEN)
            .on_request(move |request| written.lock().unwrap().push(format!("{request:?}")))
    })
    .await;
    let secret = vault.secret().await;
    let job = vault.job(&secret).await;
    let token = job.rsplit('/').next().unwrap();
    vault
        .data("POST", &format!("{job}/start"), Value::Null)
        .await;
    let body = json!({ "value": NEXT });
    vault.data("PUT", &format!("{job}/pending"), body).await;
    let body = json!({ "previous": VALUE, "active": NEXT, "pending": "" });
    vault.data("PUT", &format!("{secret}/values"), body).await;

    let control = vault.emulator.control_url().unwrap();
    let control = control.strip_prefix("http://").unwrap().parse().unwrap();
    let shown = Call::new("GET", "/requests")
        .header("Authorization", format!("Bearer {TOKEN}"))
        .send_to(control)
        .await
        .text();
    let lines = lines.lock().unwrap().join("\n");
    for text in [&shown, &lines] {
        assert!(text.contains("/jobs/[redacted]/start"), "{text}");
        assert!(!text.contains(token) && !text.contains("hunter2"), "{text}");
    }
    // What was sent is there for whoever asks the emulator itself.
    let sent = vault.emulator.requests();
    assert!(sent.iter().any(|request| request.target.contains(token)));
}
