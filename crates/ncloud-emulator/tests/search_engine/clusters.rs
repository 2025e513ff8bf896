//! Clusters from their creation to their deletion.

use serde_json::{Value, json};

use crate::cloud::{Cloud, LONG, refusal, request, result};

const UNKNOWN: &str = "The cluster does not exist.";

async fn list(cloud: &Cloud, query: &str) -> Value {
    result(
        &cloud
            .get(&format!("/cluster/getClusterInfoList{query}"))
            .await,
    )
}

fn names(list: &Value) -> Vec<&str> {
    let clusters = list["allowedClusters"].as_array().unwrap().iter();
    clusters
        .map(|cluster| cluster["clusterName"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn a_cluster_is_created_used_deleted_and_gone() {
    let cloud = Cloud::start().await;
    let cluster = cloud.create("my-ses").await;
    assert_eq!(cloud.status(cluster).await, "creating");
    assert_eq!(
        refusal(&cloud.delete(cluster).await),
        "The cluster is not running: its status is creating."
    );
    cloud.forward(9);
    assert_eq!(cloud.status(cluster).await, "creating");
    cloud.forward(1);
    assert_eq!(cloud.status(cluster).await, "running");
    assert_eq!(result(&cloud.delete(cluster).await), true);
    assert_eq!(cloud.status(cluster).await, "deleting");
    assert_eq!(
        refusal(&cloud.delete(cluster).await),
        "The cluster is not running: its status is deleting."
    );
    assert_eq!(names(&list(&cloud, "").await), ["my-ses"]);
    cloud.forward(5);
    let info = cloud.info(cluster).await;
    assert_eq!(info["clusterStatus"], "return");
    assert_eq!(info["clusterNodeList"], json!([]));
    assert_eq!(list(&cloud, "").await["totalCount"], 0);
    assert!(refusal(&cloud.delete(cluster).await).ends_with("return."));
}

#[tokio::test]
async fn the_details_are_those_of_the_request() {
    let cloud = Cloud::start().await;
    let mut body = request("my-ses");
    body["isDualManager"] = Value::Null;
    body["isMasterOnlyNodeActivated"] = json!(true);
    body["masterNodeSubnetNo"] = json!(200_124);
    body["masterNodeCount"] = json!(5);
    body["masterNodeProductCode"] = json!("SVR.VELST.HIMEM.C002.M016.NET.SSD.B050.G002");
    let made = cloud.post("/cluster/createSearchEngineCluster", body).await;
    let cluster = result(&made)["serviceGroupInstanceNo"].as_i64().unwrap();
    let info = cloud.info(cluster).await;
    for (name, value) in [
        ("clusterName", json!("my-ses")),
        ("createDate", json!("2024-11-21 00:00:00")),
        ("serviceGroupInstanceNo", json!(cluster.to_string())),
        ("searchEngineVersionCode", json!("2150")),
        ("searchEngineDashboardPort", json!("5601")),
        ("dataNodeStorageSize", json!("100")),
        ("isDualManager", json!(true)),
        ("isMasterOnlyNodeActivated", json!(true)),
        ("managerNodeCount", json!(2)),
        ("masterNodeCount", json!(5)),
        ("masterNodeSubnetNo", json!(200_124)),
        ("dataNodeCount", json!(3)),
        ("loginKeyName", json!("tf-login-test")),
    ] {
        assert_eq!(info[name], value, "{name}");
    }
    assert_eq!(
        json!(cloud.nodes(cluster, "M").await),
        info["managerNodeInstanceNoList"]
    );
    let nodes = info["clusterNodeList"].as_array().unwrap();
    let addresses: Vec<&str> = nodes
        .iter()
        .map(|node| node["privateIp"].as_str().unwrap())
        .collect();
    assert_eq!(addresses[..2], ["10.0.1.6", "10.0.1.7"]);
    assert_eq!(addresses[2], "10.0.2.6");
    assert_eq!(addresses[7], "10.0.1.8");
    assert!(nodes.iter().all(|node| node["serverStatus"] == "creating"));

    let spec = result(
        &cloud
            .get(&format!("/cluster/getNodeSpecDetail/{cluster}"))
            .await,
    );
    assert_eq!(
        spec["masterNodeProductName"],
        "vCPU 2EA, Memory 16GB, [SSD]Disk 50GB"
    );
    let listed = list(&cloud, "").await["allowedClusters"][0].clone();
    assert_eq!(listed["searchEngineVersion"], "OpenSearch 2.15.0");
    assert_eq!(listed["searchEngineStatus"], "gray");
    assert_eq!(
        listed["dataNodeAccessControlGroupSequence"],
        info["dataNodeAcgId"]
    );
    assert_eq!(
        listed["masterNodeAccessControlGroupName"],
        info["masterNodeAcgName"]
    );
}

#[tokio::test]
async fn a_cluster_without_masters_has_null_for_them() {
    let cloud = Cloud::start().await;
    let cluster = cloud.cluster().await;
    let info = cloud.info(cluster).await;
    for name in [
        "Count",
        "SubnetNo",
        "AcgId",
        "AcgName",
        "ProductCode",
        "Type",
    ] {
        assert_eq!(info[format!("masterNode{name}")], Value::Null, "{name}");
    }
    let rules = result(
        &cloud
            .get(&format!("/cluster/getAcgInfoList/{cluster}"))
            .await,
    );
    assert_eq!(rules["masterNodeAcgRule"], Value::Null);
    let rule = &rules["managerNodeAcgRule"]["inboundAcgRules"][0];
    assert_eq!(rule["portRange"], "5601");
    assert_eq!(rule["accessControlGroupNo"], info["managerNodeAcgId"]);
}

#[tokio::test]
async fn nodes_have_what_their_server_type_says() {
    let cloud = Cloud::start().await;
    let cluster = cloud.cluster().await;
    let list = result(
        &cloud
            .get(&format!("/cluster/getClusterNodeList/{cluster}"))
            .await,
    );
    assert_eq!(list["statusCode"], "RUN");
    let nodes = list["computeList"].as_array().unwrap();
    assert_eq!(nodes.len(), 4);
    for node in nodes {
        assert_eq!(node["cpuCount"], 2);
        assert_eq!(node["memorySize"], 8_589_934_592_i64);
        assert_eq!(node["computeInstanceStatus"], "RUN");
        assert_eq!(node["serviceGroupInstanceNo"], cluster);
    }
    assert_eq!(nodes[0]["nodeRoleCode"], "M");
    assert_eq!(nodes[1]["hostName"], "d-001-my-ses");
    assert_eq!(
        nodes[0]["operationYmdt"]["formattedDateTime"],
        "2024-11-21 00:10:00 000000"
    );
}

#[tokio::test]
async fn lists_are_searched_and_paged() {
    let cloud = Cloud::start().await;
    for name in ["first", "second", "third"] {
        cloud.create(name).await;
    }
    assert_eq!(names(&list(&cloud, "").await), ["third", "second", "first"]);
    assert_eq!(
        names(&list(&cloud, "?inputText=ir").await),
        ["third", "first"]
    );
    assert_eq!(
        names(&list(&cloud, "?inputText=&vpcName=myvpc").await).len(),
        3
    );
    assert_eq!(names(&list(&cloud, "?vpcName=myvp").await).len(), 0);
    let page = list(&cloud, "?pageNo=2&pageSize=2").await;
    assert_eq!(names(&page), ["first"]);
    for (name, value) in [
        ("currentPage", json!(2)),
        ("pageSize", json!(2)),
        ("totalPage", json!(2)),
        ("totalCount", json!(3)),
        ("isFirst", json!(false)),
        ("isLast", json!(true)),
    ] {
        assert_eq!(page[name], value, "{name}");
    }
    let far = i64::MAX;
    let page = list(&cloud, &format!("?pageNo={far}&pageSize={far}")).await;
    assert_eq!(page["allowedClusters"], json!([]));
}

#[tokio::test]
async fn regions_are_separate() {
    let mut cloud = Cloud::start().await;
    let cluster = cloud.cluster().await;
    for base in ["/api/sgn-v2", "/api/jpn-v2", "/api/krs-v2"] {
        cloud.region(base);
        assert_eq!(list(&cloud, "").await["totalCount"], 0);
        let answer = cloud
            .get(&format!("/cluster/getClusterInfo/{cluster}"))
            .await;
        assert_eq!(refusal(&answer), UNKNOWN);
        assert_eq!(refusal(&cloud.delete(cluster).await), UNKNOWN);
        // A key pair for the same number elsewhere changes nothing here.
        cloud.set_key_pair(cluster).await;
        let other = cloud.create("other").await;
        assert_ne!(other, cluster);
        // Each region has addresses of its own.
        assert_eq!(
            cloud.info(other).await["clusterNodeList"][0]["privateIp"],
            "10.0.1.6"
        );
    }
    cloud.region("/api/v2");
    assert_eq!(names(&list(&cloud, "").await), ["my-ses"]);
    let buckets = result(
        &cloud
            .get(&format!("/snapshot/getBucketList/{cluster}"))
            .await,
    );
    assert_eq!(buckets["bucketList"][0]["permission"], "Deny");
}

#[tokio::test]
async fn addresses_are_free_again_when_a_cluster_is_gone() {
    let cloud = Cloud::start().await;
    let first = cloud.cluster().await;
    let second = cloud.create("second").await;
    let address = |info: &Value| info["clusterNodeList"][0]["privateIp"].clone();
    assert_eq!(address(&cloud.info(second).await), "10.0.1.10");
    result(&cloud.delete(first).await);
    cloud.forward(LONG);
    let third = cloud.create("third").await;
    assert_eq!(address(&cloud.info(third).await), "10.0.1.6");
}
