//! The published table of failures, `spec/failures.yaml`, against what the client does.

use std::collections::BTreeSet;
use std::time::Duration;

use ncloud_core::{Error, RetryPolicy};
use ncloud_private_ca::Client;
use ncloud_spec::document::{Document, GATEWAY_CODES, members};
use ncloud_tests::canned::{Answer, CannedServer};
use ncloud_tests::faults::tls::{Certificate, Speaks, TlsServer};
use ncloud_tests::faults::{act, connect, read};
use ncloud_tests::settings;
use serde_json::{Value, json};

fn table() -> Document {
    Document::parse(
        "spec/failures.yaml",
        include_str!("../../spec/failures.yaml"),
    )
    .unwrap()
}

fn common() -> Document {
    Document::parse("spec/common.yaml", include_str!("../../spec/common.yaml")).unwrap()
}

fn number(value: &Value) -> u16 {
    value
        .as_u64()
        .and_then(|number| number.try_into().ok())
        .unwrap()
}

/// The failures of an operation that is safe to repeat, and of one that is not.
async fn failures(client: &Client) -> [Error; 2] {
    [
        read(client).await.unwrap_err(),
        act(client).await.unwrap_err(),
    ]
}

/// A server and its client.
struct Bench {
    server: CannedServer,
    client: Client,
}

impl Bench {
    async fn start() -> Self {
        let server = CannedServer::start(Answer::json(200, "{}")).await.unwrap();
        let client = connect(settings::of(&server.url()));
        Self { server, client }
    }

    async fn answered(&self, status: u16, body: impl Into<Vec<u8>>) -> [Error; 2] {
        self.server.answer(Answer::json(status, body));
        failures(&self.client).await
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

fn assert_row(row: &Value, [safe, other]: &[Error; 2], place: &str) {
    let (may_repeat_safe, may_repeat_other) = match row["repeat"].as_str() {
        Some("always") => (true, true),
        Some("safe") => (true, false),
        Some("never") => (false, false),
        unknown => panic!("{place}: {unknown:?}"),
    };
    assert_eq!(row["kind"], format!("{:?}", safe.kind()), "{place}: {safe}");
    assert_eq!(safe.is_retryable(), may_repeat_safe, "{place}: {safe}");
    assert_eq!(other.is_retryable(), may_repeat_other, "{place}: {other}");
}

#[tokio::test]
async fn gateway_codes_have_the_kind_and_repetition_of_the_table() {
    let bench = Bench::start().await;
    let table = table();
    for (code, row) in members(&table.value()["gateway"]) {
        let body = json!({ "error": { "errorCode": code, "message": "no" } });
        let errors = bench
            .answered(number(&row["status"]), body.to_string())
            .await;
        assert_eq!(errors[0].code(), Some(code));
        assert_row(row, &errors, code);
    }
}

#[tokio::test]
async fn statuses_have_the_kind_and_repetition_of_the_table() {
    let bench = Bench::start().await;
    let table = table();
    // The edges of every row, and the neighbourhood of those that stand alone.
    for status in throttled_last((300..310).chain(399..435).chain(498..512).chain([599])) {
        let errors = bench.answered(status, "").await;
        assert_row(of_status(&table, status), &errors, &status.to_string());
    }
}

/// These statuses with 429 at the end: after it calls are kept apart until one succeeds.
fn throttled_last(statuses: impl Iterator<Item = u16>) -> impl Iterator<Item = u16> {
    let (throttled, others): (Vec<u16>, Vec<u16>) = statuses.partition(|status| *status == 429);
    others.into_iter().chain(throttled)
}

/// The first row of statuses that fits.
fn of_status(table: &Document, status: u16) -> &Value {
    let rows = list(&table.value()["statuses"]).iter();
    let mut rows = rows.filter(|row| (number(&row["from"])..=number(&row["to"])).contains(&status));
    rows.next().unwrap()
}

#[tokio::test]
async fn words_of_the_service_have_the_kind_and_repetition_of_the_table() {
    let bench = Bench::start().await;
    let table = table();
    let row = &table.value()["service"];
    let by_status: Vec<u16> = list(&row["byStatus"]).iter().map(number).collect();
    for status in throttled_last((400..=599).chain([200])) {
        let refused = json!({ "code": "INVALID_REQUEST", "msg": "no" }).to_string();
        let counts = if by_status.contains(&status) {
            of_status(&table, status)
        } else {
            row
        };
        let place = format!("refused, {status}");
        assert_row(counts, &bench.answered(status, refused).await, &place);
        let absent = json!({ "code": "NOT_FOUND", "msg": "no" }).to_string();
        let row = json!({ "kind": row["notFound"], "repeat": row["repeat"] });
        let place = format!("absent, {status}");
        assert_row(&row, &bench.answered(status, absent).await, &place);
    }
}

/// A port that takes connections, and its URL.
async fn listener() -> (tokio::net::TcpListener, String) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    (listener, url)
}

#[tokio::test]
async fn failures_without_an_answer_have_the_kind_and_repetition_of_the_table() {
    let table = table();
    let rows = table.value()["transport"].as_array().unwrap();
    let settings = |url: String, timeout| settings::of(&url).timeout(timeout);
    // Where time is not the failure, a slow machine must not make it one.
    let patience = Duration::from_secs(30);
    let gone = listener().await.1;
    let refused = failures(&connect(settings(gone, patience))).await;
    let tls = TlsServer::start(Certificate::OfAnotherRoot, Speaks::Http1, Vec::new());
    let tls = tls.await.unwrap();
    let trusting = settings(tls.url(), patience).root_certificates(tls.trusted());
    let unproven = failures(&connect(trusting)).await;
    let (queue, url) = listener().await;
    let breaking = tokio::spawn(async move {
        loop {
            let (mut stream, _) = queue.accept().await.unwrap();
            let mut head = [0; 64];
            let _ = tokio::io::AsyncReadExt::read(&mut stream, &mut head).await;
        }
    });
    let broken = failures(&connect(settings(url, patience))).await;
    breaking.abort();
    // Connections are queued and never taken up.
    let (_queue, url) = listener().await;
    let silent = failures(&connect(settings(url, Duration::from_millis(300)))).await;
    let events = [refused, unproven, broken, silent];
    assert_eq!(rows.len(), events.len());
    for (row, errors) in rows.iter().zip(events) {
        assert_row(row, &errors, row["event"].as_str().unwrap());
    }
}

#[tokio::test]
async fn the_examples_of_the_shapes_are_read() {
    let bench = Bench::start().await;
    let table = table();
    for shape in table.value()["shapes"].as_array().unwrap() {
        let example = shape["example"].as_str().unwrap();
        let [error, _] = bench.answered(400, example.to_owned()).await;
        assert_eq!(error.message(), "no", "{example}");
        assert_eq!(
            error.code().is_some(),
            shape.get("code").is_some(),
            "{example}"
        );
        if let Ok(body) = serde_json::from_str::<Value>(example) {
            let at = |member: &str| body.pointer(shape[member].as_str()?).cloned();
            assert_eq!(at("message"), Some(json!("no")), "{example}");
            let code = at("code").map(|code| match code {
                Value::String(code) => code,
                other => other.to_string(),
            });
            assert_eq!(error.code(), code.as_deref(), "{example}");
        }
    }
}

#[test]
fn the_policy_is_the_default_of_the_client() {
    let table = table();
    let policy = &table.value()["policy"];
    let time = |name: &str| Duration::from_millis(policy[name].as_u64().unwrap());
    let published = RetryPolicy::default()
        .max_attempts(u32::from(number(&policy["attempts"])))
        .base_delay(time("baseDelayMilliseconds"))
        .max_delay(time("maxDelayMilliseconds"))
        .max_retry_after(time("maxRetryAfterMilliseconds"))
        .deadline(time("deadlineMilliseconds"));
    assert_eq!(published, RetryPolicy::default());
}

#[test]
fn codes_have_a_meaning_with_their_status_and_kinds_are_explained() {
    let (table, common) = (table(), common());
    let meanings = common.value().pointer(GATEWAY_CODES).unwrap();
    let rows = &table.value()["gateway"];
    let codes = |value| {
        members(value)
            .map(|(code, _)| code)
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(codes(rows), codes(meanings));
    for (code, meaning) in members(meanings) {
        let status = format!("(HTTP {}).", rows[code]["status"]);
        let meaning = meaning.as_str().unwrap();
        assert!(meaning.ends_with(&status), "{code}: {meaning}");
    }
    let rows = members(rows).map(|(_, row)| row);
    let lists = ["statuses", "transport"].map(|list| table.value()[list].as_array().unwrap());
    for row in rows
        .chain(lists.into_iter().flatten())
        .chain([&table.value()["service"]])
    {
        for (member, section) in [("kind", "kinds"), ("repeat", "repeat")] {
            let name = row[member].as_str().unwrap();
            assert!(table.value()[section].get(name).is_some(), "{name}");
        }
    }
}
