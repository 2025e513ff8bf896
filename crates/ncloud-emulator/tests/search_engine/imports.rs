//! Imports, and the dashboard that shows what they brought.

use serde_json::{Value, json};

use crate::cloud::{Cloud, LONG, refusal, result};

async fn start(cloud: &Cloud, cluster: i64, index: &str, key: &str) -> crate::support::Answer {
    let body = json!({
        "bucketName": "bk.c", "index": index, "isBulkFormat": false, "objectKey": key,
        "dataSource": "OBJECT_STORAGE",
    });
    let path = format!("/import/createDataImportJob/{cluster}");
    cloud.post(&path, body).await
}

async fn stop(cloud: &Cloud, cluster: i64) -> crate::support::Answer {
    let path = format!("/import/stopDataImportJob/{cluster}");
    cloud.get(&path).await
}

async fn history(cloud: &Cloud, cluster: i64) -> Vec<Value> {
    let path = format!("/import/getDataImportHistory/{cluster}");
    let shown = result(&cloud.get(&path).await);
    shown["importHistoryList"].as_array().unwrap().clone()
}

async fn dashboard(cloud: &Cloud, cluster: i64, query: &str) -> Value {
    let path = format!("/dashboard/getDashboardInformation/{cluster}{query}");
    result(&cloud.get(&path).await)
}

fn state(entry: &Value) -> (&str, i64) {
    let status = entry["importStatus"].as_str().unwrap();
    (status, entry["progress"].as_i64().unwrap())
}

#[tokio::test]
async fn imports_run_one_at_a_time_to_their_end() {
    let cloud = Cloud::start().await;
    let cluster = cloud.cluster().await;
    let buckets = format!("/import/getBucketList/{cluster}");
    let buckets = result(&cloud.get(&buckets).await);
    assert_eq!(buckets["bucketList"][1]["name"], "bk.c");
    assert_eq!(
        refusal(&stop(&cloud, cluster).await),
        "No import is running."
    );
    let key = "data/sample_data.json";
    assert_eq!(result(&start(&cloud, cluster, "my-index", key).await), true);
    let answer = start(&cloud, cluster, "my-index", key).await;
    assert_eq!(refusal(&answer), "An import is running already.");
    cloud.forward(2);
    let entry = history(&cloud, cluster).await[0].clone();
    assert_eq!(state(&entry), ("RUNNING", 40));
    assert_eq!(entry["actionEndDate"], Value::Null);
    cloud.forward(3);
    let entry = history(&cloud, cluster).await[0].clone();
    assert_eq!(state(&entry), ("SUCCESS", 100));
    assert_eq!(entry["actionEndDate"], "2024-11-21 01:05:00");
    assert_eq!(
        refusal(&stop(&cloud, cluster).await),
        "No import is running."
    );

    assert_eq!(result(&start(&cloud, cluster, "other", key).await), true);
    cloud.forward(1);
    assert_eq!(result(&stop(&cloud, cluster).await), true);
    cloud.forward(LONG);
    let listed = history(&cloud, cluster).await;
    assert_eq!(state(&listed[0]), ("STOP", 20));
    assert_eq!(state(&listed[1]), ("SUCCESS", 100));
}

#[tokio::test]
async fn imports_take_json_files_in_folders() {
    let cloud = Cloud::start().await;
    let cluster = cloud.cluster().await;
    for key in [
        "",
        "a.json",
        "/a.json",
        "a/",
        "a/.json",
        "a/b.csv",
        "a/b.JSON/c",
    ] {
        let answer = start(&cloud, cluster, "my-index", key).await;
        assert_eq!(
            refusal(&answer),
            "objectKey must name a JSON file in a folder.",
            "{key}"
        );
    }
}

#[tokio::test]
async fn the_dashboard_shows_what_was_imported() {
    let cloud = Cloud::start().await;
    let cluster = cloud.cluster().await;
    let shown = dashboard(&cloud, cluster, "").await;
    assert_eq!(shown["clusterStatus"]["indicesCount"], "0");
    assert_eq!(shown["clusterIndicesStatus"]["indiceInfoList"], json!([]));
    for index in ["second", "first", "first"] {
        result(&start(&cloud, cluster, index, "a/b.json").await);
        cloud.forward(5);
    }
    let shown = dashboard(&cloud, cluster, "?pageSize=1").await;
    let list = &shown["clusterIndicesStatus"];
    assert_eq!(
        (&list["totalCount"], &list["totalPage"], &list["isPaged"]),
        (&json!(2), &json!(2), &json!(true))
    );
    let index = &list["indiceInfoList"][0];
    assert_eq!(index["indexName"], "first");
    assert_eq!(index["docsCount"], "2000");
    assert_eq!(index["storeSize"], "2000kb");
    assert_eq!(index["uuid"].as_str().unwrap().len(), 22);
    assert_eq!(
        shown["clusterStatus"],
        json!({
            "status": "green", "indicesCount": "2", "shardCount": "4", "docsCount": "3000",
            "storeSizeInUsed": "3000kb", "segmentsCount": "2",
        })
    );
}

#[tokio::test]
async fn deletion_stops_the_import() {
    let cloud = Cloud::start().await;
    let cluster = cloud.cluster().await;
    result(&start(&cloud, cluster, "my-index", "a/b.json").await);
    cloud.forward(1);
    result(&cloud.delete(cluster).await);
    cloud.forward(LONG);
    assert_eq!(state(&history(&cloud, cluster).await[0]), ("STOP", 20));
}
