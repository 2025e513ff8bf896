//! Messages that wait for their time.

use serde_json::{Value, json};

use crate::desk::{Desk, MINUTE, refused, text};

async fn status(desk: &Desk, kind: &str, sent: &Value) -> String {
    let id = sent["requestId"].as_str().unwrap();
    let path = format!("/reservations/{id}/reserve-status");
    desk.get(kind, &path).await["reserveStatus"]
        .as_str()
        .unwrap()
        .to_owned()
}

async fn cancel(desk: &Desk, sent: &Value) -> u16 {
    let path = format!("/reservations/{}", sent["requestId"].as_str().unwrap());
    let answer = desk.below("sms", "DELETE", &path, Value::Null).await;
    if answer.status != 204 {
        refused(&answer);
    }
    answer.status
}

#[tokio::test]
async fn a_reserved_message_is_sent_at_its_time() {
    let desk = Desk::start().await;
    let body = text(json!({ "reserveTime": "2024-11-21 00:30", "reserveTimeZone": "UTC" }));
    let sent = desk.send("sms", body).await;
    assert_eq!(sent["statusName"], "reserved");
    let path = format!(
        "/messages?requestId={}",
        sent["requestId"].as_str().unwrap()
    );
    assert_eq!(
        desk.below("sms", "GET", &path, Value::Null).await.status,
        404
    );
    assert_eq!(status(&desk, "sms", &sent).await, "READY");
    desk.forward(30 * MINUTE);
    assert_eq!(status(&desk, "sms", &sent).await, "PROCESSING");
    assert_eq!(desk.messages("sms", &sent).await.len(), 1);
    desk.forward(MINUTE);
    assert_eq!(status(&desk, "sms", &sent).await, "DONE");
    assert_eq!(cancel(&desk, &sent).await, 400);
}

#[tokio::test]
async fn a_cancelled_message_is_never_sent() {
    let desk = Desk::start().await;
    let body = text(json!({ "reserveTime": "2024-11-21 09:30" }));
    let sent = desk.send("sms", body).await;
    assert_eq!(cancel(&desk, &sent).await, 204);
    assert_eq!(cancel(&desk, &sent).await, 400);
    desk.forward(60 * MINUTE);
    assert_eq!(status(&desk, "sms", &sent).await, "CANCELED");
    let path = format!(
        "/messages?requestId={}",
        sent["requestId"].as_str().unwrap()
    );
    assert_eq!(
        desk.below("sms", "GET", &path, Value::Null).await.status,
        404
    );
}

#[tokio::test]
async fn what_waits_for_a_channel_that_is_gone_is_skipped() {
    let desk = Desk::start().await;
    let sent = desk
        .send("sms", text(json!({ "reserveTime": "2024-11-21 09:30" })))
        .await;
    let path = format!(
        "/common/v2/projects/{}",
        desk.project["projectId"].as_str().unwrap()
    );
    desk.ok("PUT", &path, json!({})).await;
    desk.ok("PUT", &path, json!({ "useSms": true })).await;
    assert_eq!(status(&desk, "sms", &sent).await, "SKIP");
}

#[tokio::test]
async fn times_must_be_ten_minutes_ahead() {
    let desk = Desk::start().await;
    for time in ["2024-11-21 09:09", "2024-11-20 10:00", "2024-02-30 10:00"] {
        let body = text(json!({ "reserveTime": time }));
        let answer = desk.below("sms", "POST", "/messages", body).await;
        assert_eq!(refused(&answer), 400, "{time}");
    }
    let body = text(json!({ "reserveTime": "2024-11-21 09:10" }));
    desk.send("sms", body).await;
}

#[tokio::test]
async fn a_message_may_wait_until_the_calendar_ends() {
    let desk = Desk::start().await;
    // Past the last year in Korea.
    let body = text(json!({ "reserveTime": "9999-12-31 23:59", "reserveTimeZone": "UTC" }));
    let sent = desk.send("sms", body).await;
    assert_eq!(status(&desk, "sms", &sent).await, "READY");
}
