//! Mails.

use serde_json::{Value, json};

use crate::desk::{DAY, Desk};

fn mail(others: Value) -> Value {
    let mut body = json!({
        "senderAddress": "no-reply@example.com",
        "title": "Hi ${name}",
        "body": "<p>${greeting}</p>",
        "parameters": { "greeting": "Hello", "name": "you" },
        "recipients": [
            { "address": "mina@example.net", "parameters": { "name": "Mina" } },
            { "address": "gone@example.invalid" },
        ],
    });
    for (name, value) in others.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

#[tokio::test]
async fn individual_mails_have_values_of_their_own() {
    let desk = Desk::start().await;
    let sent = desk.send("mail", mail(json!({}))).await;
    assert_eq!(sent["requestCount"], 2);
    let path = format!("/requests/{}", sent["requestId"].as_str().unwrap());
    assert_eq!(desk.get("mail", &path).await["status"], "PREPARING");
    desk.forward(3000);
    let request = desk.get("mail", &path).await;
    assert_eq!(request["status"], "PARTIAL_FAILED");
    assert_eq!(
        (&request["sentCount"], &request["finishCount"]),
        (&json!(1), &json!(2))
    );
    let mails = desk
        .get("mail", &format!("{path}/mails?status=COMPLETED"))
        .await;
    assert_eq!(mails["totalElements"], 1);
    let id = mails["mails"][0]["mailId"].as_str().unwrap();
    let shown = desk.get("mail", &format!("{path}/mails/{id}")).await;
    assert_eq!(shown["title"], "Hi Mina");
    assert_eq!(shown["body"], "<p>Hello</p>");
    let window = "fromDateTime=2024-11-21T00:00:00%2B09:00&toDateTime=2024-11-21T09:00:00%2B09:00";
    let list = desk.get("mail", &format!("/requests?{window}")).await;
    assert_eq!(list["requests"][0]["requestId"], sent["requestId"]);
}

#[tokio::test]
async fn a_reserved_mail_waits() {
    let desk = Desk::start().await;
    let reserved = json!({ "reservationDateTime": "2024-11-22T09:00:00+09:00" });
    let sent = desk.send("mail", mail(reserved)).await;
    let path = format!("/requests/{}", sent["requestId"].as_str().unwrap());
    assert_eq!(desk.get("mail", &path).await["status"], "RESERVED");
    desk.forward(DAY + 1000);
    assert_eq!(desk.get("mail", &path).await["status"], "SENDING");
}

#[tokio::test]
async fn wrong_mails_are_refused_in_a_form_of_their_own() {
    let desk = Desk::start().await;
    for others in [
        json!({ "title": "" }),
        json!({ "senderAddress": "nobody" }),
        json!({ "templateNo": 1 }),
        json!({ "attachFileIds": ["x"] }),
        json!({ "individual": false, "advertising": true }),
        json!({ "recipients": [{ "address": "mina@example.net", "type": "CC" }] }),
        json!({ "recipients": [{ "address": "mina" }] }),
        json!({ "reservationDateTime": "2024-11-20T09:00:00+09:00" }),
        json!({ "reservationDateTime": "2025-11-20T09:00:00+09:00" }),
        json!({ "body": "x".repeat(500 * 1024 + 1) }),
        json!({ "recipients": [{}] }),
    ] {
        let answer = desk.below("mail", "POST", "/requests", mail(others)).await;
        assert_eq!(answer.status, 400);
        assert_eq!(answer.json()["error"]["errorCode"], "400", "{answer:?}");
    }
    let answer = desk
        .below("mail", "GET", "/requests/none", Value::Null)
        .await;
    assert_eq!(answer.status, 404);
}
