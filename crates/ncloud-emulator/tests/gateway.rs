//! What the gateway refuses, and how.

#![allow(
    clippy::unwrap_used,
    reason = "in a test, also in what helps it, a panic is a failure"
)]

mod support;

use std::time::Duration;

use ncloud_emulator::{Emulator, Key, Limits};
use serde_json::json;
use support::{ACCESS, Answer, Call, NOW, SECRET, SUB_ACCESS, SUB_SECRET, at, emulator, sign};
use tokio::net::TcpStream;

const LIST: &str = "/api/v1/certificates";
const MISSING: &str = "Authentication information are missing.";
const INVALID: &str = "Invalid authentication information.";

fn is_failure(answer: &Answer, status: u16, code: &str, message: &str, details: Option<&str>) {
    assert_eq!(answer.status, status);
    let mut error = json!({ "errorCode": code, "message": message });
    if let Some(details) = details {
        error["details"] = details.into();
    }
    assert_eq!(answer.json(), json!({ "error": error }));
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("x-ncp-apigw-response-origin"), None);
}

#[tokio::test]
async fn signed_requests_are_answered() {
    let emulator = emulator().await;
    let answer = Call::new("GET", LIST).signed().send(&emulator).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()["returnCode"], "0");
    assert_eq!(answer.header("date"), Some("Thu, 21 Nov 2024 00:00:00 GMT"));
    assert_eq!(
        answer.header("x-ncp-apigw-response-origin"),
        Some("ENDPOINT")
    );
    let again = Call::new("GET", LIST).signed().send(&emulator).await;
    for name in ["x-ncp-apigw-request-id", "x-ncp-trace-id"] {
        assert!(answer.header(name).is_some(), "{name}");
        assert_ne!(answer.header(name), again.header(name), "{name}");
    }
    assert_eq!(answer.header("x-ncp-apigw-request-id").unwrap().len(), 36);
}

#[tokio::test]
async fn each_signature_header_is_needed() {
    let emulator = emulator().await;
    for name in [
        "x-ncp-apigw-timestamp",
        "x-ncp-iam-access-key",
        "x-ncp-apigw-signature-v2",
    ] {
        let mut call = Call::new("GET", LIST).signed();
        call.headers.retain(|(given, _)| given != name);
        let answer = call.send(&emulator).await;
        is_failure(&answer, 401, "200", "Authentication Failed", Some(MISSING));
    }
}

#[tokio::test]
async fn wrong_authentication_is_refused() {
    let emulator = emulator().await;
    let signature = sign(&format!("GET {LIST}\n{NOW}\n{ACCESS}"), SECRET);
    let now = NOW.to_string();
    for call in [
        Call::new("GET", LIST).signed_by("AKIDUNKNOWN", SECRET, NOW),
        Call::new("GET", LIST).signed_by(ACCESS, SUB_SECRET, NOW),
        Call::new("GET", LIST).headers_of("yesterday", ACCESS, &signature),
        Call::new("GET", LIST).headers_of("+1732147200000", ACCESS, &signature),
        Call::new("GET", LIST).headers_of("99999999999999999999", ACCESS, &signature),
        Call::new("GET", LIST).headers_of(&now, ACCESS, "no base64"),
        Call::new("GET", LIST).headers_of(&now, ACCESS, "AAAA"),
        Call::new("GET", "/api/v1/nowhere").headers_of(&now, ACCESS, &signature),
    ] {
        let answer = call.send(&emulator).await;
        is_failure(&answer, 401, "200", "Authentication Failed", Some(INVALID));
        assert!(answer.header("x-emulator-diagnosis").is_some());
    }
}

#[tokio::test]
async fn clocks_may_differ_by_less_than_five_minutes() {
    let emulator = emulator().await;
    let minutes = |minutes: u64| minutes * 60_000;
    for (time, status) in [
        (NOW - minutes(6), 401),
        (NOW + minutes(6), 401),
        (NOW - minutes(5), 401),
        (NOW + minutes(5), 401),
        (NOW - minutes(5) + 1000, 200),
        (NOW + minutes(5) - 1000, 200),
    ] {
        let answer = Call::new("GET", LIST)
            .signed_by(ACCESS, SECRET, time)
            .send(&emulator)
            .await;
        assert_eq!(answer.status, status, "{time}");
    }
}

#[tokio::test]
async fn the_default_clock_is_that_of_the_machine() {
    let emulator = Emulator::start().await.unwrap();
    let (access, secret) = (
        emulator.access_key().to_owned(),
        emulator.secret_key().expose().to_owned(),
    );
    let answer = Call::new("GET", LIST)
        .signed_by(&access, &secret, NOW)
        .send(&emulator)
        .await;
    assert_eq!(answer.status, 401);
    let date = httpdate::parse_http_date(answer.header("date").unwrap()).unwrap();
    let time = date
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_millis() as u64;
    let answer = Call::new("GET", LIST)
        .signed_by(&access, &secret, time)
        .send(&emulator)
        .await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn unknown_routes_and_methods_are_not_found() {
    let emulator = emulator().await;
    for (method, target) in [
        ("GET", "/"),
        ("GET", "/api/v3/certificates"),
        ("POST", LIST),
        ("PATCH", "/api/v1/ca"),
        ("OPTIONS", "*"),
    ] {
        let answer = Call::new(method, target).signed().send(&emulator).await;
        is_failure(&answer, 404, "300", "Not Found Exception", None);
    }
}

#[tokio::test]
async fn malformed_targets_are_bad_requests() {
    let emulator = emulator().await;
    for target in [
        "/api/v1/ca/%FF",
        "/api/v1/ca/%zz",
        "/api/v1/ca/%4",
        "/api/v1/ca?pageNo=%",
    ] {
        let answer = Call::new("GET", target).signed().send(&emulator).await;
        is_failure(&answer, 400, "100", "Bad Request Exception", None);
    }
}

#[tokio::test]
async fn large_bodies_are_refused_before_anything_else() {
    let emulator = emulator().await;
    let limit = 10 * 1024 * 1024;
    let answer = Call::new("POST", LIST)
        .body(vec![b' '; limit + 1])
        .send(&emulator)
        .await;
    is_failure(&answer, 413, "430", "Request Entity Too Large", None);
    let answer = Call::new("POST", LIST)
        .body(vec![b' '; limit])
        .send(&emulator)
        .await;
    assert_eq!(answer.status, 401);
}

#[tokio::test]
async fn failures_are_xml_for_those_who_ask() {
    let emulator = emulator().await;
    let answer = Call::new("GET", LIST)
        .header("Accept", "application/xml")
        .send(&emulator)
        .await;
    assert_eq!(answer.status, 401);
    assert_eq!(answer.header("content-type"), Some("application/xml"));
    assert_eq!(
        answer.text(),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Message><error><errorCode>200</errorCode>\
         <message>Authentication Failed</message></error></Message>"
    );
}

#[tokio::test]
async fn main_account_operations_refuse_sub_accounts() {
    let emulator = emulator().await;
    let target = "/api/v2/certificate/certificates";
    let answer = Call::new("GET", target)
        .signed_by(SUB_ACCESS, SUB_SECRET, NOW)
        .send(&emulator)
        .await;
    assert_eq!(answer.status, 403);
    assert!(answer.body.is_empty());
    assert_eq!(
        answer.header("x-ncp-apigw-response-origin"),
        Some("ENDPOINT")
    );
    assert_eq!(
        Call::new("GET", target)
            .signed()
            .send(&emulator)
            .await
            .status,
        200
    );
    let answer = Call::new("GET", LIST)
        .signed_by(SUB_ACCESS, SUB_SECRET, NOW)
        .send(&emulator)
        .await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn the_diagnosis_names_the_part_that_differs() {
    let emulator = emulator().await;
    let target = "/api/v1/ca?pageNo=1&alias=%ED%95%9C%20CA";
    let host = emulator.address();
    let seconds = NOW / 1000;
    let text = |method: &str, target: &str| format!("{method} {target}\n{NOW}\n{ACCESS}");
    for (signed, expected) in [
        (text("get", target), "case"),
        (text("GET", "/api/v1/ca"), "query was left out"),
        (
            text("GET", "/api/v1/ca?pageNo=1&alias=%ED%95%9C+CA"),
            "`+` and `%20`",
        ),
        (
            text("GET", "/api/v1/ca?pageNo=1&alias=한 CA"),
            "decoded text",
        ),
        (
            text("GET", "/api/v1/ca?pageNo=1&alias=%ed%95%9c%20CA"),
            "case of escapes",
        ),
        (
            text("GET", "/api/v1/ca?alias=%ED%95%9C%20CA&pageNo=1"),
            "another order",
        ),
        (text("GET", &format!("http://{host}{target}")), "whole URL"),
        (text("GET", &format!("https://{host}{target}")), "whole URL"),
        (
            text("GET", "/ca?pageNo=1&alias=%ED%95%9C%20CA"),
            "without the beginning",
        ),
        (
            format!("GET {target}\n{seconds}\n{ACCESS}"),
            "signed in seconds",
        ),
        (format!("GET {target}\n{NOW}\n{ACCESS}\n"), "line feed"),
        (format!("get /api/v1/ca\n{NOW}\n{ACCESS}"), "case"),
        (
            "anything".to_owned(),
            "the secret key differs, or something else was signed",
        ),
    ] {
        let call = Call::new("GET", target).with_signature_of(&signed, ACCESS, SECRET, NOW);
        let answer = call.send(&emulator).await;
        assert_eq!(answer.status, 401);
        let diagnosis = answer.header("x-emulator-diagnosis").unwrap();
        assert!(diagnosis.contains(expected), "{signed:?}: {diagnosis}");
        assert!(!diagnosis.contains(SECRET) && !diagnosis.contains(&sign(&signed, SECRET)));
    }
}

#[tokio::test]
async fn the_diagnosis_knows_other_encodings_of_signature_key_and_time() {
    let emulator = emulator().await;
    let text = format!("GET {LIST}\n{NOW}\n{ACCESS}");
    let right = sign(&text, SECRET);
    let octets: Vec<u8> =
        base64::Engine::decode(&base64::engine::general_purpose::STANDARD, &right).unwrap();
    let hex: String = octets.iter().map(|octet| format!("{octet:02x}")).collect();
    let now = NOW.to_string();
    let seconds = (NOW / 1000).to_string();
    for (timestamp, signature, expected) in [
        (&now, hex, "hexadecimal"),
        (&now, right.trim_end_matches('=').to_owned(), "padding"),
        (&now, sign(&text, &format!("{SECRET}\n")), "line feed"),
        (&now, sign(&text, "another"), "the secret key differs"),
        (&seconds, right.clone(), "is in seconds"),
    ] {
        let call = Call::new("GET", LIST).headers_of(timestamp, ACCESS, &signature);
        let answer = call.send(&emulator).await;
        assert_eq!(answer.status, 401);
        let diagnosis = answer.header("x-emulator-diagnosis").unwrap();
        assert!(diagnosis.contains(expected), "{expected}: {diagnosis}");
        assert!(!diagnosis.contains(&signature) && !diagnosis.contains(SECRET));
    }
}

#[tokio::test]
async fn the_target_is_verified_as_received() {
    let emulator = emulator().await;
    for target in [
        "/api/v1/certificates?",
        "/api/v1/certificates?certificateName=a+b&x=%7e",
        "/api/v1/certificates?certificateName=%ED%95%9C&certificateName",
        "/api/v1/ca?pageNo=1",
        "/api%2Fv1/certificates",
    ] {
        let answer = Call::new("GET", target).signed().send(&emulator).await;
        assert_ne!(answer.status, 401, "{target}");
        assert_eq!(emulator.requests().last().unwrap().target, target);
    }
}

#[tokio::test]
async fn secrets_stay_out_of_debug_forms() {
    let emulator = emulator().await;
    let body = json!({ "certificateName": "zero-certi", "privateKey": "very-private" });
    let call = Call::new("POST", "/api/v1/certificate/withExternal")
        .json(&body)
        .signed();
    let signature = call.headers.last().unwrap().1.clone();
    let answer = call.send(&emulator).await;
    assert!(!answer.text().contains("very-private"));
    let requests = emulator.requests();
    let [request] = requests.as_slice() else {
        panic!("{requests:?}")
    };
    assert_eq!((request.method.as_str(), request.status), ("POST", 400));
    assert_eq!(request.target, "/api/v1/certificate/withExternal");
    assert_eq!(request.body, body.to_string().as_bytes());
    assert_eq!(
        request.header("x-ncp-apigw-signature-v2"),
        Some(signature.as_str())
    );
    assert!(
        request
            .verdict
            .starts_with("certificate-manager createExternalCertificate")
    );
    let shown = format!("{request:?} {request:#?}");
    assert!(
        !shown.contains(&signature) && !shown.contains("very-private"),
        "{shown}"
    );
    let builder = Emulator::builder().key(ACCESS, SECRET);
    for shown in [
        format!("{emulator:?}"),
        format!("{:?}", emulator.secret_key()),
        format!("{builder:?}"),
    ] {
        assert!(
            !shown.contains(SECRET) && !shown.contains(SUB_SECRET),
            "{shown}"
        );
    }
    assert_eq!(emulator.secret_key().expose(), SECRET);
}

#[tokio::test]
async fn connections_are_kept_and_end_with_the_emulator() {
    let emulator = emulator().await;
    let address = emulator.address();
    let mut stream = TcpStream::connect(address).await.unwrap();
    for _ in 0..3 {
        assert_eq!(
            Call::new("GET", LIST)
                .signed()
                .send_over(&mut stream)
                .await
                .status,
            200
        );
    }
    assert_eq!(emulator.requests().len(), 3);
    emulator.shutdown().await;
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn dropping_the_emulator_stops_it() {
    let emulator = emulator().await;
    let address = emulator.address();
    drop(emulator);
    for _ in 0..100 {
        if TcpStream::connect(address).await.is_err() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it still listens");
}

#[tokio::test]
async fn only_loopback_is_listened_on_unless_more_is_allowed() {
    let everywhere = "0.0.0.0:0".parse().unwrap();
    let error = Emulator::builder()
        .listen(everywhere)
        .start()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
    let emulator = Emulator::builder()
        .listen(everywhere)
        .allow_remote(true)
        .start()
        .await
        .unwrap();
    emulator.shutdown().await;
    assert!(Emulator::builder().key("", "x").start().await.is_err());
}

#[tokio::test]
async fn only_the_latest_requests_are_remembered() {
    let emulator = Emulator::builder()
        .clock(|| at(NOW))
        .remember_requests(2)
        .start()
        .await
        .unwrap();
    for target in ["/1", "/2", "/3"] {
        Call::new("GET", target).send(&emulator).await;
    }
    let targets: Vec<String> = emulator
        .requests()
        .into_iter()
        .map(|request| request.target)
        .collect();
    assert_eq!(targets, ["/2", "/3"]);
}

/// A sub account that may do as much as `permissions` say, and an emulator that knows it.
async fn emulator_with_permissions(permissions: &[&str]) -> Emulator {
    let key = Key::sub(SUB_ACCESS, SUB_SECRET).permissions(permissions.iter().copied());
    Emulator::builder()
        .key(ACCESS, SECRET)
        .with_key(key)
        .clock(|| at(NOW))
        .start()
        .await
        .unwrap()
}

async fn status_of_sub_account(emulator: &Emulator, method: &str, target: &str) -> u16 {
    let call = Call::new(method, target).signed_by(SUB_ACCESS, SUB_SECRET, NOW);
    call.send(emulator).await.status
}

#[tokio::test]
async fn sub_accounts_do_what_they_are_permitted_to() {
    let users = "/api/v1/ca/4b0bbe37-eeea93b8/users";
    let crl = "/api/v1/ca/4b0bbe37-eeea93b8";
    for (permissions, list, user, ca) in [
        (&["getCaList"][..], 200, 401, 401),
        // The name of the action on the page, and not of the operation.
        (&["getUsersList"], 401, 200, 401),
        (&["private-ca"], 200, 200, 200),
        (&["certificate-manager", "getCa "], 401, 401, 401),
        (&[], 401, 401, 401),
    ] {
        let emulator = emulator_with_permissions(permissions).await;
        for (target, expected) in [("/api/v1/ca", list), (users, user), (crl, ca)] {
            let status = status_of_sub_account(&emulator, "GET", target).await;
            // What is permitted may be refused by the service.
            let status = if status == 400 { 200 } else { status };
            assert_eq!(status, expected, "{permissions:?} {target}");
        }
    }
}

#[tokio::test]
async fn a_missing_permission_is_told() {
    let emulator = emulator_with_permissions(&["getCaList"]).await;
    let answer = Call::new("GET", LIST)
        .signed_by(SUB_ACCESS, SUB_SECRET, NOW)
        .send(&emulator)
        .await;
    is_failure(&answer, 401, "210", "Permission Denied", None);
    let diagnosis = answer.header("x-emulator-diagnosis").unwrap();
    assert!(
        diagnosis.contains("getCertificateList") && diagnosis.contains("certificate-manager"),
        "{diagnosis}"
    );
}

#[tokio::test]
async fn stopped_keys_fail_until_they_are_started() {
    let emulator = emulator().await;
    let list = async || Call::new("GET", LIST).signed().send(&emulator).await;
    assert_eq!(list().await.status, 200);
    assert!(emulator.stop_key(ACCESS));
    let answer = list().await;
    is_failure(&answer, 401, "200", "Authentication Failed", Some(INVALID));
    let diagnosis = answer.header("x-emulator-diagnosis").unwrap();
    assert!(diagnosis.contains("stopped"), "{diagnosis}");
    assert_eq!(status_of_sub_account(&emulator, "GET", LIST).await, 200);
    assert!(emulator.start_key(ACCESS) && !emulator.stop_key("unknown"));
    assert_eq!(list().await.status, 200);
}

#[tokio::test]
async fn keys_can_be_added_and_replaced() {
    let emulator = emulator().await;
    let call = |secret: &str| {
        Call::new("GET", LIST)
            .signed_by("ROTATED", secret, NOW)
            .send(&emulator)
    };
    assert_eq!(call("one").await.status, 401);
    emulator.add_key(Key::main("ROTATED", "one")).unwrap();
    assert_eq!(call("one").await.status, 200);
    emulator.add_key(Key::main("ROTATED", "two")).unwrap();
    assert_eq!(
        (call("one").await.status, call("two").await.status),
        (401, 200)
    );
    for (access, secret) in [
        ("", "x"),
        ("x", ""),
        ("a b", "x"),
        ("x", "y\n"),
        ("키", "x"),
    ] {
        assert!(emulator.add_key(Key::main(access, secret)).is_err());
    }
}

fn one(ranges: &[&str]) -> Limits {
    Limits::default().allow_addresses(ranges).unwrap()
}

#[tokio::test]
async fn only_allowed_addresses_get_through() {
    let emulator = emulator().await;
    let list = async || Call::new("GET", LIST).signed().send(&emulator).await;
    emulator.set_limits(one(&["203.0.113.0/24", "198.51.100.7/32"]));
    let answer = list().await;
    is_failure(&answer, 401, "210", "Permission Denied", None);
    assert!(
        answer
            .header("x-emulator-diagnosis")
            .unwrap()
            .contains("address")
    );
    // Who is not authenticated is not told of the list.
    let answer = Call::new("GET", LIST).send(&emulator).await;
    is_failure(&answer, 401, "200", "Authentication Failed", Some(MISSING));
    emulator.set_limits(one(&["203.0.113.0/24", "127.0.0.1/32"]));
    assert_eq!(list().await.status, 200);
    emulator.set_limits(one(&[]));
    assert_eq!(list().await.status, 200);
}

/// Answers of so many requests, as status and code.
async fn codes(emulator: &Emulator, time: u64, count: usize) -> Vec<(u16, String)> {
    let mut codes = Vec::new();
    for _ in 0..count {
        let call = Call::new("GET", LIST).signed_by(ACCESS, SECRET, time);
        let answer = call.send(emulator).await;
        let code = answer.json()["error"]["errorCode"]
            .as_str()
            .map(str::to_owned);
        codes.push((answer.status, code.unwrap_or_default()));
    }
    codes
}

fn passed(count: usize) -> Vec<(u16, String)> {
    vec![(200, String::new()); count]
}

fn refused(code: &str, count: usize) -> Vec<(u16, String)> {
    vec![(429, code.to_owned()); count]
}

#[tokio::test]
async fn limits_refuse_what_is_too_much_until_time_has_passed() {
    let emulator = emulator().await;
    let second = Limits::default().per_second(2);
    let window = Limits::default().per_window(3, Duration::from_secs(60));
    for (limits, count, code, length) in [(second, 2, "410", 1000), (window, 3, "420", 60_000)] {
        emulator.reset();
        emulator.set_limits(limits);
        // What is refused for another reason is not counted.
        Call::new("GET", LIST).send(&emulator).await;
        Call::new("GET", "/nowhere").signed().send(&emulator).await;
        let expected = [passed(count), refused(code, 2)].concat();
        assert_eq!(codes(&emulator, NOW, count + 2).await, expected);
        emulator.advance(Duration::from_millis(length - 1));
        assert_eq!(codes(&emulator, NOW, 1).await, refused(code, 1));
        emulator.advance(Duration::from_millis(1));
        assert_eq!(
            codes(&emulator, NOW, count + 1).await,
            [passed(count), refused(code, 1)].concat()
        );
    }
}

#[tokio::test]
async fn a_quota_lasts_until_limits_are_set() {
    let limits = Limits::default().quota(1).per_second(1);
    let emulator = Emulator::builder()
        .key(ACCESS, SECRET)
        .clock(|| at(NOW))
        .limits(limits.clone())
        .start()
        .await
        .unwrap();
    assert_eq!(
        codes(&emulator, NOW, 2).await,
        [passed(1), refused("400", 1)].concat()
    );
    emulator.advance(Duration::from_secs(86_400));
    assert_eq!(
        codes(&emulator, NOW + 86_400_000, 1).await,
        refused("400", 1)
    );
    emulator.set_limits(Limits::default());
    assert_eq!(codes(&emulator, NOW + 86_400_000, 3).await, passed(3));
    emulator.reset();
    assert_eq!(emulator.limits(), limits);
    assert_eq!(
        codes(&emulator, NOW, 2).await,
        [passed(1), refused("400", 1)].concat()
    );
}

/// A call whose signature has the header name of version 1.
fn signed_as_v1(secret: &str) -> Call {
    let mut call = Call::new("GET", LIST).signed_by(ACCESS, secret, NOW);
    call.headers.last_mut().unwrap().0 = "x-ncp-apigw-signature-v1".to_owned();
    call
}

#[tokio::test]
async fn the_name_of_version_1_is_taken_and_marked() {
    let emulator = emulator().await;
    assert_eq!(signed_as_v1(SECRET).send(&emulator).await.status, 200);
    assert_eq!(signed_as_v1(SUB_SECRET).send(&emulator).await.status, 401);
    let signature = sign("anything", SECRET);
    let both = Call::new("GET", LIST)
        .signed()
        .header("x-ncp-apigw-signature-v1", signature.clone());
    assert_eq!(both.send(&emulator).await.status, 200);
    let requests = emulator.requests();
    let marked: Vec<bool> = requests
        .iter()
        .map(|request| request.verdict.ends_with("[signed as v1]"))
        .collect();
    assert_eq!(marked, [true, true, false]);
    assert!(!format!("{requests:?}").contains(&signature));
}

#[tokio::test]
async fn strict_emulators_refuse_the_name_of_version_1() {
    let emulator = Emulator::builder()
        .key(ACCESS, SECRET)
        .clock(|| at(NOW))
        .strict_v2(true)
        .start()
        .await
        .unwrap();
    let answer = signed_as_v1(SECRET).send(&emulator).await;
    is_failure(&answer, 401, "200", "Authentication Failed", Some(MISSING));
    let diagnosis = answer.header("x-emulator-diagnosis").unwrap();
    assert!(diagnosis.contains("signature-v1"), "{diagnosis}");
    assert_eq!(
        Call::new("GET", LIST).signed().send(&emulator).await.status,
        200
    );
}

#[tokio::test]
async fn headers_of_the_signature_are_sent_once() {
    let emulator = emulator().await;
    let headers = Call::new("GET", LIST).signed().headers;
    for (name, value) in headers {
        let call = Call::new("GET", LIST).signed().header(&name, value);
        let answer = call.send(&emulator).await;
        is_failure(&answer, 401, "200", "Authentication Failed", Some(INVALID));
        let diagnosis = answer.header("x-emulator-diagnosis").unwrap();
        assert_eq!(
            diagnosis,
            format!("the header {name} was sent more than once")
        );
    }
}

#[tokio::test]
async fn refusals_after_authentication_are_xml_for_those_who_ask() {
    let emulator = emulator().await;
    emulator.set_limits(Limits::default().per_second(0));
    let call = Call::new("GET", LIST)
        .signed()
        .header("Accept", "text/xml, application/xml");
    assert_eq!(
        call.send(&emulator).await.text(),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Message><error><errorCode>410</errorCode>\
         <message>Throttle Limited</message></error></Message>"
    );
}
