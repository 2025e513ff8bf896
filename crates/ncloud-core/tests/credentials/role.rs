//! The role of the server.

use std::sync::Arc;
use std::time::Duration;

use ncloud_core::{
    Config, Credentials, Error, ErrorKind, ProvideCredentials as _, RoleCredentials,
};
use tokio::task::JoinSet;

use crate::clock::HandClock;
use crate::events::Events;
use crate::metadata::{Behaviour, ROLE_PATH, Service, key};
use crate::variables;

/// One hour after the start of the clock.
const HOUR: &str = "2020-12-31T01:00:00Z";
const LATER: &str = "2020-12-31T12:00:00Z";

async fn start() -> (Service, HandClock, RoleCredentials) {
    let service = Service::start(Behaviour::version_2("first", HOUR)).await;
    let clock = HandClock::new();
    let role = RoleCredentials::at(&service.url, Arc::new(clock.clone())).unwrap();
    (service, clock, role)
}

/// What becomes of a service with this change.
async fn provide_after(change: impl FnOnce(&mut Behaviour)) -> Result<Credentials, Error> {
    let (service, _clock, role) = start().await;
    service.behave(change);
    role.provide().await
}

/// Waits until the background has brought another key.
async fn eventually(role: &RoleCredentials, access_key: &str) {
    for _ in 0..500 {
        if role.provide().await.unwrap().access_key() == access_key {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the key `{access_key}` never came");
}

async fn access_key(role: &RoleCredentials) -> String {
    role.provide().await.unwrap().access_key().to_owned()
}

#[tokio::test]
async fn version_2_is_used_where_it_is_required() {
    let (service, _clock, role) = start().await;
    let credentials = role.provide().await.unwrap();
    assert_eq!(credentials.access_key(), "first");
    assert_eq!(credentials.source(), "server role");
    assert_eq!(
        service.requests(),
        [
            "put /latest/api/token http/1.1".to_owned(),
            format!("get {ROLE_PATH} http/1.1"),
            format!("get {ROLE_PATH}role-17 http/1.1"),
        ]
    );
    let shown = format!("{role:?}");
    assert!(
        shown.contains("server role") && !shown.contains("hunter2"),
        "{shown}"
    );
}

#[tokio::test]
async fn version_1_is_used_where_there_is_no_version_2() {
    for status in [404, 405] {
        let credentials = provide_after(|service| {
            service.token = (status, "Path Not found.".to_owned());
        })
        .await;
        assert_eq!(credentials.unwrap().access_key(), "first");
    }
}

#[tokio::test]
async fn wrong_answers_are_errors() {
    let html = || "<html><body>Sign in</body></html>".to_owned();
    let not_found = || "Path Not found.".to_owned();
    type Change = Box<dyn FnOnce(&mut Behaviour)>;
    let changes: Vec<(&str, Change)> = vec![
        (
            "404: no role",
            Box::new(move |it| it.role = (404, not_found())),
        ),
        (
            "answers 500",
            Box::new(move |it| it.token = (500, not_found())),
        ),
        (
            "answers 403",
            Box::new(move |it| it.token = (403, not_found())),
        ),
        (
            "answers 302",
            Box::new(move |it| it.role = (302, String::new())),
        ),
        ("answers 204", Box::new(move |it| it.key.0 = 204)),
        ("answers 503", Box::new(move |it| it.key.0 = 503)),
        (
            "not with a token",
            Box::new(move |it| it.token = (200, html())),
        ),
        (
            "not with a token",
            Box::new(move |it| it.token = (200, "<p>".to_owned())),
        ),
        (
            "not with a role id",
            Box::new(move |it| it.role = (200, html())),
        ),
        (
            "not with a role id",
            Box::new(move |it| it.role = (200, not_found())),
        ),
        (
            "not with a role id",
            Box::new(move |it| it.role = (200, "a\nb".to_owned())),
        ),
        (
            "not with a role id",
            Box::new(move |it| it.role = (200, "../x".to_owned())),
        ),
        (
            "not with a role id",
            Box::new(move |it| it.role = (200, "\n".to_owned())),
        ),
        ("expected JSON", Box::new(move |it| it.key = (200, html()))),
        (
            "expected JSON",
            Box::new(move |it| it.key = (200, not_found())),
        ),
        (
            "expected JSON",
            Box::new(move |it| it.key = (200, "\"hunter2\"".to_owned())),
        ),
        (
            "without AccessKeyId",
            Box::new(move |it| it.key = (200, "{}".to_owned())),
        ),
        (
            "without SecretAccessKey",
            Box::new(move |it| it.key = (200, r#"{"AccessKeyId":"a"}"#.to_owned())),
        ),
        (
            "without Expiration",
            Box::new(move |it| {
                it.key = (
                    200,
                    r#"{"AccessKeyId":"a","SecretAccessKey":"hunter2"}"#.to_owned(),
                );
            }),
        ),
        (
            "not a time",
            Box::new(move |it| it.key = (200, key("a", "soon"))),
        ),
        (
            "has expired",
            Box::new(move |it| it.key = (200, key("a", "2020-12-31T00:00:00Z"))),
        ),
        (
            "the access key must be",
            Box::new(move |it| it.key = (200, key(r"a\u0007", HOUR))),
        ),
        (
            "more than 65536 bytes",
            Box::new(move |it| it.key = (200, "x".repeat(70_000))),
        ),
    ];
    for (expected, change) in changes {
        let error = provide_after(change).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        let shown = format!("{error} {error:?}");
        assert!(shown.contains(expected), "{expected}: {shown}");
        assert!(shown.contains("server role: "), "{shown}");
        assert!(
            !shown.contains("hunter2") && !shown.contains("Sign in"),
            "{shown}"
        );
    }
}

#[tokio::test]
async fn nobody_and_silence_count_as_no_role() {
    let silent = Service::start(Behaviour {
        delay: Duration::from_secs(60),
        ..Behaviour::version_2("a", HOUR)
    })
    .await;
    for url in [silent.url.clone(), crate::nobody().await] {
        let role = RoleCredentials::at(&url, Arc::new(HandClock::new())).unwrap();
        let error = role.provide().await.unwrap_err();
        // Nothing that could act was sent, so a call may be repeated.
        assert_eq!(error.kind(), ErrorKind::Connect);
        let chain = Config::builder()
            .metadata_endpoint(&url)
            .load_from(&variables(&[]))
            .await
            .unwrap_err()
            .to_string();
        let expected = format!("server role: no metadata service answers at {url}");
        assert!(chain.starts_with("no source has a key pair"), "{chain}");
        assert!(chain.contains(&expected), "{chain}");
    }
}

#[tokio::test]
async fn the_configuration_keeps_the_pair_and_uses_its_own_clock() {
    let service = Service::start(Behaviour::version_2("first", HOUR)).await;
    let clock = HandClock::new();
    let config = Config::builder()
        .clock(clock.clone())
        .metadata_endpoint(&service.url)
        .load_from(&variables(&[]))
        .await
        .unwrap();
    for _ in 0..3 {
        let credentials = config.credentials().await.unwrap();
        assert_eq!(credentials.access_key(), "first");
    }
    assert_eq!(service.requests().len(), 3);
    clock.set(3600);
    service.behave(|it| it.key.1 = key("second", LATER));
    let credentials = config.credentials().await.unwrap();
    assert_eq!(credentials.access_key(), "second");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn ten_thousand_calls_fetch_once() {
    let (service, _clock, role) = start().await;
    service.behave(|it| it.delay = Duration::from_millis(20));
    let mut calls = JoinSet::new();
    for _ in 0..10_000 {
        let role = role.clone();
        calls.spawn(async move { access_key(&role).await });
    }
    let keys = calls.join_all().await;
    assert_eq!(keys.len(), 10_000);
    assert!(keys.iter().all(|key| key == "first"));
    assert_eq!(service.requests().len(), 3);
}

#[tokio::test]
async fn ten_thousand_calls_fail_together() {
    let (service, _clock, role) = start().await;
    service.behave(|it| it.token.0 = 500);
    // All are polled before the service can answer, because there is one thread.
    let calls = (0..10_000).map(|_| role.provide());
    let outcomes = futures_util::future::join_all(calls).await;
    assert!(outcomes.iter().all(Result::is_err));
    assert_eq!(service.requests().len(), 1);
    service.behave(|it| it.token.0 = 200);
    assert_eq!(access_key(&role).await, "first");
}

#[tokio::test]
async fn a_caller_that_gives_up_does_not_stop_the_others() {
    let (service, _clock, role) = start().await;
    service.behave(|it| it.delay = Duration::from_millis(200));
    let given_up = tokio::time::timeout(Duration::from_millis(50), role.provide()).await;
    assert!(given_up.is_err());
    service.behave(|it| it.delay = Duration::ZERO);
    assert_eq!(access_key(&role).await, "first");
}

#[tokio::test]
async fn the_pair_is_renewed_beside_the_calls_and_then_before_them() {
    let (service, clock, role) = start().await;
    assert_eq!(access_key(&role).await, "first");
    service.requests();
    service.behave(|it| {
        it.key.1 = key("second", LATER);
        it.delay = Duration::from_millis(50);
    });

    // 15 minutes are enough; a second less is not, but no call waits.
    clock.set(45 * 60);
    assert_eq!(access_key(&role).await, "first");
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert!(service.requests().is_empty());
    clock.set(45 * 60 + 1);
    for _ in 0..100 {
        assert_eq!(access_key(&role).await, "first");
    }
    eventually(&role, "second").await;
    assert_eq!(service.requests().len(), 3);
}

#[tokio::test]
async fn calls_wait_from_five_minutes_before() {
    for (seconds, expected) in [(55 * 60, "first"), (55 * 60 + 1, "second")] {
        let (service, clock, role) = start().await;
        assert_eq!(access_key(&role).await, "first");
        service.behave(|it| {
            it.key.1 = key("second", LATER);
            it.delay = Duration::from_millis(50);
        });
        clock.set(seconds);
        assert_eq!(access_key(&role).await, expected);
        eventually(&role, "second").await;
    }
}

#[tokio::test]
async fn a_failed_renewal_is_survived_until_the_pair_expires() {
    let (events, _guard) = Events::listen();
    let (service, clock, role) = start().await;
    assert_eq!(access_key(&role).await, "first");
    service.requests();
    service.behave(|it| it.token.0 = 500);

    // In the background.
    clock.set(50 * 60);
    assert_eq!(access_key(&role).await, "first");
    let warned = async {
        while events.warnings().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let warned = tokio::time::timeout(Duration::from_secs(5), warned).await;
    assert!(warned.is_ok(), "nothing was fetched in the background");
    // Awaited, and then not again for a while.
    clock.set(56 * 60);
    for _ in 0..10 {
        assert_eq!(access_key(&role).await, "first");
    }
    assert_eq!(service.requests().len(), 2);
    clock.set(56 * 60 + 10);
    assert_eq!(access_key(&role).await, "first");
    assert_eq!(service.requests().len(), 1);
    let warnings = events.warnings();
    assert_eq!(warnings.len(), 3, "{warnings:?}");
    assert!(warnings[0].contains("could not be renewed"), "{warnings:?}");
    assert!(warnings[0].contains("answers 500"), "{warnings:?}");

    // Expired: calls fail, each after a try of its own, until the service is well again.
    clock.set(60 * 60);
    for _ in 0..2 {
        let error = role.provide().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert_eq!(service.requests().len(), 1);
    }
    service.behave(|it| {
        it.token.0 = 200;
        it.key.1 = key("second", LATER);
    });
    assert_eq!(access_key(&role).await, "second");
}

#[tokio::test]
async fn an_unreachable_service_is_survived_too() {
    let (service, clock, role) = start().await;
    assert_eq!(access_key(&role).await, "first");
    service.behave(|it| it.delay = Duration::from_secs(60));
    clock.set(56 * 60);
    assert_eq!(access_key(&role).await, "first");
    clock.set(60 * 60);
    let error = role.provide().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
}
