//! The roles of profiles, which are those of Sub Account.

use serde_json::{Value, json};

use crate::access::Access;

fn profile(roles: &[&str]) -> Value {
    json!({ "name": "plant-profile", "roleIdList": roles })
}

#[tokio::test]
async fn a_profile_has_roles_of_sub_account() {
    let access = Access::start().await;
    let first = access.role("first", "Service", &["ExternalAccess"]).await;
    let second = access
        .role("second", "Service", &["DataFlow", "ExternalAccess"])
        .await;
    let nrn = async |role: &str| access.get(&format!("/roles/{role}")).await["nrn"].clone();
    let created = access
        .post("/profiles", profile(&[&second, &first, &second]))
        .await;
    let names = json!([nrn(&second).await, nrn(&first).await]);
    assert_eq!(created["roleNrnList"], names);
    let path = format!("/profiles/{}", created["profileId"].as_str().unwrap());
    // A change says nothing about roles.
    let changed = access
        .answer("PATCH", &path, json!({ "name": "other" }))
        .await;
    assert_eq!(changed["roleNrnList"], names);
    access.delete(&format!("/roles/{second}")).await;
    assert_eq!(
        access.get(&path).await["roleNrnList"],
        json!([nrn(&first).await])
    );
}

#[tokio::test]
async fn a_role_is_in_one_profile() {
    let access = Access::start().await;
    let role = access.role("plant", "Service", &["ExternalAccess"]).await;
    let other = access.role("other", "Service", &["ExternalAccess"]).await;
    let created = access.post("/profiles", profile(&[&role])).await;
    let message = access
        .bad("POST", "/profiles", profile(&[&other, &role]))
        .await;
    assert_eq!(message, "a role can be in one profile only");
    assert_eq!(access.get("/profiles").await["totalElements"], 1);
    let path = format!("/profiles/{}", created["profileId"].as_str().unwrap());
    access.delete(&path).await;
    access.post("/profiles", profile(&[&other, &role])).await;
}

#[tokio::test]
async fn other_roles_are_refused() {
    let access = Access::start().await;
    let roles = [
        access.role("server", "Server", &["100123457"]).await,
        access.role("account", "Account", &[]).await,
        access.role("service", "Service", &["DataFlow"]).await,
        access.role("empty", "Service", &[]).await,
        "none".to_owned(),
    ];
    for role in &roles {
        let message = access.bad("POST", "/profiles", profile(&[role])).await;
        assert!(message.starts_with("roleIdList"), "{message}");
    }
    for list in [json!("none"), json!([7]), json!([null])] {
        let body = json!({ "name": "plant-profile", "roleIdList": list });
        access.bad("POST", "/profiles", body).await;
    }
    assert_eq!(access.get("/profiles").await["totalElements"], 0);
}
