//! Alim Talk and Brand Messages.

use serde_json::{Value, json};

use crate::desk::{Desk, MINUTE, refused};

fn order(messages: Value) -> Value {
    json!({ "plusFriendId": "@shop", "templateCode": "order01", "messages": messages })
}

#[tokio::test]
async fn each_recipient_is_told_about() {
    let desk = Desk::start().await;
    let messages = json!([
        { "to": "01000000000", "content": "Order 1001 is on its way." },
        { "to": "01000000001", "content": "Order 1001 is late." },
    ]);
    let sent = desk.send("alimtalk", order(messages)).await;
    assert_eq!(sent["statusName"], "success");
    assert_eq!(sent["messages"][0]["requestStatusCode"], "A000");
    assert_eq!(sent["messages"][1]["requestStatusCode"], "E003");
    assert_eq!(sent["messages"][1]["requestStatusName"], "fail");
    let listed = desk.messages("alimtalk", &sent).await;
    assert_eq!(listed[0]["messageStatusName"], "processing");
    assert_eq!(listed[0]["messageStatusCode"], Value::Null);
    assert_eq!(listed[1]["messageStatusName"], "fail");
    desk.forward(3000);
    assert_eq!(
        desk.messages("alimtalk", &sent).await[0]["messageStatusCode"],
        "0000"
    );
}

#[tokio::test]
async fn a_text_message_is_sent_instead() {
    let desk = Desk::start().await;
    let messages = json!([{
        "to": "110",
        "content": "Order 1001 is on its way.",
        "useSmsFailover": true,
        "failoverConfig": { "type": "LMS", "from": "0215880000" },
    }]);
    let sent = desk.send("alimtalk", order(messages)).await;
    desk.forward(6000);
    let id = sent["messages"][0]["messageId"].as_str().unwrap();
    let shown = desk.get("alimtalk", &format!("/messages/{id}")).await;
    assert_eq!(shown["messageStatusCode"], "3019");
    let text = shown["failover"]["messageId"].as_str().unwrap();
    let text = desk.get("sms", &format!("/messages/{text}")).await;
    assert_eq!(text["messages"][0]["content"], "Order 1001 is on its way.");
}

#[tokio::test]
async fn a_text_message_that_is_sent_instead_has_the_limits_of_any_other() {
    let desk = Desk::start().await;
    let messages = |subject: &str| {
        json!([{
            "to": "110",
            "content": "Order 1001 is on its way.",
            "useSmsFailover": true,
            "failoverConfig": { "type": "LMS", "from": "0215880000", "subject": subject },
        }])
    };
    let long = desk
        .send("alimtalk", order(messages(&"가".repeat(21))))
        .await;
    desk.forward(6000);
    let id = long["messages"][0]["messageId"].as_str().unwrap();
    let shown = desk.get("alimtalk", &format!("/messages/{id}")).await;
    let text = shown["failover"]["messageId"].as_str().unwrap();
    let text = desk.get("sms", &format!("/messages/{text}")).await;
    assert_eq!(text["messages"][0]["subject"], "가".repeat(20));
}

#[tokio::test]
async fn brand_messages_are_not_delivered_at_night() {
    let desk = Desk::start().await;
    let body = json!({
        "plusFriendId": "@shop",
        "messageType": "TEXT",
        "messages": [{ "to": "01000000000", "content": "Weekend offer" }],
    });
    let day = desk.send("brandmessage", body.clone()).await;
    desk.forward(12 * 60 * MINUTE);
    let night = desk.send("brandmessage", body.clone()).await;
    desk.forward(3000);
    assert_eq!(
        desk.messages("brandmessage", &day).await[0]["messageStatusCode"],
        "0000"
    );
    assert_eq!(
        desk.messages("brandmessage", &night).await[0]["messageStatusCode"],
        "3022"
    );
    let mut incomplete = body;
    incomplete["messageType"] = "COMMERCE".into();
    let answer = desk
        .below("brandmessage", "POST", "/messages", incomplete)
        .await;
    assert_eq!(refused(&answer), 400);
    // Neither list shows the messages of the other.
    let request = day["requestId"].as_str().unwrap();
    let path = format!("/messages?requestId={request}");
    assert_eq!(
        desk.below("alimtalk", "GET", &path, Value::Null)
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn lists_need_the_channel_unless_a_request_is_named() {
    let desk = Desk::start().await;
    let requested = "requestStartTime=2024-11-21%2000:00:00&requestEndTime=2024-11-22%2000:00:00";
    let completed = "completeStartTime=2024-11-21%2000:00:00&completeEndTime=2024-11-22%2000:00:00";
    for (query, status) in [
        (requested.to_owned(), 400),
        (format!("{requested}&{completed}&plusFriendId=@shop"), 400),
        (format!("{requested}&plusFriendId=@shop"), 404),
    ] {
        let path = format!("/messages?{query}");
        let answer = desk.below("alimtalk", "GET", &path, Value::Null).await;
        assert_eq!(answer.status, status, "{query}");
        assert_eq!(answer.body.is_empty(), status == 404);
    }
}
