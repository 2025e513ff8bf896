//! Changes of the stages of a secret, in Rust, against the emulator.

use std::net::SocketAddr;

use ncloud_emulator::{Emulator, ReceivedRequest};
use ncloud_secret_manager::{Client, KeyBoundary, Secret, StageChange, StageChanges};
use ncloud_tests::trace;
use serde_json::json;

const FIRST: &str = r#"{"PASSWORD":"hunter2-first"}"#;
const SECOND: &str = r#"{"PASSWORD":"hunter2-second"}"#;
const THIRD: &str = r#"{"PASSWORD":"hunter2-third"}"#;

/// An emulator with one secret that has a value in each stage.
async fn vault() -> (Emulator, Client, String) {
    trace::start();
    let any = SocketAddr::from(([127, 0, 0, 1], 0));
    let emulator = Emulator::builder()
        .listen_for_keys(KeyBoundary::Kr, any)
        .start()
        .await
        .unwrap();
    trace::secret(emulator.secret_key().expose());
    let config = emulator.config_builder_for(KeyBoundary::Kr).unwrap();
    let client = Client::connect(&config.build().unwrap()).unwrap();
    let body = json!({
        "secretName": "orders-db",
        "secretValue": { "value": SECOND, "rotationTargets": ["PASSWORD"] },
        "secretType": "BASIC", "autoRotationYN": "N", "protectionKeyType": "DEFAULT",
    });
    let body: ncloud_secret_manager::types::CreateSecretRequest =
        serde_json::from_value(body).unwrap();
    let secret = client.create_secret().body(body).send().await.unwrap();
    let secret = secret.into_inner().data.secret_id;
    let all = StageChanges {
        previous: replace(FIRST),
        active: replace(SECOND),
        pending: replace(THIRD),
    };
    client.change_stages(&secret, all).await.unwrap();
    emulator.clear_requests();
    (emulator, client, secret)
}

fn replace(value: &str) -> StageChange {
    StageChange::Replace(Secret::new(value))
}

const KEEP_ALL: StageChanges = StageChanges {
    previous: StageChange::Keep,
    active: StageChange::Keep,
    pending: StageChange::Keep,
};

/// The values of all stages, and the methods of the requests before they were read.
async fn outcome(emulator: &Emulator, client: &Client, secret: &str) -> (Vec<String>, [String; 3]) {
    let requests = emulator.requests();
    let requests = requests
        .iter()
        .map(|request: &ReceivedRequest| {
            let end = request.target.rsplit('/').next().unwrap();
            format!("{} {end}", request.method)
        })
        .collect();
    let answer = client
        .get_secret_value()
        .secret_id(secret)
        .send()
        .await
        .unwrap();
    let chain = answer.into_inner().data.decrypted_secret_chain;
    let stages = [chain.previous, chain.active, chain.pending];
    (
        requests,
        stages.map(|value| value.unwrap().expose().to_owned()),
    )
}

#[tokio::test]
async fn what_is_kept_stays_when_another_stage_goes() {
    let (emulator, client, secret) = vault().await;
    let changes = StageChanges {
        pending: StageChange::Remove,
        ..KEEP_ALL
    };
    client.change_stages(&secret, changes).await.unwrap();
    let (requests, stages) = outcome(&emulator, &client, &secret).await;
    assert_eq!(requests, ["GET values", "PUT values"]);
    assert_eq!(stages, [FIRST, SECOND, ""]);
}

#[tokio::test]
async fn one_new_value_touches_nothing_else() {
    let (emulator, client, secret) = vault().await;
    let changes = StageChanges {
        active: replace(THIRD),
        ..KEEP_ALL
    };
    client.change_stages(&secret, changes).await.unwrap();
    let (requests, stages) = outcome(&emulator, &client, &secret).await;
    assert_eq!(requests, ["PUT active"]);
    assert_eq!(stages, [FIRST, THIRD, THIRD]);
}

#[tokio::test]
async fn what_is_replaced_everywhere_is_not_read() {
    let (emulator, client, secret) = vault().await;
    let changes = StageChanges {
        previous: replace(SECOND),
        active: replace(THIRD),
        pending: StageChange::Remove,
    };
    client.change_stages(&secret, changes).await.unwrap();
    let (requests, stages) = outcome(&emulator, &client, &secret).await;
    assert_eq!(requests, ["PUT values"]);
    assert_eq!(stages, [SECOND, THIRD, ""]);
}

#[tokio::test]
async fn without_a_change_nothing_is_sent() {
    let (emulator, client, secret) = vault().await;
    client.change_stages(&secret, KEEP_ALL).await.unwrap();
    let (requests, stages) = outcome(&emulator, &client, &secret).await;
    assert!(requests.is_empty(), "{requests:?}");
    assert_eq!(stages, [FIRST, SECOND, THIRD]);
}

#[tokio::test]
async fn a_value_that_is_no_json_is_refused_without_being_shown() {
    let (_emulator, client, secret) = vault().await;
    let changes = StageChanges {
        active: replace("hunter2"),
        ..KEEP_ALL
    };
    let error = client.change_stages(&secret, changes).await.unwrap_err();
    assert_eq!(error.code(), Some("INVALID_REQUEST"));
    assert!(!format!("{error:?} {error}").contains("hunter2"));
}
