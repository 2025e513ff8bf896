//! Text messages.

use serde_json::{Value, json};

use crate::desk::{DAY, Desk, refused, text};

#[tokio::test]
async fn a_message_goes_from_ready_to_completed() {
    let desk = Desk::start().await;
    let sent = desk.send("sms", text(json!({}))).await;
    assert_eq!(sent["statusCode"], "202");
    assert_eq!(sent["requestTime"], "2024-11-21T09:00:00.000");
    for (after, status, result) in [
        (0, "READY", Value::Null),
        (1000, "PROCESSING", Value::Null),
        (2000, "COMPLETED", json!("0")),
    ] {
        desk.forward(after);
        let [message] = &desk.messages("sms", &sent).await[..] else {
            panic!("not one message");
        };
        assert_eq!(message["status"], status);
        assert_eq!(message["statusCode"], result);
        let id = message["messageId"].as_str().unwrap();
        let shown = desk.get("sms", &format!("/messages/{id}")).await;
        assert_eq!(shown["statusCode"], "200");
        assert_eq!(shown["messages"][0], *message);
    }
    let answer = desk
        .below("sms", "GET", "/messages/none", Value::Null)
        .await;
    assert_eq!(refused(&answer), 404);
}

#[tokio::test]
async fn a_recipient_may_have_a_text_of_its_own_and_long_ones_are_cut() {
    let desk = Desk::start().await;
    let korean = "가".repeat(46);
    let body = text(json!({
        "messages": [
            { "to": "01000000001", "content": korean },
            { "to": "01000000002" },
            { "to": "110" },
        ],
    }));
    let sent = desk.send("sms", body).await;
    desk.forward(3000);
    let messages = desk.messages("sms", &sent).await;
    // 90 octets, two for each syllable.
    assert_eq!(messages[0]["content"], "가".repeat(45));
    assert_eq!(messages[1]["content"], "Your code is 4821");
    let results: Vec<&Value> = messages.iter().map(|one| &one["statusName"]).collect();
    assert_eq!(results, ["success", "success", "fail"]);
    let long = json!({ "type": "LMS", "content": korean, "subject": "가".repeat(21) });
    let answer = desk.send("sms", text(long)).await;
    let messages = desk.messages("sms", &answer).await;
    assert_eq!(messages[0]["content"], korean);
    assert_eq!(messages[0]["subject"], "가".repeat(20));
}

#[tokio::test]
async fn what_euc_kr_cannot_hold_is_rejected_with_202() {
    let desk = Desk::start().await;
    let sent = desk.send("sms", text(json!({ "content": "😀" }))).await;
    assert_eq!(
        (&sent["statusCode"], &sent["statusName"]),
        (&json!("400"), &json!("fail"))
    );
    let request = sent["requestId"].as_str().unwrap();
    let path = format!("/messages?requestId={request}");
    let answer = desk.below("sms", "GET", &path, Value::Null).await;
    assert_eq!((answer.status, answer.body.len()), (404, 0));
}

#[tokio::test]
async fn a_list_needs_a_request_or_a_period_and_goes_on_by_a_token() {
    let desk = Desk::start().await;
    let window = "requestStartTime=2024-11-21%2000:00:00&requestEndTime=2024-11-22%2000:00:00";
    let recipients: Vec<Value> = (0..45)
        .map(|number| json!({ "to": format!("010000000{number:02}") }))
        .collect();
    desk.send("sms", text(json!({ "messages": recipients })))
        .await;
    let mut found = Vec::new();
    let mut token = String::new();
    for page in 0..3 {
        let list = desk.get("sms", &format!("/messages?{window}{token}")).await;
        assert_eq!(list["pageIndex"], page);
        assert_eq!(list["hasMore"], page < 2);
        found.extend(
            list["messages"]
                .as_array()
                .unwrap()
                .iter()
                .map(|one| one["to"].clone()),
        );
        token = format!(
            "&nextToken={}",
            list["nextToken"].as_str().unwrap_or_default()
        );
    }
    let expected: Vec<Value> = recipients.iter().map(|one| one["to"].clone()).collect();
    assert_eq!(found, expected);
    let one = desk
        .get("sms", &format!("/messages?{window}&to=01000000007"))
        .await;
    assert_eq!(one["itemCount"], 1);
    for query in [
        "",
        "?pageSize=20",
        "?requestStartTime=2024-11-21%2000:00:00",
        "?requestStartTime=2024-10-01%2000:00:00&requestEndTime=2024-11-21%2000:00:00",
        "?completeStartTime=2024-11-19%2000:00:00&completeEndTime=2024-11-21%2000:00:00",
        "?requestStartTime=2024-11-21%2000:00:00&requestEndTime=2024-11-20%2000:00:00",
        &format!("?{window}&nextToken=x"),
        &format!("?{window}&pageSize=101"),
    ] {
        let path = format!("/messages{query}");
        let answer = desk.below("sms", "GET", &path, Value::Null).await;
        assert_eq!(refused(&answer), 400, "{query}");
    }
    desk.forward(91 * DAY);
    let answer = desk
        .below("sms", "GET", &format!("/messages?{window}"), Value::Null)
        .await;
    assert_eq!((answer.status, answer.body.len()), (404, 0));
}

#[tokio::test]
async fn pictures_are_kept_for_six_days() {
    let desk = Desk::start().await;
    let picture = json!({ "fileName": "쿠폰.jpg", "fileBody": "/9j/4AAQ" });
    let upload = async || {
        let answer = desk.below("sms", "POST", "/files", picture.clone()).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()
    };
    let uploaded = upload().await;
    assert_eq!(uploaded["expireTime"], "2024-11-27T09:00:00.000");
    assert_eq!(upload().await["fileId"], uploaded["fileId"]);
    let body = text(json!({ "type": "MMS", "files": [{ "fileId": uploaded["fileId"] }] }));
    let sent = desk.send("sms", body.clone()).await;
    let messages = desk.messages("sms", &sent).await;
    assert_eq!(messages[0]["files"][0]["name"], "쿠폰.jpg");
    // Without a picture it is a long text.
    let sent = desk.send("sms", text(json!({ "type": "MMS" }))).await;
    assert_eq!(desk.messages("sms", &sent).await[0]["type"], "LMS");
    desk.forward(6 * DAY);
    let answer = desk.below("sms", "POST", "/messages", body).await;
    assert_eq!(refused(&answer), 400);
    for (name, octets) in [
        ("a.png", "/9j/4AAQ"),
        ("a.jpg", "data:;base64,AA=="),
        ("a.jpg", ""),
    ] {
        let body = json!({ "fileName": name, "fileBody": octets });
        let answer = desk.below("sms", "POST", "/files", body).await;
        assert_eq!(refused(&answer), 400, "{name} {octets}");
    }
}

#[tokio::test]
async fn advertising_does_not_reach_who_refuses_it() {
    let desk = Desk::start().await;
    let empty = desk.below("sms", "GET", "/unsubscribes", Value::Null).await;
    assert_eq!((empty.status, empty.body.len()), (404, 0));
    let numbers = json!([{ "clientTelNo": "01000000000" }]);
    let answer = desk
        .below("sms", "POST", "/unsubscribes", numbers.clone())
        .await;
    assert_eq!(answer.json()[0]["registerType"], "M");
    let sent = desk.send("sms", text(json!({ "contentType": "AD" }))).await;
    let other = desk.send("sms", text(json!({}))).await;
    desk.forward(3000);
    assert_eq!(desk.messages("sms", &sent).await[0]["statusCode"], "E002");
    assert_eq!(desk.messages("sms", &other).await[0]["statusCode"], "0");
    let answer = desk.below("sms", "DELETE", "/unsubscribes", numbers).await;
    assert_eq!((answer.status, answer.body.len()), (204, 0));
}
