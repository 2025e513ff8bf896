//! What is refused, and how lists are read.

use serde_json::{Value, json};

use crate::vault::{DAY, VALUE, Vault, invalid_request, new, not_found};

#[tokio::test]
async fn values_that_break_a_limit_are_refused() {
    let vault = Vault::start().await;
    let pairs = |count: usize| {
        let pairs = (0..count).map(|number| (format!("K{number}"), json!("v")));
        Value::Object(pairs.collect()).to_string()
    };
    let long = |length: usize| format!("{{\"a\":\"{}\"}}", "é".repeat((length - 8) / 2));
    assert_eq!(long(10_000).len(), 10_000);
    for (value, target, is_good) in [
        (pairs(100), "K0", true),
        (pairs(101), "K0", false),
        (long(10_000), "a", true),
        (long(10_002), "a", false),
        ("hunter2".to_owned(), "a", false),
        ("[\"hunter2\"]".to_owned(), "a", false),
        ("{}".to_owned(), "a", false),
        ("{\"a\":\"hunter2\"".to_owned(), "a", false),
        ("{\"a\":\"b\"}".to_owned(), "other", false),
    ] {
        let value = json!({ "value": value, "rotationTargets": [target] });
        let answer = vault
            .call("POST", "/secrets", new(json!({ "secretValue": value })))
            .await;
        let text = answer.text();
        assert_eq!(answer.status == 200, is_good, "{text}");
        assert!(!text.contains("hunter2"), "{text}");
    }
}

#[tokio::test]
async fn other_limits_are_kept() {
    let vault = Vault::start().await;
    for others in [
        json!({ "secretName": "ab" }),
        json!({ "secretName": "a234567890123456" }),
        json!({ "secretName": "1abc" }),
        json!({ "secretType": "OTHER" }),
        json!({ "memo": "é".repeat(501) }),
        json!({ "autoRotationYN": "Y", "autoRotationPeriod": 731 }),
        json!({ "autoRotationYN": "Y", "autoRotationPeriod": 0 }),
        json!({ "autoRotationYN": "Y", "triggerId": "" }),
        json!({ "protectionKeyType": "USER_MANAGED_KEY" }),
        json!({ "secretValue": { "value": VALUE } }),
    ] {
        let refusal = vault.refusal("POST", "/secrets", new(others.clone())).await;
        assert_eq!(refusal, invalid_request(), "{others}");
    }
    let memo = "é".repeat(500);
    let value = json!({ "value": VALUE, "rotationTargets": [] });
    let secret = vault
        .secret_with(json!({ "memo": memo, "secretValue": value }))
        .await;
    let body = json!({ "memo": "é".repeat(501) });
    let refusal = vault.refusal("PUT", &format!("{secret}/memo"), body).await;
    assert_eq!(refusal, invalid_request());
    assert_eq!(vault.data("GET", &secret, Value::Null).await["memo"], memo);
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let vault = Vault::start().await;
    for path in [
        "/secrets/none",
        "/secrets/none/values",
        "/secrets/none/active",
    ] {
        assert_eq!(vault.refusal("GET", path, Value::Null).await, not_found());
    }
    let trigger = new(json!({ "triggerId": "trg-99" }));
    assert_eq!(
        vault.refusal("POST", "/secrets", trigger).await,
        not_found()
    );
}

#[tokio::test]
async fn secrets_are_listed_page_by_page_newest_first() {
    let vault = Vault::start().await;
    for number in 0..21 {
        let name = format!("secret-{number}");
        vault.secret_with(json!({ "secretName": name })).await;
    }
    let first = vault.data("GET", "/secrets", Value::Null).await;
    assert_eq!(first["totalPageNo"], 2);
    assert_eq!(first["totalCount"], 21);
    assert_eq!(first["secretList"][0]["secretName"], "secret-20");
    assert!(first["secretList"][0].get("memo").is_none());
    let second = vault.data("GET", "/secrets?pageNo=2", Value::Null).await;
    let names = second["secretList"].as_array().unwrap();
    assert_eq!(names.len(), 1);
    assert_eq!(names[0]["secretName"], "secret-0");
}

#[tokio::test]
async fn records_are_searched_and_paged() {
    let vault = Vault::start().await;
    let secret = vault.secret().await;
    let begin = vault.now();
    vault.forward(DAY);
    vault.chain(&secret).await;
    vault
        .data("POST", &format!("{secret}/disable"), Value::Null)
        .await;
    let logs = async |query: String| {
        let path = format!("{secret}/logs{query}");
        let logs = vault.data("GET", &path, Value::Null).await;
        let records = logs["result"].as_array().unwrap().iter();
        let actions = records.map(|record| record["action"].as_str().unwrap().to_owned());
        (
            actions.collect::<Vec<_>>(),
            logs["totalPage"].as_i64().unwrap(),
        )
    };
    let all = ["disableSecret", "getSecretValue", "createSecret"].map(str::to_owned);
    assert_eq!(logs(String::new()).await, (all.to_vec(), 1));
    let second = logs("?pageNo=2&pageSize=2".to_owned()).await;
    assert_eq!(second, (all[2..].to_vec(), 2));
    let found = logs("?keyword=Value".to_owned()).await;
    assert_eq!(found.0, all[1..2]);
    let early = logs(format!("?timestampTo={begin}")).await;
    assert_eq!(early.0, all[2..]);
    let late = logs(format!("?timestampFrom={}", begin + 1)).await;
    assert_eq!(late.0, all[..2]);
}
