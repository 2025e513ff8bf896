//! Text messages in Rust, against the emulator: to many recipients, and what is refused before the wire.

use ncloud_core::{ErrorKind, RetryPolicy};
use ncloud_emulator::{Emulator, Fault};
use ncloud_sens::{Client, Sent, types};

/// An emulator with a channel for text messages. The client is patient, so that a repetition would be seen.
async fn desk() -> (Emulator, Client, String) {
    ncloud_tests::trace::start();
    let emulator = Emulator::start().await.unwrap();
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
