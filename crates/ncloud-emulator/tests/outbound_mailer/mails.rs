//! Mails and what became of them.

use serde_json::{Value, json};

use crate::office::{HOUR, Office, mail};
use crate::support::NOW;

#[tokio::test]
async fn a_mail_ends_apart_for_each_recipient() {
    let office = Office::start().await;
    let unsubscribe = json!({ "blockedReceivers": ["joon@example.net", "joon@example.net"] });
    let counts = office.ok(201, "POST", "/unsubscribers", unsubscribe).await;
    assert_eq!(
        counts,
        json!({ "count": 1, "requestCount": 2, "ignoreCount": 1 })
    );
    let recipients = json!([
        { "address": "mina@example.net", "type": "R" },
        { "address": "joon@example.net", "type": "R" },
        { "address": "gone@example.invalid", "type": "R" },
    ]);
    let id = office.mail(json!({ "recipients": recipients })).await;
    let status = format!("/mails/requests/{id}/status");
    assert_eq!(office.get(&status).await["readyCompleted"], false);
    office.forward(3000);
    let counted = office.get(&status).await;
    assert_eq!(counted["allSentSuccess"], false);
    assert_eq!(
        (&counted["sentCount"], &counted["finishCount"]),
        (&json!(1), &json!(3))
    );
    let codes: Vec<Value> = counted["countsByStatus"]
        .as_array()
        .unwrap()
        .iter()
        .map(|count| count["status"]["code"].clone())
        .collect();
    assert_eq!(codes, ["F", "S", "U"]);
    let list = format!("/mails/requests/{id}/mails");
    let failed = office
        .get(&format!("{list}?sendStatus=F&sendStatus=C"))
        .await;
    assert_eq!(failed["totalElements"], 1);
    let failed = failed["content"][0]["mailId"].as_str().unwrap();
    let shown = office.get(&format!("/mails/{failed}")).await;
    let recipient = &shown["recipients"][0];
    assert_eq!(recipient["sendResultCode"], "RECIPIENT_ADDRESS_ERROR");
    assert_eq!(
        recipient["type"],
        json!({ "label": "Recipient", "code": "R" })
    );
    // The address is blocked for a week.
    let blocked = office
        .get("/send-block?targetAddress=gone@example.invalid")
        .await;
    assert_eq!(blocked["registerStatus"], "Blocked");
    assert_eq!(blocked["content"][0]["actionType"]["code"], "C");
    office.forward(168 * HOUR);
    let lifted = office
        .get("/send-block?targetAddress=gone@example.invalid")
        .await;
    assert_eq!(lifted["registerStatus"], "Not blocked");
    assert_eq!(lifted["content"][0]["sendResultCode"], Value::Null);
    assert_eq!(lifted["totalElements"], 2);
}

#[tokio::test]
async fn lists_have_pages_and_an_order() {
    let office = Office::start().await;
    let mut ids = Vec::new();
    for title in ["b", "c", "a"] {
        ids.push(office.mail(json!({ "title": title })).await);
        office.forward(10);
    }
    let window = format!("startUtc={NOW}&endDateTime=2024-11-22");
    let list = async |more: &str| {
        let list = office.get(&format!("/mails/requests?{window}{more}")).await;
        let content = list["content"].as_array().unwrap().iter();
        let ids: Vec<String> = content
            .map(|one| one["requestId"].as_str().unwrap().to_owned())
            .collect();
        (ids, list)
    };
    let (found, _) = list("").await;
    assert_eq!(found, [ids[2].clone(), ids[1].clone(), ids[0].clone()]);
    let (found, page) = list("&sort=createUtc&size=2&page=1").await;
    assert_eq!(found, [ids[2].clone()]);
    assert_eq!(
        (&page["totalPages"], &page["last"]),
        (&json!(2), &json!(true))
    );
    assert_eq!(page["sort"][0]["direction"], "ASC");
    assert_eq!(list("&title=c").await.0, [ids[1].clone()]);
    assert_eq!(list("&sendStatus=F").await.0.len(), 0);
    for query in [
        "",
        "?startUtc=1",
        "?startUtc=2&endUtc=1",
        "?startUtc=1&endUtc=2&sort=none",
    ] {
        let path = format!("/mails/requests{query}");
        assert_eq!(office.refusal("GET", &path, Value::Null).await, "77102");
    }
    assert_eq!(
        office.refusal("GET", "/mails/none", Value::Null).await,
        "77103"
    );
}

#[tokio::test]
async fn groups_choose_recipients_and_templates_fill_in() {
    let office = Office::start().await;
    let groups = json!({ "groups": [
        { "groupName": "vip", "emailAddresses": ["a@example.net", "b@example.net"] },
        { "groupName": "손님", "emailAddresses": ["b@example.net", "c@example.net"] },
    ] });
    office.ok(201, "POST", "/address-book", groups).await;
    let template = json!({
        "templateName": "welcome", "title": "Welcome", "body": "<p>${x}</p>",
        "senderAddress": "no-reply@example.com",
    });
    let template = office.ok(201, "POST", "/template", template).await;
    for (and, count) in [(true, 1), (false, 3)] {
        let body = json!({
            "templateSid": template["sid"],
            "parameters": { "x": "1" },
            "recipientGroupFilter": { "andFilter": and, "groups": ["vip", "손님"] },
        });
        let sent = office.ok(201, "POST", "/mails", body).await;
        assert_eq!(sent["count"], count);
        let id = sent["requestId"].as_str().unwrap();
        let mails = office.get(&format!("/mails/requests/{id}/mails")).await;
        assert_eq!(mails["content"][0]["title"], "Welcome");
    }
}

#[tokio::test]
async fn wrong_mails_are_refused() {
    let office = Office::start().await;
    for (others, code) in [
        (json!({ "title": "" }), "77102"),
        (json!({ "senderAddress": "me@naver.com" }), "77102"),
        (json!({ "recipients": [] }), "77102"),
        (
            json!({ "recipients": [{ "address": "mina", "type": "R" }] }),
            "77102",
        ),
        (
            json!({ "recipients": [{ "address": "a@example.net", "type": "C" }] }),
            "77102",
        ),
        (json!({ "reservationUtc": NOW - 1 }), "77102"),
        (json!({ "reservationUtc": NOW + 31 * 24 * HOUR }), "77102"),
        (
            json!({ "advertising": true, "useBasicUnsubscribeMsg": false }),
            "77102",
        ),
        (json!({ "attachFileIds": ["none"] }), "77103"),
        (json!({ "templateSid": 7 }), "77103"),
        (
            json!({ "recipientGroupFilter": { "andFilter": true, "groups": ["none"] } }),
            "77103",
        ),
    ] {
        let told = others.to_string();
        assert_eq!(
            office.refusal("POST", "/mails", mail(others)).await,
            code,
            "{told}"
        );
    }
}

#[tokio::test]
async fn requests_are_kept() {
    let directory = tempfile::tempdir().unwrap();
    let office = Office::start_in(directory.path()).await;
    let id = office.mail(json!({})).await;
    office.emulator.shutdown().await;
    let office = Office::start_in(directory.path()).await;
    office.forward(3000);
    let status = office.get(&format!("/mails/requests/{id}/status")).await;
    assert_eq!(status["allSentSuccess"], true);
}
