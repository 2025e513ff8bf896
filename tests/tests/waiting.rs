//! Waiting for a state: reached, not reached any more, gone, out of time.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use ncloud_core::ErrorKind;
use ncloud_search_engine::Client;
use ncloud_tests::canned::{Answer, CannedServer};
use ncloud_tests::faults::InstantClock;
use ncloud_tests::settings;
use serde_json::json;

async fn fixture(states: &[&str]) -> (CannedServer, Client) {
    fixture_on(&InstantClock::default(), states).await
}

async fn fixture_on(clock: &InstantClock, states: &[&str]) -> (CannedServer, Client) {
    let server = CannedServer::start(state("changing")).await.unwrap();
    server.queue(states.iter().map(|name| state(name)));
    let settings = settings::of(&server.url()).clock(clock.clone());
    let config = settings.build().unwrap();
    let client = Client::connect(&config).unwrap();
    (server, client)
}

fn state(name: &str) -> Answer {
    Answer::json(
        200,
        json!({"code": 0, "result": {"clusterStatus": name, "clusterName": "c"}}).to_string(),
    )
}

#[tokio::test]
async fn it_ends_when_the_state_is_reached() {
    let (server, client) = fixture(&["creating", "creating", "running"]).await;
    let seen = Arc::new(Mutex::new(Vec::new()));
    let shared = Arc::clone(&seen);
    let answer = client
        .get_cluster_info()
        .service_group_instance_no(1)
        .wait_until_running()
        .on_progress(move |progress| {
            shared
                .lock()
                .unwrap()
                .push((progress.attempt, progress.state))
        })
        .await
        .unwrap()
        .unwrap();
    assert_eq!(answer.result.cluster_name.as_deref(), Some("c"));
    assert_eq!(server.take_received().len(), 3);
    let states: Vec<_> = seen
        .lock()
        .unwrap()
        .iter()
        .map(|(attempt, state)| (*attempt, state.clone().unwrap()))
        .collect();
    assert_eq!(
        states,
        [
            (1, "creating".to_owned()),
            (2, "creating".to_owned()),
            (3, "running".to_owned())
        ]
    );
}

#[tokio::test]
async fn it_waits_on_the_clock_of_the_settings() {
    let clock = InstantClock::default();
    let (_server, client) = fixture_on(&clock, &["creating", "creating", "running"]).await;
    let mut elapsed = Vec::new();
    let waiter = client
        .get_cluster_info()
        .service_group_instance_no(1)
        .wait_until_running()
        .interval(Duration::from_secs(3600))
        .timeout(Duration::from_secs(80 * 3600));
    let progress = |progress: ncloud_core::wait::Progress| elapsed.push(progress.elapsed);
    waiter.on_progress(progress).await.unwrap();
    let waits = clock.waits();
    let quarter = Duration::from_secs(900);
    assert!(
        waits
            .iter()
            .all(|wait| (3 * quarter..5 * quarter).contains(wait)),
        "{waits:?}"
    );
    assert_eq!(elapsed, [Duration::ZERO, waits[0], waits[0] + waits[1]]);
}

#[tokio::test]
async fn a_state_that_leads_elsewhere_is_an_error() {
    let (server, client) = fixture(&["creating", "error"]).await;
    let waiter = client
        .get_cluster_info()
        .service_group_instance_no(1)
        .wait_until_running();
    let error = waiter.await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedState);
    assert!(
        error.to_string().contains("`error`") && error.to_string().contains("`running`"),
        "{error}"
    );
    assert_eq!(server.take_received().len(), 2);
}

#[tokio::test]
async fn time_runs_out_with_the_last_state() {
    let (_server, client) = fixture(&[]).await;
    let waiter = client
        .get_cluster_info()
        .service_group_instance_no(1)
        .wait_until_running();
    let error = waiter.timeout(Duration::from_secs(60)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.to_string().contains("`changing`"), "{error}");
}

#[tokio::test]
async fn what_is_gone_may_be_what_is_waited_for() {
    let (server, client) = fixture(&["deleting"]).await;
    server.answer(Answer::json(
        404,
        r#"{"error":{"errorCode":"300","message":"Not Found Exception"}}"#,
    ));
    let waiter = client
        .get_cluster_info()
        .service_group_instance_no(1)
        .wait_until_deleted();
    assert!(waiter.await.unwrap().is_none());
    let waiter = client
        .get_cluster_info()
        .service_group_instance_no(1)
        .wait_until_running();
    assert!(waiter.await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn passing_failures_are_waited_out_and_others_are_not() {
    let (server, client) = fixture(&[]).await;
    let busy = Answer::json(
        503,
        r#"{"error":{"errorCode":"500","message":"Endpoint Error"}}"#,
    );
    server.queue([busy, state("running")]);
    let waiter = client
        .get_cluster_info()
        .service_group_instance_no(1)
        .wait_until_running();
    assert!(waiter.await.is_ok());
    assert_eq!(server.take_received().len(), 2);
    server.answer(Answer::json(
        401,
        r#"{"error":{"errorCode":"200","message":"Authentication Failed"}}"#,
    ));
    let waiter = client
        .get_cluster_info()
        .service_group_instance_no(1)
        .wait_until_running();
    assert!(waiter.await.unwrap_err().is_auth());
    assert_eq!(server.take_received().len(), 1);
}

#[tokio::test]
async fn states_in_lists_and_texts_that_are_numbers_are_found() {
    let (server, _) = fixture(&[]).await;
    let settings = settings::of(&server.url()).clock(InstantClock::default());
    let config = settings.build().unwrap();
    let certificates = |code: i64| {
        let list = json!([{"certificateNo": 1, "statusCode": code}]);
        Answer::json(
            200,
            json!({"returnCode": "0", "sslCertificateList": list}).to_string(),
        )
    };
    server.queue([certificates(0), certificates(1)]);
    let client = ncloud_certificate_manager::v2::Client::connect(&config).unwrap();
    let waiter = client
        .list_certificates()
        .certificate_name("c")
        .wait_until_issued();
    assert!(waiter.await.unwrap().is_some());
}
