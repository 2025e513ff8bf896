//! Snapshots and their schedules.

use serde_json::{Value, json};

use crate::cloud::{Cloud, LONG, refusal, result};

async fn create(cloud: &Cloud, cluster: i64, name: &str, bucket: &str) -> crate::support::Answer {
    let body = json!({ "snapshotName": name, "bucketName": bucket });
    let path = format!("/snapshot/createSnapshot/{cluster}");
    cloud.post(&path, body).await
}

async fn schedule(cloud: &Cloud, cluster: i64, day: &str) -> crate::support::Answer {
    let body = json!({
        "snapshotName": "daily-snap", "bucketName": "bk.ses.snapshot", "scheduledDay": day,
        "scheduledHour": 3, "scheduledMinute": 30,
    });
    let path = format!("/snapshot/setSnapshotScheduling/{cluster}");
    cloud.post(&path, body).await
}

async fn release(cloud: &Cloud, cluster: i64) -> crate::support::Answer {
    let path = format!("/snapshot/releaseSnapshotScheduling/{cluster}");
    cloud.get(&path).await
}

async fn history(cloud: &Cloud, cluster: i64, query: &str) -> Value {
    let path = format!("/snapshot/getSnapshotHistory/{cluster}{query}");
    result(&cloud.get(&path).await)
}

async fn schedules(cloud: &Cloud, cluster: i64) -> Vec<Value> {
    let path = format!("/snapshot/getSnapshotSchedulingHistory/{cluster}");
    let shown = result(&cloud.get(&path).await);
    shown["snapshotSchedulingHistoryList"]
        .as_array()
        .unwrap()
        .clone()
}

fn names(history: &Value) -> Vec<&str> {
    let list = history["snapshotHistoryResponseList"].as_array().unwrap();
    list.iter()
        .map(|entry| entry["snapshotName"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn snapshots_need_a_key_pair_and_a_bucket() {
    let cloud = Cloud::start().await;
    let cluster = cloud.cluster().await;
    let buckets = format!("/snapshot/getBucketList/{cluster}");
    let permissions = async || {
        let shown = result(&cloud.get(&buckets).await);
        let buckets = shown["bucketList"].as_array().unwrap().iter();
        let permissions: Vec<Value> = buckets.map(|bucket| bucket["permission"].clone()).collect();
        permissions
    };
    assert_eq!(permissions().await, ["Deny", "Deny", "Deny"]);
    let no_key = "The API authentication key must be set first.";
    let answer = create(&cloud, cluster, "snap", "bk.c").await;
    assert_eq!(refusal(&answer), no_key);
    let answer = schedule(&cloud, cluster, "Everyday").await;
    assert_eq!(refusal(&answer), no_key);
    cloud.set_key_pair(cluster).await;
    assert_eq!(permissions().await, ["Allow", "Allow", "Allow"]);
    for (bucket, message) in [
        ("bk.unknown", "bucketName is not in getBucketList."),
        (
            "bk.protected",
            "The bucket is protected and cannot hold snapshots.",
        ),
    ] {
        let answer = create(&cloud, cluster, "snap", bucket).await;
        assert_eq!(refusal(&answer), message);
    }
    assert_eq!(history(&cloud, cluster, "").await["totalCount"], 0);
}

#[tokio::test]
async fn snapshots_finish_and_are_listed() {
    let cloud = Cloud::start().await;
    let cluster = cloud.cluster().await;
    cloud.set_key_pair(cluster).await;
    for name in ["one", "two", "three"] {
        let answer = create(&cloud, cluster, name, "bk.c").await;
        assert_eq!(result(&answer), true);
    }
    let answer = create(&cloud, cluster, "one", "bk.c").await;
    assert_eq!(
        refusal(&answer),
        "The bucket has a snapshot of this name already."
    );
    result(&create(&cloud, cluster, "one", "bk.ses.snapshot").await);
    let shown = history(&cloud, cluster, "?pageSize=3").await;
    assert_eq!(names(&shown), ["one", "three", "two"]);
    assert_eq!(
        (&shown["totalCount"], &shown["totalPage"], &shown["isLast"]),
        (&json!(4), &json!(2), &json!(false))
    );
    let entry = |shown: &Value| {
        let entry = &shown["snapshotHistoryResponseList"][0];
        (entry["message"].clone(), entry["duration"].clone())
    };
    assert_eq!(entry(&shown), (Value::Null, Value::Null));
    cloud.forward(1);
    let shown = history(&cloud, cluster, "").await;
    assert_eq!(entry(&shown), (json!("SUCCESS"), json!("60")));
    let first = &shown["snapshotHistoryResponseList"][0];
    assert_eq!(first["requestType"], "MANUAL");
    assert_eq!(first["actionDate"], "2024-11-21 01:00:00");
}

#[tokio::test]
async fn schedules_take_snapshots_as_time_goes_by() {
    let cloud = Cloud::start().await;
    let cluster = cloud.cluster().await;
    cloud.set_key_pair(cluster).await;
    assert_eq!(
        refusal(&release(&cloud, cluster).await),
        "The cluster has no schedule for snapshots."
    );
    assert_eq!(result(&schedule(&cloud, cluster, "Everyday").await), true);
    assert_eq!(
        schedules(&cloud, cluster).await[0]["snapshotSchedulingStatus"],
        "RUN"
    );
    cloud.forward(2 * 60);
    assert_eq!(history(&cloud, cluster, "").await["totalCount"], 0);
    cloud.forward(2 * 24 * 60);
    let shown = history(&cloud, cluster, "").await;
    assert_eq!(
        names(&shown),
        ["daily-snap-20241122033000", "daily-snap-20241121033000"]
    );
    let entry = &shown["snapshotHistoryResponseList"][0];
    assert_eq!(entry["requestType"], "SCHEDULE");
    // Another schedule takes the place of the first: 2024-11-25 is a Monday.
    assert_eq!(result(&schedule(&cloud, cluster, "Monday").await), true);
    cloud.forward(7 * 24 * 60);
    let shown = history(&cloud, cluster, "").await;
    assert_eq!(names(&shown)[0], "daily-snap-20241125033000");
    assert_eq!(shown["totalCount"], 3);
    assert_eq!(result(&release(&cloud, cluster).await), true);
    cloud.forward(30 * 24 * 60);
    assert_eq!(history(&cloud, cluster, "").await["totalCount"], 3);
    let listed = schedules(&cloud, cluster).await;
    assert_eq!(
        listed[0],
        json!({
            "bucketName": "bk.ses.snapshot", "snapshotName": "daily-snap",
            "snapshotSchedulingConfigSetUpDate": "2024-11-23 03:00:00",
            "snapshotSchedulingSetUpDay": "Monday", "snapshotSchedulingSetUpTime": "03:30",
            "snapshotSchedulingStatus": "RELEASE",
        })
    );
    assert_eq!(listed[1]["snapshotSchedulingStatus"], "RELEASE");
}

#[tokio::test]
async fn years_of_a_schedule_are_no_burden() {
    let cloud = Cloud::start().await;
    let cluster = cloud.cluster().await;
    cloud.set_key_pair(cluster).await;
    result(&schedule(&cloud, cluster, "Everyday").await);
    cloud.forward(50 * 365 * 24 * 60);
    assert_eq!(history(&cloud, cluster, "").await["totalCount"], 100);
    cloud.forward(24 * 60);
    assert_eq!(history(&cloud, cluster, "").await["totalCount"], 101);
}

#[tokio::test]
async fn deletion_ends_the_schedule() {
    let cloud = Cloud::start().await;
    let cluster = cloud.cluster().await;
    cloud.set_key_pair(cluster).await;
    result(&schedule(&cloud, cluster, "Everyday").await);
    cloud.forward(24 * 60);
    result(&cloud.delete(cluster).await);
    cloud.forward(LONG + 24 * 60);
    assert_eq!(history(&cloud, cluster, "").await["totalCount"], 1);
    assert_eq!(
        schedules(&cloud, cluster).await[0]["snapshotSchedulingStatus"],
        "RELEASE"
    );
}
