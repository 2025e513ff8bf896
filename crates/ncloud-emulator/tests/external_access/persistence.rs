//! What was created is there after a restart, and travels with exported states.

use serde_json::{Value, json};

use crate::access::{Access, content};

/// Creates one of each kind; their paths.
async fn fill(access: &Access) -> Vec<String> {
    let role = access.role("plant", "Service", &["ExternalAccess"]).await;
    let body = json!({ "name": "plant-profile", "enabled": true, "roleIdList": [role] });
    let profile = access.post("/profiles", body).await;
    let ca = access.ca("plant").await;
    let anchor = access.trust_anchor(&ca).await;
    let body = json!({ "name": "plant-crl", "crlData": content(&access.list_of(&ca).await) });
    let crl = access.post(&format!("{anchor}/crls"), body).await;
    vec![
        format!("/profiles/{}", profile["profileId"].as_str().unwrap()),
        format!("{anchor}/crls/{}", crl["crlId"].as_str().unwrap()),
        anchor,
    ]
}

async fn all(access: &Access, paths: &[String]) -> Vec<Value> {
    let mut shown = Vec::new();
    for path in paths {
        shown.push(access.get(path).await);
    }
    shown
}

#[tokio::test]
async fn everything_is_kept_over_a_restart() {
    let directory = tempfile::tempdir().unwrap();
    let access = Access::start_in(directory.path()).await;
    let paths = fill(&access).await;
    let before = all(&access, &paths).await;
    access.emulator.shutdown().await;
    let access = Access::start_in(directory.path()).await;
    assert_eq!(all(&access, &paths).await, before);
    // The order goes on, and a role is still taken.
    access.post("/profiles", json!({ "name": "second" })).await;
    let names = access.get("/profiles").await["content"].clone();
    assert_eq!(names[1]["name"], "second");
    let role = before[0]["roleNrnList"][0].as_str().unwrap();
    let role = role.rsplit('/').next().unwrap();
    let body = json!({ "name": "third", "roleIdList": [role] });
    access.bad("POST", "/profiles", body).await;
    access.delete(&paths[2]).await;
    access.emulator.shutdown().await;
    let access = Access::start_in(directory.path()).await;
    for path in &paths[1..] {
        access.unknown("GET", path, Value::Null).await;
    }
    assert_eq!(access.get("/profiles").await["totalElements"], 2);
}

#[tokio::test]
async fn a_state_is_exported_imported_and_reset() {
    let access = Access::start().await;
    let paths = fill(&access).await;
    let before = all(&access, &paths).await;
    let state = access.emulator.export();
    access.emulator.reset();
    for path in &paths {
        access.unknown("GET", path, Value::Null).await;
    }
    // The subject is no part of the state.
    assert_eq!(access.get("/subjects").await["totalElements"], 1);
    let other = Access::start().await;
    other.emulator.import(&state).unwrap();
    assert_eq!(all(&other, &paths).await, before);
    assert_eq!(other.emulator.export(), state);
}
