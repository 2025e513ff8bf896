//! Sub accounts.

use std::time::Duration;

use serde_json::{Value, json};

use crate::account::{Account, new};

#[tokio::test]
async fn a_sub_account_is_shown_as_it_was_made_and_changed() {
    let account = Account::start().await;
    let mut body = new("build.bot");
    body["memo"] = "ci".into();
    body["tags"] = json!({ "team": "infra" });
    body["useApiAllowSource"] = true.into();
    let sources = json!([{ "type": "IP", "source": "203.0.113.0/24" }]);
    body["apiAllowSources"] = sources.clone();
    let id = account.create("/sub-accounts", body.clone()).await;
    let path = format!("/sub-accounts/{id}");
    let mut shown = account.get(&path).await;
    for (name, value) in body.as_object().unwrap() {
        if name != "tags" {
            assert_eq!(shown[name], *value, "{name}");
        }
    }
    assert_eq!(shown["createTime"], "2024-11-21T00:00:00Z");
    assert_eq!(
        shown["nrn"],
        format!("nrn:PUB:IAM::5000001:SubAccount/{id}")
    );
    let tags = account.get(&format!("/users/{id}/tags")).await;
    assert_eq!(tags[0]["tagDisplay"], "team:infra");
    let user = account.get(&format!("/users/{id}")).await;
    assert_eq!(
        (&user["loginId"], &user["deleted"]),
        (&shown["loginId"], &json!(false))
    );
    // What is left out stays.
    let change = json!({ "name": "another bot", "isMfaMandatory": true });
    account.answer("PUT", &path, change).await;
    shown["name"] = "another bot".into();
    shown["isMfaMandatory"] = true.into();
    assert_eq!(account.get(&path).await, shown);
    let factors = account.get(&format!("{path}/mfa")).await;
    assert_eq!(factors, json!({ "isMfaMandatory": true, "mfaList": [] }));
    let number = &shown["subAccountNo"];
    let ids = account
        .get(&format!("/sub-accounts-with-no?subAccountNo=1,{number}"))
        .await;
    assert_eq!(ids, json!([{ "subAccountNo": number, "subAccountId": id }]));
    let rule = account.get(&format!("{path}/access-rules/api")).await;
    assert_eq!(rule["apiAllowSources"], sources);
}

#[tokio::test]
async fn only_a_change_sets_the_time_of_the_last_change() {
    let account = Account::start().await;
    let bot = account.sub_account("build.bot").await;
    let id = bot.rsplit('/').next().unwrap();
    let tags = format!("/users/{id}/tags");
    let shown = account.get(&bot).await;
    account.emulator.advance(Duration::from_secs(60));
    account.get(&tags).await;
    let tag = json!({ "tagKey": "a b", "tagValue": "c" });
    assert_eq!(account.refusal("POST", &tags, tag).await, (400, 9011));
    let reset = json!({ "needPasswordGenerate": false });
    let path = format!("{bot}/password");
    assert_eq!(account.refusal("PUT", &path, reset).await, (400, 9011));
    assert_eq!(account.get(&bot).await, shown);
    let tag = json!({ "tagKey": "team", "tagValue": "infra" });
    account.answer("POST", &tags, tag).await;
    assert_eq!(
        account.get(&bot).await["modifiedTime"],
        "2024-11-21T00:01:00Z"
    );
}

#[tokio::test]
async fn pages_are_counted_from_zero() {
    let account = Account::start().await;
    for number in 0..25 {
        account.sub_account(&format!("bot{number:02}")).await;
    }
    let ids = |page: &Value| {
        let items = page["items"].as_array().unwrap().iter();
        let ids = items.map(|item| item["loginId"].as_str().unwrap().to_owned());
        ids.collect::<Vec<_>>()
    };
    let first = account.get("/sub-accounts").await;
    assert_eq!((ids(&first).len(), &first["page"]), (10, &json!(0)));
    assert_eq!(
        (&first["totalPages"], &first["totalItems"]),
        (&json!(3), &json!(25))
    );
    assert_eq!(
        (&first["isFirst"], &first["hasNext"]),
        (&json!(true), &json!(true))
    );
    let last = account.get("/sub-accounts?page=2").await;
    assert_eq!(ids(&last), ["bot20", "bot21", "bot22", "bot23", "bot24"]);
    assert_eq!(
        (&last["isLast"], &last["hasNext"]),
        (&json!(true), &json!(false))
    );
    let beyond = account.get("/sub-accounts?page=9&size=20").await;
    assert_eq!((ids(&beyond).len(), &beyond["totalPages"]), (0, &json!(2)));
    let found = account
        .get("/sub-accounts?searchColumn=loginId&searchWord=bot1&size=100")
        .await;
    assert_eq!(ids(&found).len(), 10);
}

#[tokio::test]
async fn login_ids_are_given_once() {
    let account = Account::start().await;
    let check = "/join/check-login-id?loginId=build.bot";
    assert_eq!(account.get(check).await["success"], true);
    account.sub_account("build.bot").await;
    assert_eq!(account.get(check).await["success"], false);
    let refusal = account
        .refusal("POST", "/sub-accounts", new("build.bot"))
        .await;
    assert_eq!(refusal, (400, 9011));
}

#[tokio::test]
async fn limits_are_kept() {
    let account = Account::start().await;
    for (name, value) in [
        ("loginId", json!("ab")),
        ("loginId", json!("1abc")),
        ("name", json!("a")),
        ("memo", json!("é".repeat(151))),
        ("canConsoleAccess", json!(true)),
        ("consolePermitIps", json!(["everywhere"])),
        (
            "apiAllowSources",
            json!([{ "type": "IP", "source": "10.0.0.0/33" }]),
        ),
        (
            "apiAllowSources",
            json!([{ "type": "ROOM", "source": "1" }]),
        ),
        ("tags", json!({ "a b": "c" })),
    ] {
        let mut body = new("build.bot");
        body[name] = value;
        let refusal = account.refusal("POST", "/sub-accounts", body).await;
        assert_eq!(refusal, (400, 9011), "{name}");
    }
}

#[tokio::test]
async fn made_up_passwords_are_told_once_and_never_kept() {
    let account = Account::start().await;
    let mut body = new("clerk");
    body["canConsoleAccess"] = true.into();
    body["needPasswordGenerate"] = true.into();
    let made = account.answer("POST", "/sub-accounts", body).await;
    let path = format!("/sub-accounts/{}", made["id"].as_str().unwrap());
    let first = made["generatedPassword"].as_str().unwrap();
    let reset = json!({ "needPasswordGenerate": true });
    let reset = account
        .answer("PUT", &format!("{path}/password"), reset)
        .await;
    let second = reset["generatedPassword"].as_str().unwrap();
    assert_ne!(first, second);
    let state = account.emulator.export().to_string();
    assert!(!state.contains(first) && !state.contains(second));
    let chosen = json!({ "needPasswordGenerate": false, "newPassword": "hunter2-Secret" });
    let chosen = account
        .answer("PUT", &format!("{path}/password"), chosen)
        .await;
    assert_eq!(chosen, json!({ "success": true }));
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let account = Account::start().await;
    for (method, path, body, status) in [
        ("GET", "/sub-accounts/none", Value::Null, 404),
        ("GET", "/users/none", Value::Null, 404),
        ("GET", "/groups/none", Value::Null, 400),
        ("GET", "/policies/none", Value::Null, 404),
        ("GET", "/roles/none", Value::Null, 404),
        ("POST", "/sub-accounts/none/access-keys", Value::Null, 404),
        (
            "POST",
            "/sub-accounts/none/policies",
            json!({ "policyIdList": ["x"] }),
            401,
        ),
        ("DELETE", "/groups/none", Value::Null, 404),
    ] {
        assert_eq!(
            account.refusal(method, path, body).await,
            (status, 30),
            "{path}"
        );
    }
}

#[tokio::test]
async fn everything_is_kept_on_disk() {
    let directory = tempfile::tempdir().unwrap();
    let account = Account::start_in(directory.path()).await;
    let bot = account.sub_account("build.bot").await;
    account.policy("kr-viewer", "KMS", &["View*"]).await;
    let shown = account.get(&bot).await;
    account.emulator.shutdown().await;
    let account = Account::start_in(directory.path()).await;
    assert_eq!(account.get(&bot).await, shown);
    let own = account.get("/policies?type=USER_CREATED").await;
    assert_eq!(own["items"][0]["policyName"], "kr-viewer");
}
