//! Access keys.

use serde_json::{Value, json};

use crate::account::{Account, not_authenticated, passes};

#[tokio::test]
async fn there_are_two_at_most() {
    let account = Account::start().await;
    let bot = account.sub_account("build.bot").await;
    let keys = format!("{bot}/access-keys");
    let first = account.pair(&bot).await;
    let second = account.pair(&bot).await;
    assert_ne!(first, second);
    let refusal = account.refusal("POST", &keys, Value::Null).await;
    assert_eq!(refusal, (409, 9012));
    let listed = account.get(&keys).await;
    assert_eq!(listed[0]["accessKey"], first.0.as_str());
    assert_eq!(listed[1]["accessKey"], second.0.as_str());
    assert!(
        !listed.to_string().contains(&first.1),
        "the secret is told once"
    );
    // A stopped one counts.
    let stop = json!({ "accessKey": first.0, "active": false });
    account.answer("PUT", &keys, stop).await;
    assert_eq!(account.get(&keys).await[0]["active"], false);
    let refusal = account.refusal("POST", &keys, Value::Null).await;
    assert_eq!(refusal, (409, 9012));
    let gone = json!({ "accessKey": first.0 });
    account.answer("DELETE", &keys, gone.clone()).await;
    let refusal = account.refusal("DELETE", &keys, gone).await;
    assert_eq!(refusal, (404, 30));
    account.pair(&bot).await;
}

#[tokio::test]
async fn keys_sign_from_when_they_are_made_until_they_are_stopped_or_deleted() {
    let account = Account::start().await;
    let bot = account.sub_account("build.bot").await;
    let keys = format!("{bot}/access-keys");
    account
        .attach(&bot, &account.managed("NCP_INFRA_MANAGER").await)
        .await;
    let pair = account.pair(&bot).await;
    assert_eq!(account.cas_as(&pair).await, passes());
    let wrong = (pair.0.clone(), "another-secret".to_owned());
    assert_eq!(account.cas_as(&wrong).await, not_authenticated());
    for active in [false, true, false] {
        let switch = json!({ "accessKey": pair.0, "active": active });
        account.answer("PUT", &keys, switch).await;
        let expected = if active {
            passes()
        } else {
            not_authenticated()
        };
        assert_eq!(account.cas_as(&pair).await, expected);
    }
    let requests = account.emulator.requests();
    let diagnosis = requests.last().unwrap().diagnosis.clone().unwrap();
    assert!(diagnosis.contains("stopped"), "{diagnosis}");
    let gone = json!({ "accessKey": pair.0 });
    account.answer("DELETE", &keys, gone).await;
    assert_eq!(account.cas_as(&pair).await, not_authenticated());
}

#[tokio::test]
async fn the_key_of_another_sub_account_is_not_found() {
    let account = Account::start().await;
    let bot = account.sub_account("build.bot").await;
    let other = account.sub_account("other.bot").await;
    let pair = account.pair(&bot).await;
    let body = json!({ "accessKey": pair.0, "active": false });
    for keys in [&other, "/sub-accounts/none"] {
        let keys = format!("{keys}/access-keys");
        for method in ["PUT", "DELETE"] {
            let refusal = account.refusal(method, &keys, body.clone()).await;
            assert_eq!(refusal, (404, 30));
        }
    }
    let listed = account.get(&format!("{bot}/access-keys")).await;
    assert_eq!(listed[0]["active"], true);
}

#[tokio::test]
async fn keys_go_with_their_sub_account() {
    let account = Account::start().await;
    let bot = account.sub_account("build.bot").await;
    account
        .attach(&bot, &account.managed("NCP_ADMINISTRATOR").await)
        .await;
    let pair = account.pair(&bot).await;
    let stopped = json!({ "active": false });
    account.answer("PUT", &bot, stopped).await;
    assert_eq!(account.cas_as(&pair).await, not_authenticated());
    account.answer("PUT", &bot, json!({ "active": true })).await;
    assert_eq!(account.cas_as(&pair).await, passes());
    account.answer("DELETE", &bot, Value::Null).await;
    assert_eq!(account.cas_as(&pair).await, not_authenticated());
    assert_eq!(account.refusal("GET", &bot, Value::Null).await, (404, 30));
}

#[tokio::test]
async fn keys_are_known_after_a_restart() {
    let directory = tempfile::tempdir().unwrap();
    let account = Account::start_in(directory.path()).await;
    let bot = account.sub_account("build.bot").await;
    account
        .attach(&bot, &account.managed("NCP_INFRA_MANAGER").await)
        .await;
    let (kept, stopped) = (account.pair(&bot).await, account.pair(&bot).await);
    let stop = json!({ "accessKey": stopped.0, "active": false });
    account
        .answer("PUT", &format!("{bot}/access-keys"), stop)
        .await;
    account.emulator.shutdown().await;
    let account = Account::start_in(directory.path()).await;
    assert_eq!(account.cas_as(&kept).await, passes());
    assert_eq!(account.cas_as(&stopped).await, not_authenticated());
    account.emulator.reset();
    assert_eq!(account.cas_as(&kept).await, not_authenticated());
}

#[tokio::test]
async fn the_emulator_stops_and_starts_them_too() {
    let account = Account::start().await;
    let bot = account.sub_account("build.bot").await;
    account
        .attach(&bot, &account.managed("NCP_INFRA_MANAGER").await)
        .await;
    let pair = account.pair(&bot).await;
    assert!(account.emulator.stop_key(&pair.0));
    assert_eq!(account.cas_as(&pair).await, not_authenticated());
    let listed = account.get(&format!("{bot}/access-keys")).await;
    assert_eq!(listed[0]["active"], false);
    assert!(account.emulator.start_key(&pair.0));
    assert_eq!(account.cas_as(&pair).await, passes());
    let debug = format!("{:?}", account.emulator);
    assert!(debug.contains(&pair.0) && !debug.contains(&pair.1));
}
