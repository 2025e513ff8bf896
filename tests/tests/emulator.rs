//! Every operation against the emulator: signed, accepted, answered and decoded.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ncloud_core::http::Method;
use ncloud_core::{Client, Clock, ConfigBuilder, Credentials};
use ncloud_emulator::{Emulator, ReceivedRequest};
use ncloud_spec::document::{Document, Operation};
use ncloud_spec::json_schema::json_schema;
use ncloud_tests::clock::ShiftedClock;
use ncloud_tests::scenario::{self, Kept, Scenario};
use ncloud_tests::services::{Clients, documents};
use ncloud_tests::trace;
use ncloud_tests::values::without_nulls;
use serde_json::Value;

fn builder(emulator: &Emulator) -> ConfigBuilder {
    trace::start();
    trace::secret(emulator.secret_key().expose());
    emulator.config_builder()
}

/// A clock that goes when it is told to. It begins an hour before the times for which the examples
/// ask for measured values.
#[derive(Clone, Debug)]
struct HandClock(Arc<AtomicU64>);

impl HandClock {
    fn new() -> Self {
        Self(Arc::new(AtomicU64::new(1_742_744_274)))
    }

    fn pass(&self, seconds: u64) {
        self.0.fetch_add(seconds, Ordering::Relaxed);
    }
}

impl Clock for HandClock {
    fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(self.0.load(Ordering::Relaxed))
    }
}

#[tokio::test]
async fn every_operation_is_accepted() {
    let clock = HandClock::new();
    let shared = clock.clone();
    let emulator = Emulator::builder().clock(move || shared.now());
    let emulator = emulator.start().await.unwrap();
    let config = builder(&emulator).clock(clock.clone()).build().unwrap();
    let clients = Clients::connect(&config).unwrap();
    let raw = Client::connect(&config).unwrap();
    let mut kept = Kept::default();
    let mut succeeded = BTreeSet::new();
    for Scenario { service, steps, .. } in scenario::all() {
        let document = Document::published(ncloud_spec::service(&service).unwrap()).unwrap();
        for step in steps {
            let place = format!("{service} {}", step.call);
            let operation = document.operation(&step.call).expect(&place);
            let input = kept.input(&step, &operation);
            let sent = emulator.requests().len();
            let outcome = clients.call(&service, &step.call, &input).await;
            let requests = emulator.requests();
            let [request] = &requests[sent..] else {
                panic!("{place}: {} requests", requests.len() - sent);
            };
            let answer = outcome
                .unwrap_or_else(|failure| panic!("{place}: {failure} ({})", request.verdict));
            must_be_documented(&operation, request);
            fits(&document, &operation, &answer);
            // A file is no JSON, and neither is an answer that stands for an empty list.
            let is_json = !answer.is_null() && request.status < 400;
            if operation.value["x-ncloud-retry"] == "safe" && is_json && !step.varies {
                let again = repeat(&raw, &document, request).await;
                assert_eq!(comparable(&answer), comparable(&again), "{place}");
            }
            kept.take(&step, &answer);
            clock.pass(step.wait);
            succeeded.insert(place);
        }
    }
    for request in emulator.requests() {
        let signature = request.header("x-ncp-apigw-signature-v2");
        let token = request.header("x-ncp-ocapi-token");
        assert!(
            signature.is_some() != token.is_some(),
            "{} is signed, or has a token",
            request.target
        );
    }
    let documents = documents();
    let all = documents.iter().flat_map(|document| {
        let ids = document.operations().map(|operation| operation.id());
        ids.map(|id| format!("{} {id}", document.name()))
    });
    let all: BTreeSet<String> = all.collect();
    let missing: Vec<_> = all.difference(&succeeded).collect();
    assert!(missing.is_empty(), "no step calls {missing:?}");
    assert_eq!(succeeded, all);
}

/// The status of an answer is the one that the document gives for success or, where that is a fact of the
/// operation, for an empty list.
fn must_be_documented(operation: &Operation<'_>, request: &ReceivedRequest) {
    let (success, _) = operation.success_response().unwrap();
    let empty_list = &operation.value["x-ncloud-empty-list"]["status"];
    let status = request.status.to_string();
    assert!(
        status == success || empty_list.as_u64() == Some(u64::from(request.status)),
        "{status} instead of {success}: {}",
        request.verdict
    );
}

/// Sends a request again, without types.
async fn repeat(client: &Client, document: &Document, request: &ReceivedRequest) -> Value {
    let server = document.servers().next().unwrap().url;
    let host = server.split('/').nth(2).unwrap();
    let url = format!("https://{host}{}", request.target);
    let method = Method::from_bytes(request.method.as_bytes()).unwrap();
    let mut call = client.request(method, &url);
    for (name, value) in &request.headers {
        if name == "x-ncp-lang" {
            call = call.header(name.parse().unwrap(), value.parse().unwrap());
        }
    }
    if !request.body.is_empty() {
        call = call.json(&serde_json::from_slice::<Value>(&request.body).unwrap());
    }
    call.send_json::<Value>().await.unwrap().into_inner()
}

/// An answer without nulls, and without the number of the request.
fn comparable(answer: &Value) -> Value {
    let mut answer = without_nulls(answer);
    if let Some(members) = answer.as_object_mut() {
        members.remove("requestId");
    }
    answer
}

/// An answer that was decoded and encoded again is as documented: nothing that it needs was lost.
fn fits(document: &Document, operation: &Operation<'_>, answer: &Value) {
    let Some(("application/json", media)) = operation.success() else {
        return;
    };
    let schema = json_schema(document, &media["schema"]);
    let validator = jsonschema::validator_for(&schema).unwrap();
    let problems: Vec<String> = validator
        .iter_errors(answer)
        .map(|error| format!("{} {}", error.instance_path(), error.schema_path()))
        .collect();
    assert!(problems.is_empty(), "{}: {problems:?}", operation.id());
}

#[tokio::test]
async fn a_wrong_secret_is_an_authentication_error_with_a_hint() {
    let emulator = Emulator::start().await.unwrap();
    let mut secret = emulator.secret_key().expose().to_owned();
    let last = secret.pop().unwrap();
    secret.push(if last == 'a' { 'b' } else { 'a' });
    trace::secret(&secret);
    let credentials = Credentials::new(emulator.access_key(), secret.as_str()).unwrap();
    let config = builder(&emulator).credentials(credentials).build().unwrap();
    let client = ncloud_private_ca::Client::connect(&config).unwrap();
    let error = client.get_ca_list().send().await.unwrap_err();
    assert!(error.is_auth());
    assert_eq!((error.status(), error.code()), (Some(401), Some("200")));
    let text = format!("{error} {error:?}");
    assert!(
        text.contains("check that the access key") && text.contains(emulator.access_key()),
        "{text}"
    );
    assert!(
        !text.contains(&secret) && !text.contains(emulator.secret_key().expose()),
        "{text}"
    );
}

#[tokio::test]
async fn a_clock_that_is_six_minutes_off_is_named() {
    let emulator = Emulator::start().await.unwrap();
    for (shift, words) in [(360, "ahead of"), (-360, "behind")] {
        let config = builder(&emulator)
            .clock(ShiftedClock(shift))
            .correct_clock(false)
            .build()
            .unwrap();
        let client = ncloud_private_ca::Client::connect(&config).unwrap();
        let error = client.get_ca_list().send().await.unwrap_err();
        assert!(error.is_auth());
        let text = error.to_string();
        assert!(
            text.contains(words)
                && (text.contains("360 s") || text.contains("359 s") || text.contains("361 s")),
            "{text}"
        );
    }
    let config = builder(&emulator).clock(ShiftedClock(280)).build().unwrap();
    let client = ncloud_private_ca::Client::connect(&config).unwrap();
    assert!(client.get_ca_list().send().await.is_ok());
}

#[tokio::test]
async fn an_unknown_key_is_refused() {
    let emulator = Emulator::start().await.unwrap();
    let config = builder(&emulator)
        .credentials(Credentials::new("nobody", "secret").unwrap())
        .build()
        .unwrap();
    let error = ncloud_private_ca::Client::connect(&config)
        .unwrap()
        .get_ca_list()
        .send()
        .await
        .unwrap_err();
    assert!(
        error.is_auth() && error.to_string().contains("`nobody`"),
        "{error}"
    );
}

#[tokio::test]
async fn calls_without_a_typed_client_are_signed_too() {
    let emulator = Emulator::start().await.unwrap();
    let client = Client::connect(&builder(&emulator).build().unwrap()).unwrap();
    let url = "https://pca.apigw.ntruss.com/api/v1/ca?pageNo=1";
    let answer = client
        .request(Method::GET, url)
        .send_json::<serde_json::Value>()
        .await
        .unwrap();
    assert_eq!(answer["code"], "SUCCESS");
    assert!(answer.request_id().is_some());
    assert_eq!(emulator.requests()[0].target, "/api/v1/ca?pageNo=1");

    let error = client
        .request(Method::GET, "https://pca.apigw.ntruss.com/api/v9/nothing")
        .send()
        .await
        .unwrap_err();
    assert!(error.is_not_found(), "{error}");
    for elsewhere in [
        "https://example.com/api/v1/ca",
        "https://ntruss.com.example.com/",
        "https://evilntruss.com/",
        "http://pca.apigw.ntruss.com/api/v1/ca",
        "https://pca.apigw.ntruss.com:8443/api/v1/ca",
        "https://privateca.apigw.gov-ntruss.com/api/v1/ca",
        "/api/v1/ca",
    ] {
        let error = client
            .request(Method::GET, elsewhere)
            .send()
            .await
            .unwrap_err();
        assert_eq!(
            error.kind(),
            ncloud_core::ErrorKind::Configuration,
            "{elsewhere}"
        );
    }
    assert_eq!(emulator.requests().len(), 2, "keys went nowhere else");
}

#[tokio::test]
async fn the_gateway_tells_how_far_the_clock_is_off() {
    let emulator = Emulator::builder()
        .key("access", "hunter2-secret")
        .start()
        .await
        .unwrap();
    let client_is_behind = emulator
        .config_builder()
        .clock(ShiftedClock(-120))
        .build()
        .unwrap();
    let offset = client_is_behind.clock_offset().await.unwrap().unwrap();
    assert!((119_000..=121_000).contains(&offset), "{offset}");
    let request = emulator.requests().pop().unwrap();
    assert_eq!(request.target, "/");
    assert!(request.header("x-ncp-apigw-signature-v2").is_some());
    assert_eq!(request.status, 404, "{}", request.verdict);
}
