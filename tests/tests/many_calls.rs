//! Many calls at once on one client.

use std::time::Duration;

use ncloud_tests::many_calls::{CALLS, ManyCalls};

/// The key pair expires when half of ten thousand calls have been sent. All succeed, each reaches the
/// service once, none is signed with a pair that has expired, and the pair is fetched twice in all.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_calls_outlive_their_key_pair() {
    let round = ManyCalls::start().await.unwrap().round().await;
    assert_eq!(round.failed.len(), 0, "{:?}", round.failed.first());
    assert_eq!(round.succeeded, CALLS);
    let received: Vec<_> = round.received.into_iter().collect();
    let half = CALLS / 2;
    assert_eq!(
        received,
        [("key-1".to_owned(), half), ("key-2".to_owned(), half)]
    );
    let hour = Duration::from_secs(60 * 60);
    assert!(round.latest["key-1"] < hour && round.latest["key-2"] == hour);
    let role = "/latest/meta-data/iam/security-credentials/";
    let fetch = [
        "PUT /latest/api/token".to_owned(),
        format!("GET {role}"),
        format!("GET {role}role-17"),
    ];
    assert_eq!(round.metadata, [fetch.clone(), fetch].concat());
}
