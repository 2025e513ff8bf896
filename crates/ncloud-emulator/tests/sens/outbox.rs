//! Reading the outbox in a test.

use serde_json::{Value, json};

use crate::desk::{Desk, text};

#[tokio::test]
async fn the_exported_state_has_every_message() {
    let desk = Desk::start().await;
    desk.send(
        "sms",
        text(json!({ "messages": [{ "to": "01000000001" }, { "to": "01000000002" }] })),
    )
    .await;
    let state = desk.emulator.export();
    let messages = state["tables"]["sens.messages"].as_object().unwrap();
    let numbers: Vec<&Value> = messages.values().map(|one| &one["to"]).collect();
    assert_eq!(numbers, ["01000000001", "01000000002"]);
    desk.emulator.reset();
    assert_eq!(desk.emulator.export()["tables"]["sens.messages"], json!({}));
}
