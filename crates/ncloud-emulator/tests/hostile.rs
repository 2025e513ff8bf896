//! Clients that are slow, break off, or send what is no HTTP: they are refused, and others are served.

#![allow(
    clippy::unwrap_used,
    reason = "in a test, also in what helps it, a panic is a failure"
)]

mod support;

use std::time::Duration;

use ncloud_emulator::Emulator;
use support::{ACCESS, Call, NOW, SECRET, at};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Real, for sockets have no other clock.
const PATIENCE: Duration = Duration::from_millis(200);

async fn emulator() -> Emulator {
    Emulator::builder()
        .key(ACCESS, SECRET)
        .clock(|| at(NOW))
        .client_timeout(PATIENCE)
        .start()
        .await
        .unwrap()
}

/// Sends octets, and reads until the emulator closes the connection.
async fn answer(emulator: &Emulator, octets: &[u8], half_close: bool) -> String {
    let mut stream = TcpStream::connect(emulator.address()).await.unwrap();
    stream.write_all(octets).await.unwrap();
    if half_close {
        stream.shutdown().await.unwrap();
    }
    let mut answer = Vec::new();
    // A connection that is reset has ended as well.
    stream.read_to_end(&mut answer).await.ok();
    String::from_utf8_lossy(&answer).into_owned()
}

async fn is_well(emulator: &Emulator) {
    let answer = Call::new("GET", "/api/v1/ca").signed().send(emulator).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn slow_clients_are_not_waited_for() {
    let emulator = emulator().await;
    let head = answer(
        &emulator,
        b"GET /api/v1/ca HTTP/1.1\r\nHost: a\r\nX-A",
        false,
    )
    .await;
    assert!(!head.contains("200 OK"), "{head}");
    let body = b"POST /api/v1/ca HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{";
    let body = answer(&emulator, body, false).await;
    assert!(body.starts_with("HTTP/1.1 400 "), "{body}");
    assert!(body.contains("Bad Request Exception"), "{body}");
    is_well(&emulator).await;
}

#[tokio::test]
async fn idle_connections_end() {
    let emulator = emulator().await;
    assert_eq!(answer(&emulator, b"", false).await, "");
    is_well(&emulator).await;
}

#[tokio::test]
async fn requests_that_end_early_are_refused() {
    let emulator = emulator().await;
    for (octets, expected) in [
        (&b"GET /api/v1/ca HTTP/1.1\r\nHost"[..], ""),
        (
            b"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{",
            "HTTP/1.1 400 ",
        ),
        (
            b"POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
            "HTTP/1.1 400 ",
        ),
    ] {
        let answer = answer(&emulator, octets, true).await;
        // A client that has gone may be told nothing.
        assert!(
            answer.is_empty() || answer.starts_with(expected),
            "{answer}"
        );
        assert!(!answer.contains("200 OK"), "{answer}");
    }
    is_well(&emulator).await;
}

#[tokio::test]
async fn what_is_no_http_is_refused() {
    let emulator = emulator().await;
    let long = format!("GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", "a".repeat(1 << 20));
    let many = format!(
        "GET / HTTP/1.1\r\nHost: a\r\n{}\r\n",
        "X-A: b\r\n".repeat(10_000)
    );
    for octets in [
        &b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..],
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\x00\x00\x00\x00",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        long.as_bytes(),
        many.as_bytes(),
    ] {
        let answer = answer(&emulator, octets, false).await;
        let status = answer.get(9..10).unwrap_or_default();
        assert!(["", "4"].contains(&status), "{answer}");
    }
    is_well(&emulator).await;
}

#[tokio::test]
async fn headers_and_targets_need_not_be_utf8() {
    let emulator = emulator().await;
    let call = "GET /api/v1/ca?alias=%FF%FE HTTP/1.1\r\nHost: a\r\nConnection: close\r\n";
    let text = format!("GET /api/v1/ca?alias=%FF%FE\n{NOW}\n{ACCESS}");
    let signed = format!(
        "{call}x-ncp-apigw-timestamp: {NOW}\r\nx-ncp-iam-access-key: {ACCESS}\r\n\
         x-ncp-apigw-signature-v2: {}\r\n\r\n",
        support::sign(&text, SECRET)
    );
    let answer_to_target = answer(&emulator, signed.as_bytes(), false).await;
    assert!(
        answer_to_target.starts_with("HTTP/1.1 400 "),
        "{answer_to_target}"
    );
    let header =
        b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nx-ncp-iam-access-key: \xff\xfe\r\n\r\n";
    let answer_to_header = answer(&emulator, header, false).await;
    assert!(
        answer_to_header.starts_with("HTTP/1.1 401 "),
        "{answer_to_header}"
    );
    is_well(&emulator).await;
}
