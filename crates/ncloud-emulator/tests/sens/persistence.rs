//! What was sent is there after a restart.

use serde_json::{Value, json};

use crate::desk::{Desk, text};

#[tokio::test]
async fn messages_and_reservations_are_kept() {
    let directory = tempfile::tempdir().unwrap();
    let mut desk = Desk::start_in(directory.path()).await;
    desk.create("shop").await;
    let sent = desk.send("sms", text(json!({}))).await;
    let reserved = desk
        .send("sms", text(json!({ "reserveTime": "2024-11-21 10:00" })))
        .await;
    let before = desk.messages("sms", &sent).await;
    let project = desk.project.clone();
    desk.emulator.shutdown().await;
    let mut desk = Desk::start_in(directory.path()).await;
    desk.project = project;
    assert_eq!(desk.messages("sms", &sent).await, before);
    let path = format!("/reservations/{}", reserved["requestId"].as_str().unwrap());
    let answer = desk.below("sms", "DELETE", &path, Value::Null).await;
    assert_eq!(answer.status, 204);
}
