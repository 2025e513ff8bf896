//! State that outlives the emulator.

use std::fs;

use serde_json::{Value, json};

use crate::cloud::{Cloud, LONG, PASSWORD, result};

/// What can be seen of a cluster.
async fn everything(cloud: &Cloud, cluster: i64) -> Vec<Value> {
    let mut seen = Vec::new();
    for path in [
        "/cluster/getClusterInfo",
        "/cluster/getClusterNodeList",
        "/snapshot/getSnapshotHistory",
        "/snapshot/getSnapshotSchedulingHistory",
        "/import/getDataImportHistory",
        "/dashboard/getDashboardInformation",
    ] {
        let answer = cloud.get(&format!("{path}/{cluster}")).await;
        seen.push(result(&answer));
    }
    seen
}

#[tokio::test]
async fn clusters_go_on_where_they_were() {
    let directory = tempfile::tempdir().unwrap();
    let cloud = Cloud::start_in(directory.path()).await;
    let cluster = cloud.cluster().await;
    cloud.set_key_pair(cluster).await;
    let schedule = json!({
        "snapshotName": "daily-snap", "bucketName": "bk.c", "scheduledDay": "Everyday",
        "scheduledHour": 3, "scheduledMinute": 30,
    });
    let import = json!({
        "bucketName": "bk.c", "index": "my-index", "objectKey": "a/b.json",
        "dataSource": "OBJECT_STORAGE",
    });
    for (path, body) in [
        ("/snapshot/setSnapshotScheduling", schedule),
        ("/import/createDataImportJob", import),
        (
            "/cluster/changeClusterNodeDiskSize",
            json!({ "diskSize": 200 }),
        ),
    ] {
        result(&cloud.post(&format!("{path}/{cluster}"), body).await);
    }
    cloud.forward(24 * 60);
    let before = everything(&cloud, cluster).await;
    assert_eq!(before[0]["dataNodeStorageSize"], "200");
    assert_eq!(before[2]["totalCount"], 1);
    cloud.emulator.shutdown().await;

    let cloud = Cloud::start_in(directory.path()).await;
    cloud.forward(LONG + 24 * 60);
    assert_eq!(everything(&cloud, cluster).await, before);
    let next = cloud.create("next").await;
    assert!(next > cluster + 4);
    cloud.emulator.shutdown().await;
    for file in fs::read_dir(directory.path()).unwrap() {
        let octets = fs::read(file.unwrap().path()).unwrap();
        for secret in [PASSWORD, "aaaaa", "bbbbb"] {
            let secret = secret.as_bytes();
            assert!(!octets.windows(secret.len()).any(|part| part == secret));
        }
    }
}
