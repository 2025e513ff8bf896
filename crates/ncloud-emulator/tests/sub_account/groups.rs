//! Groups, who is in them, and batches of which single entries fail.

use serde_json::{Value, json};

use crate::account::Account;

#[tokio::test]
async fn members_come_and_go_from_both_sides() {
    let account = Account::start().await;
    let bot = account.sub_account("build.bot").await;
    let bot_id = bot.rsplit('/').next().unwrap();
    let body = json!({ "groupName": "builders", "tags": { "team": "infra" } });
    let id = account.create("/groups", body).await;
    let group = format!("/groups/{id}");
    let members = format!("{group}/sub-accounts");
    let body = json!({ "subAccountIdList": [bot_id, "none"] });
    let added = account.answer("POST", &members, body.clone()).await;
    assert_eq!(
        (&added[0]["success"], &added[1]["success"]),
        (&json!(true), &json!(false))
    );
    // Once more changes nothing.
    assert_eq!(account.answer("POST", &members, body.clone()).await, added);
    let shown = account.get(&group).await;
    assert_eq!(shown["subAccounts"].as_array().unwrap().len(), 1);
    assert_eq!(shown["subAccounts"][0]["loginId"], "build.bot");
    assert_eq!(
        account.get(&bot).await["groups"][0]["groupName"],
        "builders"
    );
    account
        .answer("PUT", &group, json!({ "groupName": "makers" }))
        .await;
    let body = json!({ "groupIdList": [id, "none"] });
    let left = account
        .answer("DELETE", &format!("{bot}/groups"), body)
        .await;
    assert_eq!(
        (&left[0]["success"], &left[1]["success"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(account.get(&group).await["subAccounts"], json!([]));
    assert_eq!(
        account.get(&format!("{group}/tags")).await[0]["tagKey"],
        "team"
    );
    account.answer("DELETE", &group, Value::Null).await;
    assert_eq!(account.get("/groups").await["totalItems"], 0);
}

#[tokio::test]
async fn a_sub_account_is_in_ten_groups_at_most() {
    let account = Account::start().await;
    let bot = account.sub_account("build.bot").await;
    let mut ids = Vec::new();
    for number in 0..11 {
        let body = json!({ "groupName": format!("group-{number}") });
        ids.push(account.create("/groups", body).await);
    }
    let body = json!({ "groupIdList": ids });
    let added = account.answer("POST", &format!("{bot}/groups"), body).await;
    let added = added.as_array().unwrap().iter();
    let added: Vec<bool> = added.map(|entry| entry["success"] == true).collect();
    assert_eq!(added, [&[true; 10][..], &[false]].concat());
}

#[tokio::test]
async fn names_have_their_form() {
    let account = Account::start().await;
    for (name, is_good) in [
        ("builders", true),
        ("빌더-1", true),
        ("ab", false),
        ("1abc", false),
        ("a b c", false),
    ] {
        let answer = account
            .call("POST", "/groups", json!({ "groupName": name }))
            .await;
        assert_eq!(answer.status == 200, is_good, "{name}");
    }
    let twice = json!({ "groupName": "builders" });
    let refusal = account.refusal("POST", "/groups", twice).await;
    assert_eq!(refusal, (400, 9011));
}

#[tokio::test]
async fn tags_are_added_replaced_and_removed() {
    let account = Account::start().await;
    let group = account
        .create("/groups", json!({ "groupName": "builders" }))
        .await;
    let tags = format!("/groups/{group}/tags");
    for value in ["infra", "web"] {
        let body = json!({ "tagKey": "team", "tagValue": value });
        account.answer("POST", &tags, body).await;
    }
    let listed = account.get(&tags).await;
    assert_eq!(
        listed,
        json!([{ "tagKey": "team", "tagValue": "web", "tagDisplay": "team:web" }])
    );
    for number in 0..19 {
        let body = json!({ "tagKey": format!("key{number}"), "tagValue": "x" });
        account.answer("POST", &tags, body).await;
    }
    let body = json!({ "tagKey": "one-more", "tagValue": "x" });
    assert_eq!(account.refusal("POST", &tags, body).await, (400, 9011));
    // A tag is its value, too.
    for (value, left) in [("infra", 20), ("web", 19)] {
        let body = json!({ "tagKey": "team", "tagValue": value });
        account.answer("DELETE", &tags, body).await;
        assert_eq!(account.get(&tags).await.as_array().unwrap().len(), left);
    }
}
