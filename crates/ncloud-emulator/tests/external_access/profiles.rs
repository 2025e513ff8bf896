//! Profiles.

use serde_json::{Value, json};

use crate::access::Access;

#[tokio::test]
async fn a_profile_lives_from_its_creation_to_its_deletion() {
    let access = Access::start().await;
    let body = json!({
        "name": "plant-profile", "description": "line 1", "durationSeconds": 600,
        "enabled": true, "roleIdList": [],
    });
    let created = access.post("/profiles", body).await;
    let id = created["profileId"].as_str().unwrap();
    let mut expected = json!({
        "profileId": id,
        "profileNrn": format!("nrn:PUB:ExternalAccess::5000001:Profile/{id}"),
        "name": "plant-profile",
        "description": "line 1",
        "enabled": true,
        "durationSeconds": 600,
        "roleNrnList": [],
        "createTime": "2024-11-21T00:00:00Z",
        "updateTime": "2024-11-21T00:00:00Z",
    });
    assert_eq!(created, expected);
    let path = format!("/profiles/{id}");
    assert_eq!(access.get(&path).await, expected);
    access.pass(60);
    // A change that changes nothing is none.
    for change in [
        json!({}),
        json!({ "name": "plant-profile", "description": null }),
    ] {
        assert_eq!(access.answer("PATCH", &path, change).await, expected);
    }
    let changed = access
        .answer(
            "PATCH",
            &path,
            json!({ "durationSeconds": 43200, "description": "" }),
        )
        .await;
    expected["durationSeconds"] = 43200.into();
    expected["description"] = "".into();
    expected["updateTime"] = "2024-11-21T00:01:00Z".into();
    assert_eq!(changed, expected);
    for (verb, enabled) in [("disable", false), ("disable", false), ("enable", true)] {
        expected["enabled"] = enabled.into();
        let switched = access.post(&format!("{path}/{verb}"), Value::Null).await;
        assert_eq!(switched, expected);
        assert_eq!(access.get(&path).await, expected);
    }
    assert_eq!(access.delete(&path).await, expected);
    access.unknown("DELETE", &path, Value::Null).await;
    assert_eq!(access.get("/profiles").await["totalElements"], 0);
}

#[tokio::test]
async fn what_is_not_given_has_the_documented_default() {
    let access = Access::start().await;
    let created = access.post("/profiles", json!({ "name": "p-1" })).await;
    assert_eq!(
        (&created["enabled"], &created["durationSeconds"]),
        (&json!(false), &json!(3600))
    );
    assert_eq!(
        (&created["description"], &created["roleNrnList"]),
        (&json!(""), &json!([]))
    );
    // Nothing says that names are unique.
    let body = json!({ "name": "p-1", "roleIdList": null });
    access.post("/profiles", body).await;
    assert_eq!(access.get("/profiles").await["totalElements"], 2);
}

#[tokio::test]
async fn limits_hold_for_creations_and_for_changes() {
    let access = Access::start().await;
    let longest = json!({
        "name": "가".repeat(30), "description": "가".repeat(100), "durationSeconds": 43200,
    });
    let created = access.post("/profiles", longest).await;
    let path = format!("/profiles/{}", created["profileId"].as_str().unwrap());
    for (change, member) in [
        (json!({ "name": "p" }), "name"),
        (json!({ "name": "p".repeat(31) }), "name"),
        (json!({ "name": 7 }), "name"),
        // More than 300 bytes in fewer characters.
        (json!({ "description": "가".repeat(101) }), "description"),
        (json!({ "durationSeconds": 599 }), "durationSeconds"),
        (json!({ "durationSeconds": 43201 }), "durationSeconds"),
        (json!({ "durationSeconds": "600" }), "durationSeconds"),
    ] {
        let message = access.bad("PATCH", &path, change.clone()).await;
        assert!(message.starts_with(member), "{message}");
        let mut body = json!({ "name": "plant-profile" });
        body[member] = change[member].clone();
        let message = access.bad("POST", "/profiles", body).await;
        assert!(message.starts_with(member), "{message}");
    }
    let message = access.bad("POST", "/profiles", json!({})).await;
    assert_eq!(message, "name is missing");
    assert_eq!(access.get(&path).await, created);
}
