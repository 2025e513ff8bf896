//! Roles.

use serde_json::{Value, json};

use crate::account::Account;

#[tokio::test]
async fn a_role_for_servers_has_entities_and_policies() {
    let account = Account::start().await;
    let body = json!({ "roleName": "deploy-role", "roleType": "Server", "descCont": "deploy" });
    let id = account.create("/roles", body).await;
    let role = format!("/roles/{id}");
    let entities = format!("{role}/entities");
    let body = json!({ "roleEntityList": [
        { "type": "Server", "id": "100123457" }, { "type": "Service", "id": "ExternalAccess" },
    ] });
    let attached = account.answer("POST", &entities, body).await;
    assert_eq!(
        (&attached[0]["success"], &attached[1]["success"]),
        (&json!(true), &json!(false))
    );
    account
        .attach(&role, &account.managed("NCP_INFRA_MANAGER").await)
        .await;
    let shown = account.get(&role).await;
    assert_eq!(
        shown["entities"],
        json!([{ "id": "100123457", "type": "Server" }])
    );
    assert_eq!(shown["policies"][0]["policyName"], "NCP_INFRA_MANAGER");
    let body = json!({ "entityIdList": ["100123457"] });
    let detached = account.answer("DELETE", &entities, body).await;
    assert_eq!(detached[0]["name"], "removeEntity");
    let own = json!({ "isMyAccount": true });
    let path = format!("{entities}/account");
    assert_eq!(account.refusal("POST", &path, own).await, (400, 9011));
    let change = json!({ "roleType": "Server", "roleName": "deploy-role-kr" });
    account.answer("PUT", &role, change).await;
    let change = json!({ "roleType": "Service" });
    assert_eq!(account.refusal("PUT", &role, change).await, (400, 9011));
    let body = json!({ "roleName": "deploy-role", "roleType": "Server" });
    account.create("/roles", body).await;
    let taken = json!({ "roleType": "Server", "roleName": "deploy-role" });
    assert_eq!(account.refusal("PUT", &role, taken).await, (400, 9011));
    let found = account
        .get("/roles?searchColumn=roleName&searchWord=role-kr")
        .await;
    assert_eq!(found["totalItems"], 1);
    account.answer("DELETE", &role, Value::Null).await;
    assert_eq!(account.refusal("GET", &role, Value::Null).await, (404, 30));
}

#[tokio::test]
async fn a_role_for_accounts_has_one() {
    let account = Account::start().await;
    let mut body = json!({ "roleName": "partner-role", "roleType": "Account" });
    assert_eq!(
        account.refusal("POST", "/roles", body.clone()).await,
        (400, 9011)
    );
    body["sessionExpirationSec"] = 600.into();
    let id = account.create("/roles", body).await;
    let path = format!("/roles/{id}/entities/account");
    let partner = json!({ "isMyAccount": false, "accountName": "partner", "loginId": "a@b.c" });
    account.answer("POST", &path, partner.clone()).await;
    assert_eq!(account.get(&path).await, partner);
    account.answer("DELETE", &path, Value::Null).await;
    assert_eq!(account.refusal("GET", &path, Value::Null).await, (404, 30));
}

#[tokio::test]
async fn roles_are_switched_one_by_one_and_together() {
    let account = Account::start().await;
    let body = json!({ "roleName": "deploy-role", "roleType": "Server" });
    let id = account.create("/roles", body).await;
    let role = format!("/roles/{id}");
    account
        .answer("PUT", &format!("{role}/enable?active=false"), Value::Null)
        .await;
    assert_eq!(account.get(&role).await["active"], false);
    let both = account
        .answer("PUT", "/roles?active=true", json!([id, "none"]))
        .await;
    assert_eq!(
        (&both[0]["success"], &both[1]["success"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(account.get(&role).await["active"], true);
}
