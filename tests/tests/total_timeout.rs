//! The hard bound of a call: it ends whatever the call waits for, tells the truth about what was sent,
//! and leaves nothing behind.

use std::error::Error as _;
use std::future::pending;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use ncloud_core::{
    CallOptions, Clock, Error, ErrorKind, ProvideCredentials, ProvidedCredentials, RetryPolicy,
    SystemClock,
};
use ncloud_tests::faults::{
    FaultServer, InstantClock, Step, TAG, act, answer, answers, connect, json, read, settings, well,
};

const TOO_FAST: &str = r#"{"error":{"errorCode":"410","message":"Throttle Limited"}}"#;
const OUT: &str = r#"{"error":{"errorCode":"500","message":"Endpoint Error"}}"#;
/// For what really waits.
const SHORT: Duration = Duration::from_millis(100);
/// For what waits on a clock that is moved on.
const LONG: Duration = Duration::from_secs(60);

#[track_caller]
fn assert_ended(error: &Error, sent: u32, says: &[&str]) {
    assert_eq!(
        (error.kind(), error.attempts()),
        (ErrorKind::Timeout, sent),
        "{error}"
    );
    let text = error.to_string();
    for part in says {
        assert!(text.contains(part), "`{part}` is not in: {text}");
    }
}

#[tokio::test]
async fn it_ends_an_attempt() {
    let server = FaultServer::start(vec![Step::Read, Step::Hang])
        .await
        .unwrap();
    let client = connect(settings(&server).total_timeout(SHORT));
    let says = [
        "total timeout of 100ms",
        "during attempt 1",
        "sent: 1",
        "may have processed",
    ];
    // A read would be repeated after a time-out of the attempt; there is no time for that.
    for (acts, received) in [(true, 1), (false, 2)] {
        let error = match acts {
            true => act(&client).await.unwrap_err(),
            false => read(&client).await.unwrap_err(),
        };
        assert_ended(&error, 1, &says);
        assert_eq!(error.is_retryable(), !acts);
        let tally = server.until(|tally| tally.received >= received).await;
        assert_eq!(tally.received, received);
        server.until(|tally| tally.ended == received).await;
    }
}

#[tokio::test]
async fn it_counts_from_the_start_of_the_call_and_tells_of_the_attempt_before() {
    let server = FaultServer::start(vec![Step::Read, Step::Hang])
        .await
        .unwrap();
    let clock = InstantClock::default();
    let client = connect(settings(&server).clock(clock.clone()).total_timeout(LONG));
    // All but 100 ms go by while the call waits, in an instant.
    let asked = answer(429, &[("retry-after", "60")], TOO_FAST);
    server.queue([answers(asked.clone())]);
    let policy = RetryPolicy::default().max_retry_after(LONG).deadline(LONG);
    let options = CallOptions::new().retry(policy).total_timeout(LONG + SHORT);
    let call = client.rotate_crl().ca_tag(TAG).options(options);
    let error = call.send().await.unwrap_err();
    assert_ended(
        &error,
        2,
        &["total timeout of 60.1s", "during attempt 2", "sent: 2"],
    );
    assert!(
        error
            .source()
            .unwrap()
            .to_string()
            .contains("Throttle Limited")
    );
    assert_eq!(server.tally().received, 2);
    assert_eq!(clock.waits(), [LONG]);
}

/// What went wrong says more than that the time ran out, so it is the error; and nobody waits for
/// nothing.
#[tokio::test]
async fn it_ends_a_wait_between_attempts_before_it_begins() {
    let asked = answer(429, &[("retry-after", "7")], TOO_FAST);
    let server = FaultServer::start(answers(asked)).await.unwrap();
    for (total, attempts, waits) in [(6, 1, 0), (7, 1, 0), (8, 2, 1), (15, 3, 2)] {
        let clock = InstantClock::default();
        let client = connect(
            settings(&server)
                .clock(clock.clone())
                .total_timeout(Duration::from_secs(total)),
        );
        let before = server.tally().received;
        let error = act(&client).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.attempts()),
            (ErrorKind::Throttled, attempts)
        );
        assert_eq!(clock.waits(), vec![Duration::from_secs(7); waits]);
        assert_eq!(server.tally().received - before, attempts as usize);
        let hint = format!("not repeated, because the total timeout of {total}s");
        assert_eq!(error.to_string().contains(&hint), attempts < 3, "{error}");
        assert!(error.is_retryable());
    }
}

/// A clock on which waits never end.
#[derive(Debug)]
struct Stuck;

impl Clock for Stuck {
    fn now(&self) -> SystemTime {
        SystemClock.now()
    }

    fn sleep(&self, _: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(pending())
    }
}

/// The bound is real even when the clock of the program is not.
#[tokio::test]
async fn it_ends_a_wait_between_attempts_that_lasts_longer_than_it_should() {
    let server = FaultServer::start(answers(json(503, OUT))).await.unwrap();
    let policy = RetryPolicy::default().base_delay(Duration::from_millis(1));
    let client = connect(
        settings(&server)
            .clock(Stuck)
            .retry(policy)
            .total_timeout(SHORT),
    );
    let error = read(&client).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.attempts()),
        (ErrorKind::Unavailable, 1)
    );
    assert!(
        error.to_string().contains("total timeout of 100ms"),
        "{error}"
    );
}

#[tokio::test]
async fn it_ends_waiting_for_a_place_and_takes_none_away() {
    let server = FaultServer::start(answers(well())).await.unwrap();
    let clock = InstantClock::default();
    let client = connect(
        settings(&server)
            .clock(clock.clone())
            .max_calls_per_second(0.1)
            .total_timeout(Duration::from_secs(5)),
    );
    act(&client).await.unwrap();
    for _ in 0..20 {
        let error = act(&client).await.unwrap_err();
        assert_ended(
            &error,
            0,
            &[
                "total timeout of 5s",
                "its place before attempt 1",
                "nothing reached",
            ],
        );
        assert!(error.is_retryable(), "nothing was sent");
    }
    assert_eq!((clock.waits(), server.tally().received), (vec![], 1));
    // Those who gave up have not moved the next start away.
    let patient = CallOptions::new().total_timeout(Duration::MAX);
    let call = client.rotate_crl().ca_tag(TAG).options(patient);
    call.send().await.unwrap();
    assert_eq!(clock.waits(), [Duration::from_secs(10)]);
}

/// Attempts after the first one wait for their place, too.
#[tokio::test]
async fn it_ends_waiting_for_the_place_of_a_repetition() {
    let server = FaultServer::start(answers(json(429, TOO_FAST)))
        .await
        .unwrap();
    let policy = RetryPolicy::default().base_delay(Duration::ZERO);
    let client = connect(
        settings(&server)
            .retry(policy)
            .max_calls_per_second(0.1)
            .total_timeout(Duration::from_secs(5)),
    );
    let error = act(&client).await.unwrap_err();
    assert_ended(
        &error,
        1,
        &[
            "its place before attempt 2",
            "sent: 1, all of which have ended",
        ],
    );
    assert!(error.is_retryable(), "what was sent was refused");
    assert_eq!(server.tally().received, 1);
}

#[tokio::test]
async fn it_ends_waiting_for_another_call_to_end() {
    let server = FaultServer::start(vec![Step::Read, Step::Gate, Step::Send(well())])
        .await
        .unwrap();
    let client = connect(settings(&server).max_concurrency(1));
    let first = {
        let client = client.clone();
        tokio::spawn(async move { act(&client).await })
    };
    server.until(|tally| tally.received == 1).await;
    for _ in 0..3 {
        let options = CallOptions::new().total_timeout(Duration::from_millis(20));
        let call = client.rotate_crl().ca_tag(TAG).options(options);
        let error = call.send().await.unwrap_err();
        assert_ended(&error, 0, &["its place before attempt 1"]);
    }
    server.release(2);
    first.await.unwrap().unwrap();
    act(&client).await.unwrap();
    assert_eq!(server.tally().received, 2);
}

/// A source of key pairs that never answers, and notices when nobody waits any longer.
#[derive(Debug, Default)]
struct Silent(Arc<AtomicBool>);

struct Dropped(Arc<AtomicBool>);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl ProvideCredentials for Silent {
    fn provide(&self) -> ProvidedCredentials<'_> {
        let guard = Dropped(Arc::clone(&self.0));
        Box::pin(async move {
            let _guard = guard;
            pending().await
        })
    }
}

#[tokio::test]
async fn it_ends_waiting_for_a_key_pair() {
    let server = FaultServer::start(answers(well())).await.unwrap();
    let dropped = Arc::new(AtomicBool::new(false));
    let client = connect(
        settings(&server)
            .credentials_provider(Silent(Arc::clone(&dropped)))
            .total_timeout(SHORT),
    );
    let error = act(&client).await.unwrap_err();
    assert_ended(
        &error,
        0,
        &[
            "key pair was fetched for attempt 1",
            "nothing reached the service",
        ],
    );
    assert!(error.is_retryable());
    assert!(
        dropped.load(Ordering::Relaxed),
        "the source is not asked any longer"
    );
    assert_eq!(server.tally().connections, 0);
}

/// Ten calls in a row get the only place, each after the one before was ended while it held it.
#[tokio::test]
async fn a_call_that_was_ended_gives_back_its_place_and_its_connection() {
    let server = FaultServer::start(vec![Step::Read, Step::Hang])
        .await
        .unwrap();
    let client = connect(
        settings(&server)
            .max_concurrency(1)
            .total_timeout(Duration::from_millis(50)),
    );
    for number in 1..=10 {
        assert_ended(&act(&client).await.unwrap_err(), 1, &["during attempt 1"]);
        server.until(|tally| tally.ended == number).await;
    }
    let tally = server.tally();
    assert_eq!((tally.received, tally.most_open), (10, 1));
}

#[tokio::test]
async fn no_time_at_all_sends_nothing_and_all_time_is_no_limit() {
    let server = FaultServer::start(answers(well())).await.unwrap();
    let client = connect(settings(&server).total_timeout(Duration::ZERO));
    assert_ended(
        &act(&client).await.unwrap_err(),
        0,
        &["total timeout of 0ns"],
    );
    assert_eq!(server.tally().connections, 0);
    let options = CallOptions::new().total_timeout(Duration::MAX);
    let call = client.rotate_crl().ca_tag(TAG).options(options);
    call.send().await.unwrap();
}

/// The deadline of a policy is measured on a clock that nobody sets.
#[tokio::test]
async fn setting_the_clock_does_not_change_how_long_a_call_is_repeated() {
    let server = FaultServer::start(answers(json(503, OUT))).await.unwrap();
    let clock = InstantClock::default();
    let day = Duration::from_secs(24 * 60 * 60);
    let set = clock.clone();
    let client = connect(
        settings(&server)
            .clock(clock.clone())
            .on_attempt(move |_| set.set(InstantClock::start() + day)),
    );
    assert_eq!(read(&client).await.unwrap_err().attempts(), 3);
}
