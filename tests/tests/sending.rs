//! Text messages in Rust, against the emulator: to many recipients, and what is refused before the wire.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ncloud_core::{ErrorKind, RetryPolicy};
use ncloud_emulator::{Emulator, Fault};
use ncloud_sens::{Client, Sent, types};
use ncloud_tests::trace;

/// An emulator with a channel for text messages. The client is patient, so that a repetition would be seen.
async fn desk() -> (Emulator, Client, String) {
    trace::start();
    let emulator = Emulator::start().await.unwrap();
    trace::secret(emulator.secret_key().expose());
    let config = emulator.config_builder().retry(RetryPolicy::default());
    let client = Client::connect(&config.build().unwrap()).unwrap();
    let project = client
        .create_project()
        .body_map(|body| body.project_name("shop").use_sms(true))
        .send()
        .await
        .unwrap();
    let service = project.into_inner().sms_service.unwrap().service_id;
    emulator.clear_requests();
    (emulator, client, service)
}

/// Asserts that a call was refused before the wire, for a reason.
#[track_caller]
fn assert_refused<T: std::fmt::Debug>(outcome: ncloud_core::Result<T>, expected: &str) {
    let error = outcome.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    let text = error.to_string();
    assert!(text.contains(expected), "{text}");
}

fn message(content: &str) -> types::builder::SendSmsRequest {
    types::SendSmsRequest::builder()
        .type_("SMS")
        .from("0215880000")
        .content(content)
        .messages(Vec::new())
}

fn recipients(count: usize) -> Vec<types::SmsRecipient> {
    let recipient = |number| types::SmsRecipient::builder().to(format!("010{number:08}"));
    (0..count)
        .map(|number| recipient(number).try_into().unwrap())
        .collect()
}

#[tokio::test]
async fn recipients_are_split_and_each_is_told_about() {
    let (emulator, client, service) = desk().await;
    let send = || Fault::on("sendSms");
    emulator
        .fault(send().drop_connection().after_performing().times(1))
        .unwrap();
    emulator.fault(send().status(400).times(1)).unwrap();
    let message = message("안녕").try_into().unwrap();
    let deliveries = client
        .send_sms_to_all(&service, message, recipients(350))
        .await;
    assert_eq!(
        emulator.requests().len(),
        4,
        "one request for each hundred, none repeated"
    );
    for (place, delivery) in deliveries.iter().enumerate() {
        assert_eq!(
            (delivery.place, &*delivery.to),
            (place, &*format!("010{place:08}"))
        );
        let as_expected = match place {
            0..100 => matches!(&delivery.sent, Sent::InDoubt { .. }),
            100..200 => matches!(&delivery.sent, Sent::Rejected { .. }),
            _ => matches!(&delivery.sent, Sent::Accepted { request_id } if !request_id.is_empty()),
        };
        assert!(as_expected, "{delivery:?}");
    }
    let state = emulator.export();
    let outbox = state["tables"]["sens.messages"].as_object().unwrap();
    assert_eq!(outbox.len(), 250);
}

#[tokio::test]
async fn without_permission_the_rest_is_not_sent() {
    let (emulator, client, _) = desk().await;
    let message = message("x").try_into().unwrap();
    let deliveries = client
        .send_sms_to_all("ncp:sms:kr:1:none", message, recipients(250))
        .await;
    assert_eq!((deliveries.len(), emulator.requests().len()), (250, 1));
    assert!(
        deliveries
            .iter()
            .all(|one| matches!(one.sent, Sent::Rejected { .. }))
    );
}

#[tokio::test]
async fn texts_are_measured_before_anything_is_sent() {
    let (emulator, client, service) = desk().await;
    let syllables = |count: usize| "가".repeat(count);
    let recipient = || types::SmsRecipient::builder().to("01000000000");
    let to = |recipient: types::builder::SmsRecipient| -> Vec<types::SmsRecipient> {
        vec![recipient.try_into().unwrap()]
    };
    for (body, expected) in [
        (
            message(&syllables(46)).messages(to(recipient())),
            "`content` must have at most 90 bytes in EUC-KR where `type` is SMS, and has 92",
        ),
        (
            message("x").messages(to(recipient().content(syllables(46)))),
            "`messages[0].content` must have at most 90 bytes",
        ),
        (
            message("x")
                .type_("LMS")
                .subject(syllables(21))
                .messages(to(recipient())),
            "`subject` must have at most 40 bytes in EUC-KR, and has 42",
        ),
        (
            message("😀").messages(to(recipient())),
            "`content` must have characters of EUC-KR only",
        ),
    ] {
        let call = client.send_sms().service_id(&*service).body(body);
        let error = call.send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        let text = error.to_string();
        assert!(
            text.contains(expected) && text.contains("not shown"),
            "{text}"
        );
    }
    assert!(emulator.requests().is_empty());
    for body in [
        message(&syllables(45)),
        message(&syllables(1000)).type_("LMS"),
    ] {
        let call = client.send_sms().service_id(&*service);
        call.body(body.messages(to(recipient())))
            .send()
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_reservation_in_the_past_is_refused_before_the_wire() {
    let (emulator, client, service) = desk().await;
    let recipient = || {
        vec![
            types::SmsRecipient::builder()
                .to("01000000000")
                .try_into()
                .unwrap(),
        ]
    };
    let reserve = |time: &str, zone: Option<&str>| {
        let body = message("x")
            .messages(recipient())
            .reserve_time(time.to_owned());
        let body = match zone {
            Some(zone) => body.reserve_time_zone(zone),
            None => body,
        };
        client.send_sms().service_id(&*service).body(body).send()
    };
    for (time, zone) in [
        ("2020-01-01 00:00", None),
        ("2020-01-01 00:00", Some("Asia/Seoul")),
        ("2020-01-01 00:00", Some("Europe/Paris")),
    ] {
        let rule = "`reserveTime` must be at least 10 minutes ahead, and it is 20";
        assert_refused(reserve(time, zone).await, rule);
    }
    let rule = "`reserveTime` must match";
    assert_refused(reserve("2020-01-01T00:00:00Z", None).await, rule);
    assert!(emulator.requests().is_empty());
    let accepted = reserve("9000-01-01 00:00", None).await.unwrap();
    let status = client.get_sms_reservation_status().service_id(&*service);
    let status = status
        .reserve_id(&*accepted.request_id)
        .send()
        .await
        .unwrap();
    assert_eq!(status.reserve_status.as_str(), "READY");
}

#[tokio::test]
async fn a_picture_that_is_too_large_is_refused_before_the_wire() {
    let (emulator, client, service) = desk().await;
    let upload = |name: &'static str, picture: String| {
        let call = client.upload_sms_file().service_id(&*service);
        call.body_map(|body| body.file_name(name).file_body(picture))
            .send()
    };
    let picture = |length: usize| STANDARD.encode(vec![0xff; length]);
    let rule = "`fileBody` must stand for at most 307200 bytes, and does for 307201; the value given is not shown";
    assert_refused(upload("a.jpg", picture(307_201)).await, rule);
    let rule = "`fileBody` must be Base64";
    assert_refused(
        upload("a.jpg", format!("data:image/jpeg;base64,{}", picture(9))).await,
        rule,
    );
    assert_refused(upload("a.png", picture(9)).await, "`fileName` must match");
    assert!(emulator.requests().is_empty());
    upload("a.JPEG", picture(307_200)).await.unwrap();
}

#[tokio::test]
async fn a_text_that_does_not_follow_its_template_is_not_sent() {
    let (emulator, client, _) = desk().await;
    let project = client
        .create_project()
        .body_map(|body| body.project_name("talk").use_kko_biz_msg(true))
        .send()
        .await
        .unwrap();
    let service = project.into_inner().kko_biz_msg_service.unwrap().service_id;
    let send = async |code: &str, texts: &[&str]| {
        emulator.clear_requests();
        let recipient = |text: &&str| {
            let recipient = types::AlimtalkRecipient::builder()
                .to("01000000000")
                .content(*text);
            types::AlimtalkRecipient::try_from(recipient).unwrap()
        };
        let message = types::SendAlimtalkRequest::builder()
            .plus_friend_id("@shop")
            .template_code(code)
            .messages(texts.iter().map(recipient).collect::<Vec<_>>());
        client
            .send_alimtalk_as_approved(&service, message.try_into().unwrap())
            .await
    };
    let good = "Order 1001 is on its way.";
    let rule = "`messages[1].content` must be the text of template order01";
    assert_refused(send("order01", &[good, "Order 1001 has left."]).await, rule);
    assert_eq!(emulator.requests().len(), 1, "the template was read");
    let rule = "`templateCode` order99 is no template of @shop";
    assert_refused(send("order99", &[good]).await, rule);
    assert_eq!(emulator.requests().len(), 1);
    let answer = send("order01", &[good, "Order 1002 is on its way."])
        .await
        .unwrap();
    assert_eq!(answer.messages.as_ref().unwrap().len(), 2);
    assert_eq!(emulator.requests().len(), 2);
}
