//! Series of measured values.

use serde_json::Value;

use crate::cloud::{Cloud, LONG, refusal, result};

const MINUTE: u64 = 60_000;
const DAY: u64 = 24 * 60 * MINUTE;

async fn engine(cloud: &Cloud, cluster: i64, query: &str) -> crate::support::Answer {
    let path = format!("/monitoring/getSearchEngineMonitoringData/{cluster}?{query}");
    cloud.get(&path).await
}

fn points(series: &Value) -> Vec<(u64, f64)> {
    let points = series["dps"].as_array().unwrap().iter();
    points
        .map(|point| (point[0].as_u64().unwrap(), point[1].as_f64().unwrap()))
        .collect()
}

#[tokio::test]
async fn series_repeat_themselves_within_the_period() {
    let cloud = Cloud::start().await;
    let cluster = cloud.cluster().await;
    cloud.forward(24 * 60);
    let (start, end) = (cloud.now() - 61 * MINUTE + 1, cloud.now() - MINUTE);
    let query = format!("timeStart={start}&timeEnd={end}&metric=CLUSTER_ALL_METRICS");
    let shown = result(&engine(&cloud, cluster, &query).await);
    let again = result(&engine(&cloud, cluster, &query).await);
    assert_eq!(shown, again);
    for series in shown["data"].as_array().unwrap() {
        assert_eq!(series["interval"], "Min1");
        assert_eq!(
            series["dimensions"]["Svc_group_instance_no"],
            cluster.to_string()
        );
        let points = points(series);
        assert_eq!(points.len(), 60);
        for (time, value) in points {
            assert!((start..=end).contains(&time) && time % MINUTE == 0);
            assert!((0.0..=180.0).contains(&value), "{value}");
        }
    }
}

#[tokio::test]
async fn there_are_values_only_for_the_life_of_a_node() {
    let cloud = Cloud::start().await;
    let begin = cloud.now();
    let cluster = cloud.cluster().await;
    let node = cloud.nodes(cluster, "D").await[0];
    let (start, end) = (begin - 60 * MINUTE, begin + 10 * DAY);
    let path = format!(
        "/monitoring/getOsMonitoringData/{cluster}?timeStart={start}&timeEnd={end}\
         &metric=OS_ALL_METRICS&interval=Min30&computeInstanceNo={node}"
    );
    let times = async || {
        let shown = result(&cloud.get(&path).await);
        let points = points(&shown["data"][0]);
        points
            .iter()
            .map(|point| (point.0 - begin) / MINUTE)
            .collect::<Vec<_>>()
    };
    assert_eq!(times().await, [30, 60]);
    result(&cloud.delete(cluster).await);
    cloud.forward(LONG);
    assert_eq!(times().await, [30, 60]);
}

#[tokio::test]
async fn each_interval_has_a_longest_period() {
    let cloud = Cloud::start().await;
    let cluster = cloud.cluster().await;
    let too_long = "The period is too long for the interval.";
    let end = cloud.now();
    for (interval, days) in [
        ("Min1", 1),
        ("Min5", 7),
        ("Min30", 31),
        ("Hour2", 92),
        ("Day1", 366),
    ] {
        let query = |start: u64, interval: &str| {
            format!("timeStart={start}&timeEnd={end}&metric=CLUSTER_ALL_METRICS{interval}")
        };
        let start = end - days * DAY;
        let given = format!("&interval={interval}");
        result(&engine(&cloud, cluster, &query(start, &given)).await);
        let shown = result(&engine(&cloud, cluster, &query(start, "")).await);
        assert_eq!(shown["data"][0]["interval"], interval);
        let answer = engine(&cloud, cluster, &query(start - 1, &given)).await;
        assert_eq!(refusal(&answer), too_long);
    }
    let (low, high) = (i64::MIN, i64::MAX);
    let query = format!("timeStart={low}&timeEnd={high}&metric=CLUSTER_ALL_METRICS");
    assert_eq!(refusal(&engine(&cloud, cluster, &query).await), too_long);
    let query = format!("timeStart={high}&timeEnd={high}&metric=CLUSTER_ALL_METRICS");
    result(&engine(&cloud, cluster, &query).await);
    let query = format!("timeStart={high}&timeEnd={low}&metric=CLUSTER_ALL_METRICS");
    assert_eq!(
        refusal(&engine(&cloud, cluster, &query).await),
        "timeStart must not be after timeEnd."
    );
}

#[tokio::test]
async fn metrics_of_a_node_need_one_of_the_cluster() {
    let cloud = Cloud::start().await;
    let cluster = cloud.cluster().await;
    let node = cloud.nodes(cluster, "M").await[0];
    let query = "timeStart=0&timeEnd=1&metric=SES_ALL_METRICS";
    let answer = engine(&cloud, cluster, query).await;
    assert_eq!(refusal(&answer), "computeInstanceNo is missing");
    let answer = engine(&cloud, cluster, &format!("{query}&computeInstanceNo=1")).await;
    assert_eq!(
        refusal(&answer),
        "computeInstanceNo is not a node of the cluster."
    );
    let query = format!("{query}&computeInstanceNo={node}");
    let shown = result(&engine(&cloud, cluster, &query).await);
    assert_eq!(shown["data"][0]["metric"], "cpu_used");
    assert_eq!(
        shown["data"][0]["dimensions"]["instanceNo"],
        node.to_string()
    );
}
