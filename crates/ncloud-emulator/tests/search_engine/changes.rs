//! Changes of clusters.

use serde_json::{Value, json};

use crate::cloud::{Cloud, LONG, PRODUCT, refusal, request, result};

const LARGE: &str = "SVR.VELST.STAND.C008.M032.NET.SSD.B050.G002";
const IMAGE: &str = "SW.VELST.OS.LNX64.ROCKY.0808.B050";

/// Calls that need a running cluster: path before the number, and body.
fn changes() -> Vec<(&'static str, Value)> {
    let bucket = json!({ "snapshotName": "snap", "bucketName": "bk.c" });
    vec![
        (
            "/cluster/changeCountOfDataNode",
            json!({ "newDataNodeCount": 1 }),
        ),
        ("/cluster/restartSearchEngineCluster", Value::Null),
        (
            "/cluster/resetSearchEngineUserPassword",
            json!({ "searchEngineUserPassword": "test12345!@#" }),
        ),
        (
            "/cluster/changeSpecNode",
            json!({ "dataNodeProductCode": LARGE }),
        ),
        (
            "/cluster/changeClusterNodeDiskSize",
            json!({ "diskSize": 200 }),
        ),
        ("/snapshot/createSnapshot", bucket),
        ("/snapshot/releaseSnapshotScheduling", Value::Null),
        (
            "/import/createDataImportJob",
            json!({
                "bucketName": "bk.c", "index": "my-index", "objectKey": "a/b.json",
                "dataSource": "OBJECT_STORAGE",
            }),
        ),
    ]
}

#[tokio::test]
async fn changes_need_a_running_cluster() {
    let cloud = Cloud::start().await;
    let cluster = cloud.create("my-ses").await;
    for status in ["creating", "changing", "deleting", "return"] {
        assert_eq!(cloud.status(cluster).await, status);
        for (path, body) in changes() {
            let path = format!("{path}/{cluster}");
            let answer = if body.is_null() {
                cloud.get(&path).await
            } else {
                cloud.post(&path, body).await
            };
            assert_eq!(
                refusal(&answer),
                format!("The cluster is not running: its status is {status}."),
                "{path}"
            );
        }
        match status {
            "creating" => {
                cloud.forward(LONG);
                let restart = format!("/cluster/restartSearchEngineCluster/{cluster}");
                assert_eq!(result(&cloud.get(&restart).await), true);
            }
            "changing" => {
                cloud.forward(LONG);
                assert_eq!(result(&cloud.delete(cluster).await), true);
            }
            _ => cloud.forward(LONG),
        }
    }
}

#[tokio::test]
async fn every_operation_refuses_an_unknown_cluster() {
    let cloud = Cloud::start().await;
    let reads = [
        "/cluster/getClusterInfo",
        "/cluster/getClusterNodeList",
        "/cluster/getAcgInfoList",
        "/cluster/getNodeSpecDetail",
        "/dashboard/getDashboardInformation",
        "/snapshot/getBucketList",
        "/snapshot/getSnapshotHistory",
        "/snapshot/getSnapshotSchedulingHistory",
        "/import/getBucketList",
        "/import/getDataImportHistory",
        "/import/stopDataImportJob",
    ];
    let mut calls = changes();
    calls.extend(reads.map(|path| (path, Value::Null)));
    for (path, body) in calls {
        let path = format!("{path}/{}", i64::MAX);
        let answer = if body.is_null() {
            cloud.get(&path).await
        } else {
            cloud.post(&path, body).await
        };
        assert_eq!(refusal(&answer), "The cluster does not exist.", "{path}");
    }
    for path in [
        "rollingUpgradeCluster",
        "rollingUpgradePreCheck",
        "getRollingUpgradeProgress",
    ] {
        for number in ["1", "99999999999999999999999"] {
            let body = json!({ "serviceGroupInstanceNo": number, "targetVersionCode": "2180" });
            let answer = cloud.post(&format!("/cluster/{path}"), body).await;
            assert_eq!(refusal(&answer), "The cluster does not exist.", "{path}");
        }
    }
}

#[tokio::test]
async fn data_nodes_are_added() {
    let cloud = Cloud::start().await;
    let cluster = cloud.cluster().await;
    let path = format!("/cluster/changeCountOfDataNode/{cluster}");
    let body = json!({ "newDataNodeCount": 2 });
    assert_eq!(result(&cloud.post(&path, body).await), true);
    let info = cloud.info(cluster).await;
    assert_eq!(info["clusterStatus"], "changing");
    assert_eq!(info["dataNodeCount"], 5);
    let node = info["clusterNodeList"].as_array().unwrap().last().unwrap();
    assert_eq!(node["computeInstanceName"], "d-005-my-ses");
    assert_eq!(node["serverStatus"], "creating");
    cloud.forward(5);
    let info = cloud.info(cluster).await;
    assert_eq!(info["clusterStatus"], "running");
    assert_eq!(info["clusterNodeList"][5]["serverStatus"], "running");
}

#[tokio::test]
async fn a_restart_takes_a_while() {
    let cloud = Cloud::start().await;
    let cluster = cloud.cluster().await;
    let path = format!("/cluster/restartSearchEngineCluster/{cluster}");
    assert_eq!(result(&cloud.get(&path).await), true);
    assert_eq!(cloud.status(cluster).await, "changing");
    let list = result(&cloud.get("/cluster/getClusterInfoList").await);
    assert_eq!(list["allowedClusters"][0]["searchEngineStatus"], "yellow");
    cloud.forward(3);
    assert_eq!(cloud.status(cluster).await, "running");
}

#[tokio::test]
async fn server_types_are_changed_to_others() {
    let cloud = Cloud::start().await;
    let cluster = cloud.cluster().await;
    let list = format!("/cluster/getNodeProductListForSpecChange/{cluster}");
    let other = json!({ "softwareProductCode": "SW.VELST.OS.LNX64.CNTOS.0708.B050" });
    assert!(refusal(&cloud.post(&list, other).await).ends_with("not the OS type of the cluster."));
    let lists = result(
        &cloud
            .post(&list, json!({ "softwareProductCode": IMAGE }))
            .await,
    );
    assert_eq!(lists["masterNodeProductList"], json!([]));
    let products = lists["dataNodeProductList"].as_array().unwrap();
    assert!(
        products
            .iter()
            .all(|product| product["productCode"] != PRODUCT)
    );

    let path = format!("/cluster/changeSpecNode/{cluster}");
    for (body, message) in [
        (json!({}), "is needed."),
        (
            json!({ "masterNodeProductCode": LARGE }),
            "the cluster has no such nodes.",
        ),
        (
            json!({ "dataNodeProductCode": "SVR.X" }),
            "is not a server type of generation G2.",
        ),
    ] {
        let refused = refusal(&cloud.post(&path, body).await);
        assert!(refused.ends_with(message), "{refused}");
    }
    let body = json!({ "dataNodeProductCode": LARGE });
    let answer = cloud.post(&path, body).await;
    assert_eq!(result(&answer), json!({ "isAllPossible": true }));
    let product = |info: &Value| info["dataNodeProductCode"].clone();
    assert_eq!(product(&cloud.info(cluster).await), PRODUCT);
    cloud.forward(10);
    let info = cloud.info(cluster).await;
    assert_eq!(product(&info), LARGE);
    assert_eq!(info["managerNodeProductCode"], PRODUCT);
}

#[tokio::test]
async fn specifications_of_the_third_generation_have_their_own_list() {
    let cloud = Cloud::start().await;
    let second = cloud.cluster().await;
    let product = "SVR.VELST.STAND.C002.M008.NET.SSD.B050.G003";
    let mut body = request("third");
    for (name, value) in [
        ("hypervisorCode", json!("KVM")),
        ("generationCode", json!("G3")),
        (
            "softwareProductCode",
            json!("SW.VELST.OS.LNX64.ROCKY.08.G003"),
        ),
        ("managerNodeProductCode", json!(product)),
        ("dataNodeProductCode", json!(product)),
        ("masterNodeProductCode", json!(product)),
        ("masterNodeSubnetNo", json!(200_123)),
        ("isMasterOnlyNodeActivated", json!(true)),
        ("dataNodeStorageSize", json!(2010)),
    ] {
        body[name] = value;
    }
    let made = cloud
        .post("/cluster/createKvmSearchEngineCluster", body)
        .await;
    let third = result(&made)["serviceGroupInstanceNo"].as_i64().unwrap();
    assert_eq!(cloud.info(third).await["masterNodeCount"], 3);
    let path = "/cluster/getServerSpecListForSpecChange";
    let body = json!({ "computeInstanceProductCode": product });
    let lists = result(&cloud.post(&format!("{path}/{third}"), body.clone()).await);
    for role in ["manager", "data", "master"] {
        let list = &lists[format!("{role}NodeProductList")];
        assert_eq!(list[0]["serverSpecTypeCode"], "HICPU", "{role}");
    }
    let answer = cloud.post(&format!("{path}/{second}"), body).await;
    assert!(refusal(&answer).starts_with("computeInstanceProductCode is not"));
}

#[tokio::test]
async fn storage_only_grows_and_not_beyond_its_limit() {
    let cloud = Cloud::start().await;
    let cluster = cloud.cluster().await;
    let path = format!("/cluster/changeClusterNodeDiskSize/{cluster}");
    for (body, message) in [
        (
            json!({ "diskSize": 100 }),
            "diskSize must be above the present size.",
        ),
        (
            json!({ "diskSize": -10 }),
            "diskSize must be above the present size.",
        ),
        (
            json!({ "diskSize": 205 }),
            "diskSize must be a multiple of 10",
        ),
        (
            json!({ "diskSize": 2010 }),
            "diskSize must be at most 2000.",
        ),
        (
            json!({ "diskSize": 200, "serviceGroupInstanceNo": 1 }),
            "serviceGroupInstanceNo is not that of the path.",
        ),
    ] {
        assert_eq!(refusal(&cloud.post(&path, body).await), message);
    }
    let body = json!({ "diskSize": 200, "serviceGroupInstanceNo": cluster });
    assert_eq!(result(&cloud.post(&path, body).await), true);
    assert_eq!(cloud.info(cluster).await["dataNodeStorageSize"], "100");
    cloud.forward(3);
    assert_eq!(cloud.info(cluster).await["dataNodeStorageSize"], "200");
}

#[tokio::test]
async fn only_data_nodes_are_hot_or_warm() {
    let cloud = Cloud::start().await;
    let cluster = cloud.cluster().await;
    let manager = cloud.nodes(cluster, "M").await[0];
    let data = cloud.nodes(cluster, "D").await;
    let body = |nodes: &[(i64, &str)]| {
        let nodes: Vec<Value> = nodes
            .iter()
            .map(|(number, role)| {
                json!({ "computeInstanceNo": number.to_string(), "nodeStorageRole": role })
            })
            .collect();
        json!({ "serviceGroupInstanceNo": cluster.to_string(), "nodeSpecList": nodes })
    };
    let path = "/cluster/setHotWarmNode";
    for (nodes, message) in [
        (vec![], "nodeSpecList must name a node."),
        (
            vec![(cluster, "HOT")],
            "computeInstanceNo is not a node of the cluster.",
        ),
        (
            vec![(data[0], "HOT"), (manager, "WARM")],
            "Only data nodes can be changed.",
        ),
    ] {
        assert_eq!(refusal(&cloud.post(path, body(&nodes)).await), message);
    }
    let nodes = [(data[0], "HOT"), (data[1], "WARM")];
    assert_eq!(result(&cloud.post(path, body(&nodes)).await), true);
    assert_eq!(cloud.status(cluster).await, "changing");
    cloud.forward(2);
    assert_eq!(cloud.status(cluster).await, "running");
}
