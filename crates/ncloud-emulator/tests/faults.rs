//! What goes wrong on purpose.

#![allow(
    clippy::unwrap_used,
    reason = "in a test, also in what helps it, a panic is a failure"
)]

mod support;

use std::time::{Duration, Instant};

use ncloud_emulator::{Emulator, Fault};
use serde_json::{Value, json};
use support::{Call, ca, call, emulator};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const LIST: &str = "/api/v1/ca";

async fn list(emulator: &Emulator) -> support::Answer {
    call(emulator, "GET", LIST, Value::Null).await
}

async fn create(emulator: &Emulator, alias: &str) -> support::Answer {
    call(
        emulator,
        "POST",
        "/api/v1/ca?caType=PRIVATE_ROOT",
        ca(alias),
    )
    .await
}

async fn count(emulator: &Emulator) -> i64 {
    list(emulator).await.json()["data"]["totalCnt"]
        .as_i64()
        .unwrap()
}

#[tokio::test]
async fn gateway_failures_have_their_documented_form() {
    let emulator = emulator().await;
    for (code, status, message) in [
        ("100", 400, "Bad Request Exception"),
        ("210", 401, "Permission Denied"),
        ("400", 429, "Quota Exceeded"),
        ("410", 429, "Throttle Limited"),
        ("420", 429, "Rate Limited"),
        ("500", 503, "Endpoint Error"),
        ("510", 504, "Endpoint Timeout"),
        ("900", 500, "Unexpected Error"),
    ] {
        emulator
            .fault(Fault::on("getCaList").code(code).times(1))
            .unwrap();
        let answer = list(&emulator).await;
        assert_eq!(answer.status, status);
        let expected = json!({ "error": { "errorCode": code, "message": message } });
        assert_eq!(answer.json(), expected);
        assert_eq!(answer.header("x-ncp-apigw-response-origin"), None);
        assert_eq!(list(&emulator).await.status, 200);
    }
    emulator.fault(Fault::on("getCaList").code("500")).unwrap();
    let call = Call::new("GET", LIST)
        .signed()
        .header("Accept", "application/xml");
    let answer = call.send(&emulator).await;
    assert!(answer.text().contains("<errorCode>500</errorCode>"));
    let verdict = emulator.requests().pop().unwrap().verdict;
    assert_eq!(
        verdict,
        "private-ca getCaList (public): fault 9: gateway: Endpoint Error (500)"
    );
}

#[tokio::test]
async fn a_status_alone_has_no_body() {
    let emulator = emulator().await;
    emulator.fault(Fault::on("getCaList").status(502)).unwrap();
    let answer = list(&emulator).await;
    assert_eq!((answer.status, answer.body.len()), (502, 0));
}

#[tokio::test]
async fn services_refuse_in_their_envelope() {
    let emulator = emulator().await;
    let fault = Fault::on("private-ca getCaList");
    emulator
        .fault(
            fault
                .service_failure(200, "INTERNAL", "a made-up failure")
                .times(1),
        )
        .unwrap();
    let answer = list(&emulator).await;
    assert_eq!(answer.status, 200);
    let expected = json!({ "code": "INTERNAL", "msg": "a made-up failure", "data": null });
    assert_eq!(answer.json(), expected);
    assert_eq!(
        answer.header("x-ncp-apigw-response-origin"),
        Some("ENDPOINT")
    );
}

#[tokio::test]
async fn faults_strike_what_they_name_in_turn_and_so_often() {
    let emulator = emulator().await;
    emulator
        .fault(Fault::on("getCaList").status(501).times(2))
        .unwrap();
    emulator
        .fault(Fault::on("/api/v1/ca").status(502).times(1))
        .unwrap();
    let last = emulator.fault(Fault::on_everything().status(503)).unwrap();
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(list(&emulator).await.status);
    }
    assert_eq!(statuses, [501, 501, 502, 503]);
    let other = Call::new("GET", "/api/v1/certificates").signed();
    assert_eq!(other.send(&emulator).await.status, 503);
    // The gateway itself still works.
    assert_eq!(Call::new("GET", LIST).send(&emulator).await.status, 401);
    assert_eq!(
        Call::new("GET", "/nowhere")
            .signed()
            .send(&emulator)
            .await
            .status,
        404
    );
    assert!(emulator.remove_fault(last) && !emulator.remove_fault(last));
    assert_eq!(list(&emulator).await.status, 200);
    emulator.fault(Fault::on_everything().status(503)).unwrap();
    emulator.clear_faults();
    assert_eq!(list(&emulator).await.status, 200);
}

#[tokio::test]
async fn an_operation_is_performed_only_when_the_fault_says_so() {
    let emulator = emulator().await;
    emulator
        .fault(Fault::on("createCa").code("510").times(1))
        .unwrap();
    assert_eq!(create(&emulator, "root-one").await.status, 504);
    assert_eq!(count(&emulator).await, 0);
    let fault = Fault::on("createCa").code("510").after_performing();
    emulator.fault(fault.times(1)).unwrap();
    assert_eq!(create(&emulator, "root-one").await.status, 504);
    assert_eq!(count(&emulator).await, 1);
    assert_eq!(create(&emulator, "root-one").await.status, 400);
}

/// Everything that comes until the connection ends.
async fn octets(emulator: &Emulator) -> Vec<u8> {
    let mut stream = TcpStream::connect(emulator.address()).await.unwrap();
    let request = Call::new("GET", LIST)
        .signed()
        .octets(emulator.address(), "keep-alive");
    stream.write_all(&request).await.unwrap();
    let mut octets = Vec::new();
    // The end may be a reset.
    stream.read_to_end(&mut octets).await.ok();
    octets
}

#[tokio::test]
async fn connections_end_without_an_answer() {
    let emulator = emulator().await;
    emulator
        .fault(Fault::on("getCaList").drop_connection().times(1))
        .unwrap();
    assert_eq!(octets(&emulator).await, b"");
    let request = emulator.requests().pop().unwrap();
    assert_eq!(request.status, 0);
    assert!(
        request.verdict.ends_with("dropped connection"),
        "{request:?}"
    );
    assert_eq!(list(&emulator).await.status, 200);
}

#[tokio::test]
async fn bodies_are_malformed_or_end_early() {
    let emulator = emulator().await;
    let whole = list(&emulator).await.body;
    let half = &whole[..whole.len() / 2];
    emulator
        .fault(Fault::on("getCaList").malformed_body().times(1))
        .unwrap();
    let answer = list(&emulator).await;
    assert_eq!((answer.status, answer.body.as_slice()), (200, half));
    assert!(serde_json::from_slice::<Value>(&answer.body).is_err());
    emulator
        .fault(Fault::on("getCaList").truncated_body().times(1))
        .unwrap();
    let octets = octets(&emulator).await;
    let text = String::from_utf8(octets).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let length = format!("content-length: {}", whole.len());
    assert!(head.to_lowercase().contains(&length), "{head}");
    assert_eq!(body.as_bytes(), half);
}

#[tokio::test]
async fn delays_take_their_time() {
    let emulator = emulator().await;
    let delay = Duration::from_millis(80);
    emulator
        .fault(Fault::on("getCaList").delay(delay).times(1))
        .unwrap();
    let begin = Instant::now();
    assert_eq!(list(&emulator).await.status, 200);
    assert!(begin.elapsed() >= delay);
    let verdict = emulator.requests().pop().unwrap().verdict;
    assert_eq!(verdict, "private-ca getCaList (public): fault 1: answered");
}

#[tokio::test]
async fn faults_that_cannot_strike_are_refused() {
    let emulator = emulator().await;
    for (fault, complaint) in [
        (Fault::on("creatCa").status(500), "no operation is called"),
        (
            Fault::on("search-engine createCa").status(500),
            "no operation is called",
        ),
        (Fault::on("").status(500), "no operation is called"),
        (Fault::on("createCa"), "does nothing"),
        (Fault::on("createCa").times(3), "does nothing"),
        (Fault::on("createCa").after_performing(), "does nothing"),
        (Fault::on("createCa").status(500).times(0), "never strikes"),
        (Fault::on("createCa").status(99), "status"),
        (Fault::on("createCa").status(101), "status"),
        (Fault::on("createCa").status(600), "status"),
        (Fault::on("createCa").service_failure(7, "X", ""), "status"),
        (Fault::on("createCa").code("501"), "code"),
        (
            Fault::on("createCa")
                .code("500")
                .service_failure(400, "X", ""),
            "not both",
        ),
    ] {
        let error = emulator.fault(fault).unwrap_err().to_string();
        assert!(error.contains(complaint), "{error}");
    }
    let own = Fault::on("createCa").status(418).code("77");
    emulator.fault(own).unwrap();
    assert_eq!(
        create(&emulator, "root-one").await.json()["error"]["errorCode"],
        "77"
    );
}
