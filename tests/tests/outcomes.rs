//! What became of a call, where the HTTP status does not say it: accepted, rejected, empty, done.

use ncloud_core::{ErrorKind, FilePart, RetryPolicy};
use ncloud_emulator::Emulator;
use ncloud_outbound_mailer as mailer;
use ncloud_sens as sens;
use ncloud_tests::canned::{Answer, CannedServer};
use ncloud_tests::settings;

const CHANNEL: &str = "ncp:sms:kr:256137123456:shop";

async fn server(status: u16, body: &str) -> (CannedServer, sens::Client, mailer::Client) {
    let server = CannedServer::start(Answer::json(status, body))
        .await
        .unwrap();
    // Patient, so that a repetition of what must not be repeated would be seen.
    let config = settings::of(&server.url()).retry(RetryPolicy::default());
    let config = config.build().unwrap();
    let sens = sens::Client::connect(&config).unwrap();
    let mailer = mailer::Client::connect(&config).unwrap();
    (server, sens, mailer)
}

#[tokio::test]
async fn lists_that_answer_404_without_a_body_are_empty() {
    let (_server, client, _) = server(404, "").await;
    let list = client
        .get_sms_list()
        .service_id(CHANNEL)
        .send()
        .await
        .unwrap();
    assert_eq!(list.status(), 404);
    assert!(list.messages.as_ref().is_none_or(Vec::is_empty));
    let blocked = client.get_sms_unsubscribes().service_id(CHANNEL);
    assert!(blocked.send().await.unwrap().is_empty());
    let call = client.get_sms_list().service_id(CHANNEL);
    assert_eq!(call.stream().collect().await.unwrap().len(), 0);
    // The same answer of an operation that is no such list.
    let call = client.get_project_list();
    assert_eq!(call.send().await.unwrap_err().kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn a_404_in_words_is_a_failure() {
    let refused = r#"{"status":404,"errors":"no route","errorMessage":"no such channel"}"#;
    let (_server, client, _) = server(404, refused).await;
    let call = client.get_sms_list().service_id(CHANNEL);
    let error = call.send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert_eq!(error.code(), Some("404"));
    assert_eq!(error.message(), "no such channel");
}

#[tokio::test]
async fn a_send_is_accepted_or_an_error_and_never_repeated() {
    let accepted =
        r#"{"requestId":"r","requestTime":"t","statusCode":"202","statusName":"success"}"#;
    let (server, client, _) = server(202, accepted).await;
    let send = || client.send_sms().service_id(CHANNEL).body(message());
    let answer = send().send().await.unwrap();
    assert_eq!((answer.status(), answer.request_id.as_str()), (202, "r"));
    let rejected = r#"{"requestId":"r","requestTime":"t","statusCode":"400","statusName":"fail"}"#;
    for (status, body, code) in [(202, rejected, "400"), (503, "", "")] {
        let _accepted = server.take_received();
        server.answer(Answer::json(status, body));
        let error = send().send().await.unwrap_err();
        assert_eq!(error.status(), Some(status));
        assert_eq!(error.code().unwrap_or_default(), code);
        assert_eq!(server.take_received().len(), 1, "{error}");
    }
}

fn message() -> sens::types::SendSmsRequest {
    let body = serde_json::json!({
        "type": "SMS", "from": "0215880000", "content": "hello", "messages": [{"to": "01000000000"}]
    });
    serde_json::from_value(body).unwrap()
}

#[tokio::test]
async fn success_without_a_body_is_success() {
    let (server, client, _) = server(204, "").await;
    let answer = client
        .delete_project()
        .project_id("p")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 204);
    server.answer(Answer::json(
        200,
        r#"{"error":{"errorCode":"210","message":"no"}}"#,
    ));
    let error = client
        .delete_project()
        .project_id("p")
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PermissionDenied);
}

#[tokio::test]
async fn a_list_goes_on_by_its_token() {
    let (server, client, _) = server(500, "").await;
    server.queue([
        Answer::json(200, r#"{"messages":[{"messageId":"1"}],"nextToken":"a b"}"#),
        Answer::json(200, r#"{"messages":[{"messageId":"2"}]}"#),
    ]);
    let call = client.get_sms_list().service_id(CHANNEL).request_id("r");
    assert_eq!(call.stream().collect().await.unwrap().len(), 2);
    let targets: Vec<String> = server
        .take_received()
        .into_iter()
        .map(|request| request.target)
        .collect();
    assert!(!targets[0].contains("nextToken"), "{targets:?}");
    assert!(
        targets[1].contains("requestId=r") && targets[1].contains("nextToken=a%20b"),
        "{targets:?}"
    );
    // Tokens that lead back to a page would never end.
    let page = |token| Answer::json(200, format!(r#"{{"messages":[],"nextToken":"{token}"}}"#));
    for tokens in [["a", "a"].as_slice(), &["a", "b", "a"]] {
        server.queue(tokens.iter().map(page));
        let call = client.get_sms_list().service_id(CHANNEL);
        let error = call.stream().collect().await.unwrap_err();
        assert!(error.to_string().contains("ignores the token"), "{error}");
    }
}

#[tokio::test]
async fn codes_in_an_object_and_files_that_are_json_are_told_apart() {
    let failure = r#"{"error":{"code":77103,"message":"no such export"}}"#;
    let (server, _, client) = server(400, failure).await;
    let export = || client.export_template().request_id(41).send();
    for status in [400, 200] {
        server.answer(Answer::json(status, failure));
        let error = export().await.unwrap_err();
        assert_eq!(
            (error.kind(), error.code()),
            (ErrorKind::NotFound, Some("77103"))
        );
    }
    server.answer(Answer::json(200, r#"{"templates":[]}"#));
    assert_eq!(&**export().await.unwrap(), br#"{"templates":[]}"#);
    // Created or not: a page lists both, and both are success.
    for status in [200, 201] {
        server.answer(Answer::json(status, r#"{"tempRequestId":"t","files":[]}"#));
        let files = vec![FilePart::bytes("a.txt", "a")];
        let answer = client.create_file().file_list(files).send().await.unwrap();
        assert_eq!(answer.status(), status);
    }
}

#[tokio::test]
async fn headers_and_lists_are_sent() {
    let (server, _, client) = server(200, r#"{"content":[]}"#).await;
    let call = client.get_mail_request_list().x_ncp_lang("ko-KR");
    let states = vec!["P".try_into().unwrap(), "PF".try_into().unwrap()];
    let _ = call.send_status(states).send().await;
    let [request] = &server.take_received()[..] else {
        panic!("one request");
    };
    assert_eq!(request.header("x-ncp-lang"), Some("ko-KR"));
    assert!(
        request.target.ends_with("?sendStatus=P&sendStatus=PF"),
        "{}",
        request.target
    );
}

#[tokio::test]
async fn files_are_streamed_from_disk_under_their_korean_names() {
    let emulator = Emulator::builder().start().await.unwrap();
    let client = mailer::Client::connect(&emulator.config().unwrap()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("2026년 보고서.pdf");
    let octets = vec![b'7'; 3 * 1024 * 1024];
    std::fs::write(&path, &octets).unwrap();
    let files = vec![
        FilePart::path(&path),
        FilePart::bytes("note.txt", "Welcome"),
    ];
    client.create_file().file_list(files).send().await.unwrap();
    let requests = emulator.requests();
    let request = requests.last().unwrap();
    let length = request.header("content-length").unwrap();
    assert_eq!(length.parse(), Ok(request.body.len()));
    assert_eq!(request.header("transfer-encoding"), None);
    let body = String::from_utf8(request.body.to_vec()).unwrap();
    assert!(body.contains("name=\"fileList\"; filename=\"2026년 보고서.pdf\"\r\n"));
    assert!(body.contains(std::str::from_utf8(&octets).unwrap()));
    assert!(body.contains("filename=\"note.txt\""));
}

#[tokio::test]
async fn files_are_checked_before_anything_is_sent() {
    let (server, _, client) = server(200, "{}").await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.bin");
    // Sparse: only its length is there.
    std::fs::File::create(&path)
        .unwrap()
        .set_len(10_485_761)
        .unwrap();
    for (files, expected) in [
        (vec![FilePart::path(&path)], "0 to 10485760 octets"),
        (
            vec![FilePart::path(folder.path().join("gone"))],
            "cannot be read",
        ),
        (Vec::new(), "at least 1 items"),
    ] {
        let error = client
            .create_file()
            .file_list(files)
            .send()
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.to_string().contains(expected), "{error}");
    }
    let missing = client.create_file().send().await.unwrap_err();
    assert!(
        missing.to_string().contains("`fileList` is missing"),
        "{missing}"
    );
    assert_eq!(server.take_received().len(), 0);
    // An upload that failed is not sent again: it would make new copies.
    server.answer(Answer::json(503, ""));
    let files = vec![FilePart::bytes("a.txt", "a")];
    client
        .create_file()
        .file_list(files)
        .send()
        .await
        .unwrap_err();
    assert_eq!(server.take_received().len(), 1);
}
