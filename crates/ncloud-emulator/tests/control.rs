//! Control, in Rust and over HTTP.

#![allow(
    clippy::unwrap_used,
    reason = "in a test, also in what helps it, a panic is a failure"
)]

mod support;

use std::net::SocketAddr;
use std::time::Duration;

use ncloud_core::Client;
use ncloud_core::http::Method;
use ncloud_emulator::{Emulator, EmulatorBuilder};
use serde_json::{Value, json};
use support::{ACCESS, Answer, Call, NOW, SECRET, SUB_ACCESS, SUB_SECRET, at, call};

const TOKEN: &str = "control-token-0123456789";
const LIST: &str = "/api/v1/certificates";

fn builder() -> EmulatorBuilder {
    Emulator::builder()
        .key(ACCESS, SECRET)
        .clock(|| at(NOW))
        .control("127.0.0.1:0".parse().unwrap())
        .control_token(TOKEN)
}

fn control_address(emulator: &Emulator) -> SocketAddr {
    let url = emulator.control_url().unwrap();
    url.strip_prefix("http://").unwrap().parse().unwrap()
}

async fn send(emulator: &Emulator, call: Call) -> Answer {
    call.send_to(control_address(emulator)).await
}

/// Asks the control API; a null body is none.
async fn control(emulator: &Emulator, method: &str, target: &str, body: Value) -> Answer {
    let call = Call::new(method, target).header("Authorization", format!("Bearer {TOKEN}"));
    send(emulator, call.json_unless_null(&body)).await
}

async fn get(emulator: &Emulator, target: &str) -> Value {
    let answer = control(emulator, "GET", target, Value::Null).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

fn complains(answer: &Answer, status: u16, about: &str) {
    assert_eq!(answer.status, status, "{answer:?}");
    let message = answer.json()["error"]["message"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(message.contains(about), "{message}");
}

/// The routes that want the token.
const GUARDED: [(&str, &str); 20] = [
    ("GET", "/clock"),
    ("POST", "/clock/advance"),
    ("GET", "/faults"),
    ("POST", "/faults"),
    ("DELETE", "/faults"),
    ("DELETE", "/faults/1"),
    ("GET", "/state"),
    ("PUT", "/state"),
    ("POST", "/reset"),
    ("GET", "/keys"),
    ("POST", "/keys"),
    ("POST", "/keys/AK/stop"),
    ("POST", "/keys/AK/start"),
    ("GET", "/limits"),
    ("PUT", "/limits"),
    ("GET", "/requests"),
    ("DELETE", "/requests"),
    ("GET", "/page/requests"),
    ("GET", "/page/authorities"),
    ("GET", "/page/clusters"),
];

#[tokio::test]
async fn what_shows_or_changes_anything_wants_the_token() {
    let emulator = builder().start().await.unwrap();
    for (method, target) in GUARDED {
        for given in [
            None,
            Some("Bearer ".to_owned()),
            Some("Bearer control-token".to_owned()),
            Some(format!("Bearer {TOKEN}x")),
            Some(format!("Basic {TOKEN}")),
            Some(TOKEN.to_owned()),
        ] {
            let mut call = Call::new(method, target);
            if let Some(given) = given {
                call = call.header("Authorization", given);
            }
            let answer = send(&emulator, call).await;
            complains(&answer, 401, "token");
            assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
        }
    }
    let twice = Call::new("GET", "/clock")
        .header("Authorization", format!("Bearer {TOKEN}"))
        .header("Authorization", format!("Bearer {TOKEN}"));
    complains(&send(&emulator, twice).await, 401, "token");
    let health = send(&emulator, Call::new("GET", "/health")).await;
    assert_eq!(health.json()["status"], "ok");
    assert_eq!(health.json()["url"], emulator.url());
    assert_eq!(health.header("cache-control"), Some("no-store"));
    assert_eq!(health.header("x-content-type-options"), Some("nosniff"));
}

#[tokio::test]
async fn other_names_of_this_machine_are_refused() {
    let emulator = builder().start().await.unwrap();
    for (host, status) in [
        ("localhost", 200),
        ("127.0.0.1:1", 200),
        ("[::1]", 200),
        ("rebound.example.com", 421),
        ("127.0.0.1.example.com:8501", 421),
        ("", 421),
    ] {
        for target in ["/health", "/clock"] {
            let call = Call::new("GET", target)
                .header("Authorization", format!("Bearer {TOKEN}"))
                .host(host);
            assert_eq!(send(&emulator, call).await.status, status, "{host}");
        }
    }
    let twice = Call::new("GET", "/health").header("Host", "127.0.0.1");
    complains(&send(&emulator, twice).await, 421, "Host");
}

#[tokio::test]
async fn control_is_for_this_machine_only() {
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0"] {
        let builder = builder()
            .allow_remote(true)
            .control(address.parse().unwrap());
        let error = builder.start().await.unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
    }
    for token in ["", "two words", "line\nfeed"] {
        assert!(builder().control_token(token).start().await.is_err());
    }
    let emulator = Emulator::start().await.unwrap();
    assert_eq!(
        (emulator.control_url(), emulator.control_token()),
        (None, None)
    );
}

#[tokio::test]
async fn tokens_are_made_up_for_each_emulator() {
    let start = || {
        Emulator::builder()
            .control("127.0.0.1:0".parse().unwrap())
            .start()
    };
    let (one, other) = (start().await.unwrap(), start().await.unwrap());
    let (token, other) = (one.control_token().unwrap(), other.control_token().unwrap());
    assert!(token.len() >= 32 && token != other);
    assert!(!format!("{one:?}").contains(token));
}

#[tokio::test]
async fn the_clock_is_put_forward() {
    let emulator = builder().start().await.unwrap();
    let clock = get(&emulator, "/clock").await;
    let expected = json!({
        "milliseconds": NOW, "date": "Thu, 21 Nov 2024 00:00:00 GMT", "advancedMilliseconds": 0,
    });
    assert_eq!(clock, expected);
    let day = json!({ "milliseconds": 86_400_000 });
    let answer = control(&emulator, "POST", "/clock/advance", day).await;
    assert_eq!(answer.json()["date"], "Fri, 22 Nov 2024 00:00:00 GMT");
    assert_eq!(emulator.now(), at(NOW + 86_400_000));
    emulator.advance(Duration::from_millis(5));
    assert_eq!(
        get(&emulator, "/clock").await["advancedMilliseconds"],
        86_400_005
    );
    for body in [
        json!({ "milliseconds": -1 }),
        json!({ "days": 1 }),
        json!([]),
    ] {
        let answer = control(&emulator, "POST", "/clock/advance", body).await;
        complains(&answer, 422, "");
    }
}

#[tokio::test]
async fn faults_are_added_listed_and_taken_away() {
    let emulator = builder().start().await.unwrap();
    let fault = json!({
        "on": "getCertificateList", "code": "500", "delayMilliseconds": 1, "times": 3,
    });
    let answer = control(&emulator, "POST", "/faults", fault.clone()).await;
    assert_eq!(
        (answer.status, answer.json()),
        (201, json!({ "number": 1 }))
    );
    assert_eq!(call(&emulator, "GET", LIST, Value::Null).await.status, 503);
    let mut expected = fault;
    expected["number"] = 1.into();
    expected["struck"] = 1.into();
    assert_eq!(
        get(&emulator, "/faults").await,
        json!({ "faults": [expected] })
    );
    let delete = async |target| control(&emulator, "DELETE", target, Value::Null).await;
    assert_eq!(delete("/faults/1").await.status, 204);
    complains(&delete("/faults/1").await, 404, "no fault 1");
    complains(&delete("/faults/x").await, 400, "");
    for body in [
        json!({ "on": "getCertificateList", "serviceFailure": { "status": 200, "code": 7, "message": "m" } }),
        json!({ "on": "/", "dropConnection": true, "afterPerforming": true }),
        json!({ "on": "/", "malformedBody": true }),
        json!({ "on": "/", "truncatedBody": true, "status": 201 }),
    ] {
        assert_eq!(
            control(&emulator, "POST", "/faults", body).await.status,
            201
        );
    }
    assert_eq!(delete("/faults").await.status, 204);
    assert_eq!(get(&emulator, "/faults").await, json!({ "faults": [] }));
    let wrong = json!({ "on": "creatCa", "code": "500" });
    complains(
        &control(&emulator, "POST", "/faults", wrong).await,
        400,
        "creatCa",
    );
    let wrong = json!({ "on": "createCa", "cod": "500" });
    complains(
        &control(&emulator, "POST", "/faults", wrong).await,
        422,
        "cod",
    );
}

#[tokio::test]
async fn keys_go_in_and_secrets_never_out() {
    let emulator = builder().start().await.unwrap();
    let key = json!({
        "accessKey": SUB_ACCESS, "secretKey": SUB_SECRET, "account": "sub",
        "permissions": ["getCertificateList"], "allowedAddresses": ["127.0.0.0/8"],
    });
    let answer = control(&emulator, "POST", "/keys", key).await;
    assert_eq!(answer.status, 201);
    let shown = json!({
        "accessKey": SUB_ACCESS, "account": "sub", "permissions": ["getCertificateList"],
        "allowedAddresses": ["127.0.0.0/8"], "stopped": false,
    });
    assert_eq!(answer.json(), shown);
    let list = async || {
        let call = Call::new("GET", LIST).signed_by(SUB_ACCESS, SUB_SECRET, NOW);
        call.send(&emulator).await.status
    };
    assert_eq!(list().await, 200);
    let target = format!("/keys/{SUB_ACCESS}");
    let post = async |target: String| control(&emulator, "POST", &target, Value::Null).await;
    assert_eq!(post(format!("{target}/stop")).await.status, 204);
    assert_eq!(list().await, 401);
    assert_eq!(post(format!("{target}/start")).await.status, 204);
    assert_eq!(list().await, 200);
    complains(
        &post("/keys/unknown/stop".to_owned()).await,
        404,
        "no key pair",
    );
    let keys = get(&emulator, "/keys").await;
    assert_eq!(keys["keys"].as_array().unwrap().len(), 2);
    assert!(!keys.to_string().contains(SECRET) && !keys.to_string().contains(SUB_SECRET));
    for wrong in [
        json!({ "accessKey": "AK" }),
        json!({ "accessKey": "AK", "secretKey": ["very-secret"] }),
        json!({ "accessKey": "AK", "secretKey": "very-secret", "very-secret": 1 }),
        json!({ "accessKey": "AK", "secretKey": "very-secret", "account": "very-secret" }),
        json!({ "accessKey": "AK", "secretKey": "very-secret", "permissions": "very-secret" }),
        json!({ "accessKey": "AK", "secretKey": "very-secret", "allowedAddresses": "very-secret" }),
        json!({ "accessKey": "AK", "secretKey": "very-secret", "stopped": "very-secret" }),
        json!({ "accessKey": "A K", "secretKey": "very-secret" }),
        json!("very-secret"),
    ] {
        let answer = control(&emulator, "POST", "/keys", wrong).await;
        complains(&answer, 400, "");
        assert!(!answer.text().contains("very-secret"), "{answer:?}");
    }
}

#[tokio::test]
async fn limits_are_shown_and_set() {
    let emulator = builder().start().await.unwrap();
    let none = json!({
        "perSecond": null, "perWindow": null, "quota": null, "allowedAddresses": [],
    });
    assert_eq!(get(&emulator, "/limits").await, none);
    let limits = json!({
        "perSecond": 5, "perWindow": { "requests": 9, "milliseconds": 60_000 }, "quota": 1,
        "allowedAddresses": ["127.0.0.1/24"],
    });
    let answer = control(&emulator, "PUT", "/limits", limits.clone()).await;
    let mut expected = limits;
    expected["allowedAddresses"] = json!(["127.0.0.0/24"]);
    assert_eq!((answer.status, answer.json()), (200, expected));
    assert_eq!(call(&emulator, "GET", LIST, Value::Null).await.status, 200);
    assert_eq!(call(&emulator, "GET", LIST, Value::Null).await.status, 429);
    for (wrong, about) in [
        (json!({ "allowedAddresses": ["10.0.0.0/8"] }), "24 to 32"),
        (json!({ "allowedAddresses": ["0.0.0.0/32"] }), "0.0.0.0"),
        (json!({ "perMinute": 1 }), "perMinute"),
        (json!({ "quota": -1 }), "quota"),
    ] {
        complains(
            &control(&emulator, "PUT", "/limits", wrong).await,
            422,
            about,
        );
    }
}

#[tokio::test]
async fn requests_are_listed_from_where_the_caller_was() {
    let emulator = builder().start().await.unwrap();
    for target in ["/1?x=%20", "/2", "/3"] {
        Call::new("GET", target).signed().send(&emulator).await;
    }
    let numbers = async |target: &str| -> Vec<u64> {
        let requests = get(&emulator, target).await;
        let requests = requests["requests"].as_array().unwrap().clone();
        requests
            .iter()
            .map(|request| request["number"].as_u64().unwrap())
            .collect()
    };
    assert_eq!(numbers("/requests").await, [1, 2, 3]);
    assert_eq!(numbers("/requests?after=2").await, [3]);
    assert!(numbers("/requests?after=3").await.is_empty());
    assert_eq!(
        control(&emulator, "DELETE", "/requests", Value::Null)
            .await
            .status,
        204
    );
    assert!(emulator.requests().is_empty());
    Call::new("GET", "/4").send(&emulator).await;
    assert_eq!(numbers("/requests?after=0").await, [4]);
    let shown = &get(&emulator, "/requests").await["requests"][0];
    assert_eq!(shown["target"], "/4");
    assert_eq!(shown["status"], 401);
    assert_eq!(shown["milliseconds"], NOW);
    assert_eq!(
        shown["diagnosis"],
        "the header x-ncp-apigw-timestamp is missing"
    );
    let wrong = control(&emulator, "GET", "/requests?after=x", Value::Null).await;
    complains(&wrong, 400, "");
}

#[tokio::test]
async fn requests_are_shown_without_secrets() {
    let emulator = builder().start().await.unwrap();
    let body = json!({
        "certificateName": "zero-certi", "privateKey": "very-private",
        "publicKeyCertificate": "-----BEGIN PRIVATE KEY-----\nvery-private",
    });
    let sent = Call::new("POST", "/api/v1/certificate/withExternal")
        .header("x-ncp-apigw-signature-v1", "very-private")
        .header("Authorization", "very-private")
        .json(&body)
        .signed();
    let signature = sent.headers.last().unwrap().1.clone();
    sent.send(&emulator).await;
    Call::new("POST", LIST)
        .body("very-private, and no JSON")
        .send(&emulator)
        .await;
    let shown = get(&emulator, "/requests").await;
    let text = shown.to_string();
    assert!(
        !text.contains("very-private") && !text.contains(&signature),
        "{text}"
    );
    assert!(!text.contains(SECRET) && text.contains(ACCESS));
    let request = &shown["requests"][0];
    assert_eq!(request["body"]["certificateName"], "zero-certi");
    assert_eq!(request["bodyBytes"], body.to_string().len());
    assert_eq!(shown["requests"][1]["body"], Value::Null);
}

#[tokio::test]
async fn a_state_is_exported_imported_and_reset() {
    let emulator = builder().start().await.unwrap();
    emulator.advance(Duration::from_secs(60));
    let state = get(&emulator, "/state").await;
    assert_eq!(state, emulator.export());
    assert_eq!(state["tables"]["clock"]["advancedMilliseconds"], 60_000);
    let fault = json!({ "on": "/", "status": 500 });
    control(&emulator, "POST", "/faults", fault).await;
    control(&emulator, "PUT", "/limits", json!({ "quota": 0 })).await;
    call(&emulator, "GET", LIST, Value::Null).await;
    assert_eq!(
        control(&emulator, "POST", "/reset", Value::Null)
            .await
            .status,
        204
    );
    assert_eq!(call(&emulator, "GET", LIST, Value::Null).await.status, 200);
    assert_eq!((emulator.now(), emulator.requests().len()), (at(NOW), 1));
    assert_eq!(
        control(&emulator, "PUT", "/state", state.clone())
            .await
            .status,
        204
    );
    assert_eq!(emulator.now(), at(NOW + 60_000));
    for (wrong, about) in [
        (json!({}), "version"),
        (json!({ "version": 1 }), "tables"),
        (
            json!({ "version": 1, "tables": { "unheard-of": {} } }),
            "unheard-of",
        ),
        (json!({ "version": 1, "tables": { "clock": [] } }), "clock"),
        (
            json!({ "version": 1, "tables": { "clock": { "a": "b" } } }),
            "clock",
        ),
    ] {
        let answer = control(&emulator, "PUT", "/state", wrong).await;
        complains(&answer, 400, about);
        assert_eq!(emulator.export(), state, "nothing has changed");
    }
}

#[tokio::test]
async fn a_state_directory_remembers_how_far_the_clock_is() {
    let directory = tempfile::tempdir().unwrap();
    let start = || builder().state(directory.path()).start();
    let emulator = start().await.unwrap();
    let hour = json!({ "milliseconds": 3_600_000 });
    control(&emulator, "POST", "/clock/advance", hour).await;
    emulator.shutdown().await;
    let emulator = start().await.unwrap();
    assert_eq!(emulator.now(), at(NOW + 3_600_000));
    emulator.reset();
    emulator.shutdown().await;
    let emulator = start().await.unwrap();
    assert_eq!(emulator.now(), at(NOW));
    emulator.shutdown().await;
}

#[tokio::test]
async fn nonsense_is_refused_in_json() {
    let emulator = builder().start().await.unwrap();
    let text = |method: &str, target: &str, body: &str| {
        let call = Call::new(method, target)
            .header("Authorization", format!("Bearer {TOKEN}"))
            .header("Content-Type", "application/json")
            .body(body);
        send(&emulator, call)
    };
    let deep = "[".repeat(10_000);
    for (method, target) in GUARDED.into_iter().filter(|(method, _)| *method != "GET") {
        for body in ["", "{", "null", "[1]", "\u{0}", &deep] {
            let answer = text(method, target, body).await;
            assert!(answer.status < 500, "{method} {target}: {answer:?}");
        }
    }
    complains(&text("GET", "/nowhere", "").await, 404, "no such route");
    complains(&text("PATCH", "/clock", "").await, 405, "method");
    let no_type = Call::new("PUT", "/limits")
        .header("Authorization", format!("Bearer {TOKEN}"))
        .body("{}");
    complains(&send(&emulator, no_type).await, 415, "Content-Type");
}

#[tokio::test]
async fn both_ports_are_free_after_a_shutdown() {
    let emulator = builder().start().await.unwrap();
    let addresses = [emulator.address(), control_address(&emulator)];
    emulator.shutdown().await;
    for address in addresses {
        assert!(tokio::net::TcpStream::connect(address).await.is_err());
    }
}

#[tokio::test]
async fn settings_are_ready_for_clients_at_any_time() {
    let emulator = builder().strict_v2(true).start().await.unwrap();
    let url = "https://certificatemanager.apigw.ntruss.com/api/v1/certificates";
    for _ in 0..2 {
        let client = Client::connect(&emulator.config().unwrap()).unwrap();
        let call = client.request(Method::GET, url);
        let list = call.send_json::<Value>().await.unwrap();
        assert_eq!(list["returnCode"], "0");
        emulator.advance(Duration::from_secs(3600));
    }
    // Nothing was sent twice, as it would have been with another clock.
    assert_eq!(emulator.requests().len(), 2);
}
