//! Upgrades of clusters.

use serde_json::{Value, json};

use crate::cloud::{Cloud, refusal, result};

async fn post(
    cloud: &Cloud,
    operation: &str,
    cluster: i64,
    version: &str,
) -> crate::support::Answer {
    let body =
        json!({ "serviceGroupInstanceNo": cluster.to_string(), "targetVersionCode": version });
    cloud.post(&format!("/cluster/{operation}"), body).await
}

async fn progress(cloud: &Cloud, cluster: i64) -> Value {
    let body = json!({ "serviceGroupInstanceNo": cluster.to_string() });
    result(&cloud.post("/cluster/getRollingUpgradeProgress", body).await)
}

async fn snapshot(cloud: &Cloud, cluster: i64) {
    cloud.set_key_pair(cluster).await;
    let body = json!({ "snapshotName": "before", "bucketName": "bk.ses.snapshot" });
    let path = format!("/snapshot/createSnapshot/{cluster}");
    assert_eq!(result(&cloud.post(&path, body).await), true);
}

#[tokio::test]
async fn the_check_answers_with_the_reason() {
    let cloud = Cloud::start().await;
    let cluster = cloud.cluster().await;
    let check = async |version| {
        let answer = post(&cloud, "rollingUpgradePreCheck", cluster, version).await;
        let shown = answer.json();
        assert_eq!(answer.status, 200);
        (shown["message"].clone(), shown["result"].clone())
    };
    let needed = json!("A snapshot of the last 6 hours is needed.");
    assert_eq!(check("2180").await, (needed.clone(), Value::Null));
    snapshot(&cloud, cluster).await;
    assert_eq!(check("2180").await, (needed.clone(), Value::Null));
    cloud.forward(1);
    assert_eq!(check("2180").await, (json!("SUCCESS"), json!(true)));
    let earlier = json!("The target version is not later than that of the cluster.");
    assert_eq!(check("2150").await, (earlier.clone(), Value::Null));
    assert_eq!(check("133").await, (earlier, Value::Null));
    cloud.forward(6 * 60);
    assert_eq!(check("2180").await, (needed, Value::Null));
}

#[tokio::test]
async fn an_upgrade_goes_from_node_to_node() {
    let cloud = Cloud::start().await;
    let cluster = cloud.cluster().await;
    assert_eq!(
        progress(&cloud, cluster).await["versionVo"],
        json!({ "currentVersionCode": "2150", "targetVersionCode": null, "actionDate": null })
    );
    let answer = post(&cloud, "rollingUpgradeCluster", cluster, "2180").await;
    assert_eq!(
        refusal(&answer),
        "A snapshot of the last 6 hours is needed."
    );
    snapshot(&cloud, cluster).await;
    cloud.forward(1);
    let answer = post(&cloud, "rollingUpgradeCluster", cluster, "2180").await;
    assert_eq!(result(&answer), true);
    let versions = |current: &str| {
        json!({
            "currentVersionCode": current, "targetVersionCode": "2180",
            "actionDate": "2024-11-21 01:01:00",
        })
    };
    cloud.forward(19);
    assert_eq!(cloud.status(cluster).await, "changing");
    let shown = progress(&cloud, cluster).await;
    assert_eq!(shown["versionVo"], versions("2150"));
    assert_eq!(shown["nodeCount"], 4);
    assert_eq!(shown["nodeStatusVoList"][0]["hostName"], "m-001-my-ses");
    let answer = post(&cloud, "rollingUpgradeCluster", cluster, "2180").await;
    assert!(refusal(&answer).ends_with("changing."));
    cloud.forward(1);
    assert_eq!(cloud.status(cluster).await, "running");
    assert_eq!(
        progress(&cloud, cluster).await["versionVo"],
        versions("2180")
    );
    assert_eq!(cloud.info(cluster).await["searchEngineVersionCode"], "2180");
}

#[tokio::test]
async fn a_version_must_be_named() {
    let cloud = Cloud::start().await;
    let cluster = cloud.cluster().await;
    let expected = "Target version code is not allowed to be empty";
    let answer = post(&cloud, "rollingUpgradeCluster", cluster, "").await;
    assert_eq!(refusal(&answer), expected);
    let body = json!({ "serviceGroupInstanceNo": cluster.to_string() });
    let answer = cloud.post("/cluster/rollingUpgradeCluster", body).await;
    assert_eq!(refusal(&answer), expected);
}
