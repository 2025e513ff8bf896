//! What holds over many calls: wrong clocks, outages, servers that die, limits, options of a call.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use hmac::{Hmac, KeyInit as _, Mac as _};
use ncloud_core::http::{HeaderName, HeaderValue};
use ncloud_core::{CallOptions, ConfigBuilder, ErrorKind, RetryPolicy};
use ncloud_emulator::Emulator;
use ncloud_private_ca::Client;
use ncloud_tests::clock::ShiftedClock;
use ncloud_tests::faults::{
    FaultServer, InstantClock, Received, SECRET_KEY, Script, Step, TAG, act, answer, answers,
    connect, json, read, settings, well,
};
use ncloud_tests::trace;
use tokio::task::JoinSet;

const SIX_HOURS: i64 = 6 * 60 * 60;
const REFUSED: &str = r#"{"error":{"errorCode":"200","message":"Authentication Failed"}}"#;

async fn fixture(always: Script) -> (FaultServer, Client) {
    let server = FaultServer::start(always).await.unwrap();
    let client = connect(settings(&server));
    (server, client)
}

fn gated() -> Script {
    vec![Step::Read, Step::Gate, Step::Send(well())]
}

fn of_emulator(emulator: &Emulator, off: i64) -> ConfigBuilder {
    trace::start();
    trace::secret(emulator.secret_key().expose());
    emulator.config_builder().clock(ShiftedClock(off))
}

#[tokio::test]
async fn a_clock_that_is_hours_off_costs_one_request_in_all() {
    for off in [SIX_HOURS, -SIX_HOURS] {
        let emulator = Emulator::builder()
            .remember_requests(2000)
            .start()
            .await
            .unwrap();
        let client = connect(of_emulator(&emulator, off));
        client.get_ca_list().send().await.unwrap();
        let statuses = |requests: Vec<ncloud_emulator::ReceivedRequest>| {
            let all = requests.into_iter().map(|request| request.status);
            all.collect::<Vec<_>>()
        };
        assert_eq!(statuses(emulator.requests()), [401, 200]);
        for _ in 0..1000 {
            client.get_ca_list().send().await.unwrap();
        }
        let all = statuses(emulator.requests());
        assert_eq!(all.len(), 1002);
        assert!(all[1..].iter().all(|status| *status == 200));
    }
}

/// Whoever sets the machine's clock right takes the ground from under the correction.
#[tokio::test]
async fn a_clock_that_is_set_right_again_costs_one_more_request() {
    let (server, _) = fixture(answers(well())).await;
    let clock = InstantClock::default();
    let client = connect(settings(&server).clock(clock.clone()));
    let refused = || refused_at("Thu, 21 Nov 2024 06:00:00 GMT");
    server.queue([refused()]);
    act(&client).await.unwrap();
    clock.set(InstantClock::start() + Duration::from_secs(SIX_HOURS.unsigned_abs()));
    server.queue([refused()]);
    act(&client).await.unwrap();
    act(&client).await.unwrap();
    let hours: Vec<_> = timestamps(&server)
        .iter()
        .map(|at| (at + 1000) / 3_600_000)
        .collect();
    assert_eq!(hours, [0, 6, 12, 6, 6]);
}

#[tokio::test]
async fn correcting_the_clock_can_be_turned_off() {
    let emulator = Emulator::start().await.unwrap();
    let client = connect(of_emulator(&emulator, SIX_HOURS).correct_clock(false));
    for requests in 1..=3 {
        let error = client.get_ca_list().send().await.unwrap_err();
        assert!(error.is_auth() && error.attempts() == 1, "{error}");
        assert!(
            error.to_string().contains("ahead of the gateway"),
            "{error}"
        );
        assert_eq!(emulator.requests().len(), requests);
    }
}

fn refused_at(date: &str) -> Script {
    answers(answer(401, &[("date", date)], REFUSED))
}

#[tokio::test]
async fn a_date_that_explains_nothing_is_not_followed() {
    for date in [
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Fri, 31 Dec 9999 23:59:59 GMT",
        "Thu, 21 Nov 2024 00:04:00 GMT",
        "yesterday",
        "",
    ] {
        let (server, client) = fixture(refused_at(date)).await;
        assert!(act(&client).await.unwrap_err().is_auth());
        assert_eq!(server.tally().received, 1, "{date}");
        // Nor is it followed later.
        server.always(answers(well()));
        act(&client).await.unwrap();
        assert_eq!(timestamps(&server), [0, 0], "{date}");
    }
}

/// The times of the requests, in milliseconds after the start of the clock.
fn timestamps(server: &FaultServer) -> Vec<i128> {
    let start = InstantClock::start().duration_since(std::time::UNIX_EPOCH);
    let start = i128::try_from(start.unwrap().as_millis()).unwrap();
    let of = |request: &Received| {
        let value = request.header("x-ncp-apigw-timestamp").unwrap();
        value.parse::<i128>().unwrap() - start
    };
    server.received().iter().map(of).collect()
}

#[tokio::test]
async fn a_date_that_is_wrong_itself_costs_one_request_and_no_more() {
    // Each answer moves the clock on by another hour: only one is followed in each call.
    let (server, client) = fixture(refused_at("Thu, 21 Nov 2024 01:00:00 GMT")).await;
    server.queue([refused_at("Thu, 21 Nov 2024 01:00:00 GMT")]);
    server.always(refused_at("Thu, 21 Nov 2024 09:00:00 GMT"));
    let error = act(&client).await.unwrap_err();
    assert_eq!((error.attempts(), server.tally().received), (2, 2));
}

/// Calls that start together are all refused. Each is repeated, and the clock is corrected once.
#[tokio::test]
async fn calls_that_start_together_with_a_wrong_clock_all_succeed() {
    const CALLS: usize = 8;
    let (server, client) = fixture(answers(well())).await;
    let refused = answer(401, &[("date", "Thu, 21 Nov 2024 06:00:00 GMT")], REFUSED);
    server.queue((0..CALLS).map(|_| vec![Step::Read, Step::Gate, Step::Send(refused.clone())]));
    let mut calls = JoinSet::new();
    for _ in 0..CALLS {
        let client = client.clone();
        calls.spawn(async move { act(&client).await });
    }
    server.until(|tally| tally.received == CALLS).await;
    server.release(CALLS);
    let outcomes = calls.join_all().await;
    let failed: Vec<_> = outcomes.into_iter().filter_map(Result::err).collect();
    assert!(failed.is_empty(), "{} failed: {}", failed.len(), failed[0]);
    assert_eq!(server.tally().received, 2 * CALLS);
    let six_hours = i128::from(SIX_HOURS) * 1000;
    let corrected = &timestamps(&server)[CALLS..];
    assert!(
        corrected.iter().all(|at| (at - six_hours).abs() <= 1000),
        "{corrected:?}"
    );
}

const OUT: &str = r#"{"error":{"errorCode":"500","message":"Endpoint Error"}}"#;

#[tokio::test]
async fn an_outage_does_not_multiply_the_traffic() {
    let (server, client) = fixture(answers(json(503, OUT))).await;
    let mut attempts = 0;
    for _ in 0..200 {
        let error = read(&client).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unavailable);
        attempts += error.attempts();
    }
    // A full budget pays for 100 repetitions; without it there would be 400.
    assert_eq!((server.tally().received, attempts), (300, 300));
    // Another client of other settings has a budget of its own.
    let other = connect(settings(&server));
    assert_eq!(read(&other).await.unwrap_err().attempts(), 3);

    server.always(answers(well()));
    let before = server.tally().received;
    for _ in 0..5 {
        read(&client).await.unwrap();
    }
    assert_eq!(server.tally().received - before, 5);
    // Five successes have paid for one repetition, and not for a second one.
    server.always(answers(json(503, OUT)));
    assert_eq!(read(&client).await.unwrap_err().attempts(), 2);
}

#[tokio::test]
async fn a_call_that_acts_is_sent_once_whatever_the_gateway_times_out() {
    let late = r#"{"error":{"errorCode":"510","message":"Endpoint Timeout"}}"#;
    let (server, client) = fixture(answers(json(504, late))).await;
    for _ in 0..1000 {
        let error = act(&client).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.attempts()),
            (ErrorKind::Unavailable, 1)
        );
        assert!(!error.is_retryable());
    }
    assert_eq!(server.tally().received, 1000);
}

/// How often each tag is in the requests that one server or the other received.
fn by_tag(requests: &[Received]) -> BTreeMap<usize, usize> {
    let mut counts = BTreeMap::new();
    for request in requests {
        let tag = request.target.split('/').nth(4).unwrap();
        *counts.entry(tag.parse().unwrap()).or_default() += 1;
    }
    counts
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_killed_leaves_only_truthful_outcomes() {
    const CALLS: usize = 1000;
    for acts in [false, true] {
        let server = FaultServer::start(gated()).await.unwrap();
        let address = server.address();
        // Some are answered, some are under way, some have not started when the server dies.
        let client = connect(settings(&server).max_concurrency(100));
        server.release(300);
        let mut calls = JoinSet::new();
        for number in 0..CALLS {
            let client = client.clone();
            calls.spawn(async move {
                let tag = number.to_string();
                let outcome = if acts {
                    client.rotate_crl().ca_tag(tag).send().await.map(drop)
                } else {
                    client.get_ca().ca_tag(tag).send().await.map(drop)
                };
                (number, outcome)
            });
        }
        server.until(|tally| tally.received == 400).await;
        let mut received = server.kill().await;
        let server = FaultServer::start_at(address, answers(well()))
            .await
            .unwrap();
        let outcomes = calls.join_all().await;
        assert_eq!(outcomes.len(), CALLS);
        received.extend(server.received());

        let counts = by_tag(&received);
        let (mut succeeded, mut unknown) = (0, 0);
        for (number, outcome) in &outcomes {
            let arrived = counts.get(number).copied().unwrap_or(0);
            match outcome {
                Ok(()) => succeeded += 1,
                Err(error) if error.kind() == ErrorKind::Transport => unknown += arrived,
                Err(error) => assert_eq!(error.kind(), ErrorKind::Connect, "{error}"),
            }
            match outcome {
                Ok(()) => assert!(arrived >= 1, "success comes from the server"),
                Err(error) if error.kind() == ErrorKind::Connect && acts => {
                    assert_eq!(arrived, 0, "nothing was sent: {error}");
                }
                Err(_) => {}
            }
            assert!(!acts || arrived <= 1, "{number} arrived {arrived} times");
        }
        assert!(succeeded >= 300, "{succeeded}");
        if acts {
            let acted: usize = counts.values().sum();
            assert_eq!(
                acted,
                succeeded + unknown,
                "what acted is known or said to be unknown"
            );
            assert!(unknown >= 100, "100 were under way: {unknown}");
        }
    }
}

#[tokio::test]
async fn no_more_calls_run_at_once_than_allowed() {
    const CALLS: usize = 30;
    let server = FaultServer::start(gated()).await.unwrap();
    let client = connect(settings(&server).max_concurrency(3));
    let mut calls = JoinSet::new();
    for _ in 0..CALLS {
        let client = client.clone();
        calls.spawn(async move { act(&client).await });
    }
    server.until(|tally| tally.open == 3).await;
    for answered in 1..=CALLS {
        server.release(1);
        let next = (answered + 3).min(CALLS);
        server.until(|tally| tally.received == next).await;
    }
    assert!(calls.join_all().await.iter().all(Result::is_ok));
    let tally = server.tally();
    assert_eq!((tally.received, tally.most_open), (CALLS, 3));
    assert!(tally.connections <= 3, "connections are reused: {tally:?}");
}

#[tokio::test]
async fn calls_start_no_faster_than_allowed() {
    let server = FaultServer::start(answers(well())).await.unwrap();
    let clock = InstantClock::default();
    let client = connect(
        settings(&server)
            .clock(clock.clone())
            .max_calls_per_second(10.0),
    );
    for _ in 0..5 {
        act(&client).await.unwrap();
    }
    assert_eq!(clock.waits(), [Duration::from_millis(100); 4]);
    assert_eq!(timestamps(&server), [0, 100, 200, 300, 400]);
}

#[tokio::test]
async fn a_clock_that_is_set_back_does_not_hold_calls_up() {
    let server = FaultServer::start(answers(well())).await.unwrap();
    let clock = InstantClock::default();
    let client = connect(
        settings(&server)
            .clock(clock.clone())
            .max_calls_per_second(10.0),
    );
    act(&client).await.unwrap();
    clock.set(InstantClock::start() - Duration::from_secs(SIX_HOURS.unsigned_abs()));
    act(&client).await.unwrap();
    act(&client).await.unwrap();
    let longest = clock.waits().into_iter().max().unwrap_or_default();
    assert!(longest <= Duration::from_millis(100), "{longest:?}");
}

/// Repetitions are calls to the gateway, too.
#[tokio::test]
async fn repetitions_keep_the_pace() {
    let server = FaultServer::start(answers(json(503, OUT))).await.unwrap();
    let policy = RetryPolicy::default().base_delay(Duration::ZERO);
    let client = connect(settings(&server).retry(policy).max_calls_per_second(10.0));
    read(&client).await.unwrap_err();
    assert_eq!(timestamps(&server), [0, 100, 200]);
}

#[tokio::test]
async fn a_call_has_options_of_its_own() {
    let (server, client) = fixture(vec![Step::Read, Step::Hang]).await;
    let options = CallOptions::new().timeout(Duration::from_millis(50));
    let call = client.rotate_crl().ca_tag(TAG).options(options);
    assert_eq!(call.send().await.unwrap_err().kind(), ErrorKind::Timeout);

    server.always(answers(json(503, OUT)));
    let options = CallOptions::new().retry(RetryPolicy::none());
    let call = client.get_ca().ca_tag(TAG).options(options);
    assert_eq!(call.send().await.unwrap_err().attempts(), 1);
    let options = CallOptions::new().retry(RetryPolicy::default().max_attempts(5));
    let call = client.get_ca().ca_tag(TAG).options(options);
    assert_eq!(call.send().await.unwrap_err().attempts(), 5);
}

#[tokio::test]
async fn a_header_of_a_call_is_on_the_wire_and_the_signature_is_ours() {
    let (server, client) = fixture(answers(well())).await;
    let mut options = CallOptions::new().header(
        HeaderName::from_static("x-ncp-dry-run"),
        HeaderValue::from_static("yes"),
    );
    let signed = [
        "x-ncp-apigw-timestamp",
        "x-ncp-iam-access-key",
        "x-ncp-apigw-signature-v2",
    ];
    for name in signed {
        options = options.header(
            HeaderName::from_static(name),
            HeaderValue::from_static("forged"),
        );
    }
    let call = client.get_ca().ca_tag(TAG).options(options);
    call.send().await.unwrap();
    let request = server.received().remove(0);
    assert_eq!(request.header("x-ncp-dry-run"), Some("yes"));
    for name in signed {
        let values = request.headers.iter().filter(|(known, _)| known == name);
        assert_eq!(values.count(), 1, "{name}");
    }
    assert_eq!(request.header("x-ncp-iam-access-key"), Some("access"));
    assert!(is_signed(&request));
}

fn string_to_sign(request: &Received) -> String {
    let header = |name| request.header(name).unwrap();
    format!(
        "{} {}\n{}\n{}",
        request.method,
        request.target,
        header("x-ncp-apigw-timestamp"),
        header("x-ncp-iam-access-key"),
    )
}

fn is_signed(request: &Received) -> bool {
    let signature = base64::engine::general_purpose::STANDARD
        .decode(request.header("x-ncp-apigw-signature-v2").unwrap())
        .unwrap();
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(SECRET_KEY.as_bytes()).unwrap();
    mac.update(string_to_sign(request).as_bytes());
    mac.verify_slice(&signature).is_ok()
}

#[tokio::test]
async fn a_refused_signature_says_what_was_signed() {
    let (server, client) = fixture(answers(json(401, REFUSED))).await;
    let call = client.get_ca_list().page_no(2);
    let error = call.send().await.unwrap_err();
    let request = server.received().remove(0);
    assert_eq!(
        error.string_to_sign(),
        Some(string_to_sign(&request).as_str())
    );
    assert!(is_signed(&request));
    assert!(!error.string_to_sign().unwrap().contains(SECRET_KEY));
    assert!(!format!("{error} {error:?}").contains(SECRET_KEY));

    // After a correction it is the latest request that counts.
    let date = "Thu, 21 Nov 2024 06:00:00 GMT";
    let (server, client) = fixture(refused_at(date)).await;
    let error = read(&client).await.unwrap_err();
    let requests = server.received();
    assert_eq!(requests.len(), 2);
    assert_eq!(
        error.string_to_sign(),
        Some(string_to_sign(&requests[1]).as_str())
    );
    assert!(requests.iter().all(is_signed));
}

#[tokio::test]
async fn the_hook_sees_each_attempt() {
    let server = FaultServer::start(answers(well())).await.unwrap();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let shared = Arc::clone(&seen);
    let client = connect(settings(&server).on_attempt(move |event| {
        let event = (event.operation, event.attempt, event.status, event.error);
        shared.lock().unwrap().push(event);
    }));
    let take = || std::mem::take(&mut *seen.lock().unwrap());
    server.queue([vec![Step::Read, Step::Reset], answers(json(503, OUT))]);
    read(&client).await.unwrap();
    assert_eq!(
        take(),
        [
            ("getCa", 1, None, Some(ErrorKind::Transport)),
            ("getCa", 2, Some(503), Some(ErrorKind::Unavailable)),
            ("getCa", 3, Some(200), None),
        ]
    );
    // The attempt that was spent on a wrong clock is one, too.
    server.queue([refused_at("Thu, 21 Nov 2024 06:00:00 GMT")]);
    act(&client).await.unwrap();
    assert_eq!(
        take(),
        [
            ("rotateCrl", 1, Some(401), Some(ErrorKind::Authentication)),
            ("rotateCrl", 2, Some(200), None),
        ]
    );
}

#[tokio::test]
async fn a_call_that_is_dropped_gives_back_its_place_and_its_connection() {
    let server = FaultServer::start(answers(well())).await.unwrap();
    let client = connect(settings(&server).max_concurrency(1));
    for dropped in 1..=3 {
        server.queue([vec![Step::Read, Step::Hang]]);
        let calling = {
            let client = client.clone();
            tokio::spawn(async move { act(&client).await })
        };
        let before = server.tally();
        server.until(|tally| tally.received > before.received).await;
        calling.abort();
        assert!(calling.await.unwrap_err().is_cancelled());
        server.until(|tally| tally.ended >= dropped).await;
        act(&client).await.unwrap();
    }
}

#[tokio::test]
async fn a_concurrency_without_bound_is_no_limit() {
    let server = FaultServer::start(answers(well())).await.unwrap();
    let client = connect(settings(&server).max_concurrency(usize::MAX));
    act(&client).await.unwrap();
}

#[tokio::test]
async fn a_rate_of_almost_nothing_is_refused() {
    let server = FaultServer::start(answers(well())).await.unwrap();
    let builder = settings(&server).max_calls_per_second(f64::MIN_POSITIVE);
    let error = builder.build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
}

/// A time that cannot be reached is too long, however patient the policy is.
#[tokio::test]
async fn a_retry_after_of_all_time_does_not_panic() {
    let longest = u64::MAX.to_string();
    let (server, _) = fixture(answers(answer(503, &[("retry-after", &longest)], OUT))).await;
    let policy = RetryPolicy::default().max_retry_after(Duration::MAX);
    // A repetition after some time has passed: the sum is what overflows.
    let soon = answers(answer(503, &[("retry-after", "1")], OUT));
    server.queue([soon]);
    let client = connect(settings(&server).retry(policy));
    assert_eq!(read(&client).await.unwrap_err().attempts(), 2);
}

/// Nothing of a request goes out before the TLS handshake has ended, so every call may be repeated.
#[tokio::test]
async fn a_handshake_that_fails_is_no_connection() {
    let hangs = vec![Step::Await, Step::Hang];
    let garbage = vec![
        Step::Await,
        Step::Send(b"220 mail ready\r\n".to_vec()),
        Step::Hang,
    ];
    for script in [
        vec![Step::Await, Step::Close],
        vec![Step::Await, Step::Reset],
        garbage,
        hangs,
    ] {
        let server = FaultServer::start(script.clone()).await.unwrap();
        let client = connect(
            settings(&server)
                .endpoint(format!("https://{}", server.address()))
                .connect_timeout(Duration::from_millis(100)),
        );
        for error in [
            read(&client).await.unwrap_err(),
            act(&client).await.unwrap_err(),
        ] {
            assert_eq!(error.kind(), ErrorKind::Connect, "{script:?}: {error}");
            assert_eq!(error.attempts(), 3);
        }
    }
}

/// Headers that say where a request ends and whom it is for are the transport's: a length that is not
/// true would take the next request on the connection for a body, and the host is not signed.
#[tokio::test]
async fn a_header_of_a_call_cannot_change_where_the_request_ends_or_goes() {
    for (name, value) in [
        ("content-length", "7"),
        ("transfer-encoding", "chunked"),
        ("host", "elsewhere.example"),
    ] {
        let (server, client) = fixture(answers(well())).await;
        let options = CallOptions::new()
            .timeout(Duration::from_millis(200))
            .header(
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            );
        let call = client.rotate_crl().ca_tag(TAG).options(options);
        assert!(call.send().await.is_ok(), "{name}");
        let request = server.received().remove(0);
        assert_ne!(request.header(name), Some(value));
    }
}

/// The answer of a call without a typed client is decoded after the attempts; the error still tells.
#[tokio::test]
async fn a_raw_answer_that_does_not_fit_tells_of_its_attempts() {
    let server = FaultServer::start(answers(well())).await.unwrap();
    let config = settings(&server).build().unwrap();
    let client = ncloud_core::Client::connect(&config).unwrap();
    let url = "https://pca.apigw.ntruss.com/api/v1/ca";
    let call = client.request(ncloud_core::http::Method::GET, url);
    let error = call.send_json::<u32>().await.unwrap_err();
    assert_eq!(error.attempts(), 1);
}

#[tokio::test]
async fn a_raw_answer_that_does_not_fit_is_not_quoted() {
    let key = "-----BEGIN PRIVATE KEY----- MIIEvQIBADANBg";
    let body = format!("\"{key}\"");
    let server = FaultServer::start(answers(json(200, &body))).await.unwrap();
    let config = settings(&server).build().unwrap();
    let client = ncloud_core::Client::connect(&config).unwrap();
    let url = "https://pca.apigw.ntruss.com/api/v1/ca";
    let call = client.request(ncloud_core::http::Method::GET, url);
    let error = call.send_json::<u32>().await.unwrap_err();
    let text = format!("{error} {error:?}");
    assert!(!text.contains("MIIEvQ"), "{text}");
}
