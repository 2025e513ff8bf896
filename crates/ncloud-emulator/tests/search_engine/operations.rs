//! Every operation, in one long life of two clusters.

use std::collections::BTreeSet;

use ncloud_spec::document::Document;
use serde_json::{Value, json};

use crate::cloud::{Cloud, LONG, PRODUCT, result};

const SECOND: &str = "SW.VELST.OS.LNX64.ROCKY.0808.B050";
const THIRD: &str = "SW.VELST.OS.LNX64.ROCKY.08.G003";
const THIRD_PRODUCT: &str = "SVR.VELST.STAND.C002.M008.NET.SSD.B050.G003";

/// Makes a call that must succeed, and waits for what it began.
async fn done(cloud: &Cloud, path: &str, body: Value) -> Value {
    let answer = if body.is_null() {
        cloud.get(path).await
    } else {
        cloud.post(path, body).await
    };
    let result = result(&answer);
    cloud.forward(LONG);
    result
}

async fn choose(cloud: &Cloud) {
    for path in [
        "getSearchEngineVersionList",
        "getSearchEngineServerGenerationList",
        "getOsProductList",
        "getClusterServerImageList?generationCode=G3",
        "getVpcList",
        "getLoginKeyList",
        &format!("getNodeProductList?softwareProductCode={SECOND}&subnetNo=200123"),
        &format!("getSubnetList?softwareProductCode={SECOND}&vpcNo=93001"),
    ] {
        done(cloud, &format!("/cluster/{path}"), Value::Null).await;
    }
    let body = json!({ "softwareProductCode": THIRD, "vpcNo": 93001 });
    done(cloud, "/cluster/getServerSpecList", body.clone()).await;
    done(cloud, "/cluster/getVpcAvailableSubnetList", body).await;
}

async fn create_third(cloud: &Cloud) -> i64 {
    let mut body = crate::cloud::request("third");
    for (name, value) in [
        ("hypervisorCode", "KVM"),
        ("generationCode", "G3"),
        ("softwareProductCode", THIRD),
        ("managerNodeProductCode", THIRD_PRODUCT),
        ("dataNodeProductCode", THIRD_PRODUCT),
    ] {
        body[name] = json!(value);
    }
    let made = done(cloud, "/cluster/createKvmSearchEngineCluster", body).await;
    made["serviceGroupInstanceNo"].as_i64().unwrap()
}

async fn look(cloud: &Cloud, cluster: i64) {
    for path in [
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
    ] {
        done(cloud, &format!("{path}/{cluster}"), Value::Null).await;
    }
    done(cloud, "/cluster/getClusterInfoList", Value::Null).await;
    let node = cloud.nodes(cluster, "D").await[0];
    let now = cloud.now();
    for (operation, metric) in [
        ("getSearchEngineMonitoringData", "SES_ALL_METRICS"),
        ("getOsMonitoringData", "OS_ALL_METRICS"),
    ] {
        let path = format!(
            "/monitoring/{operation}/{cluster}?timeStart={}&timeEnd={now}&metric={metric}\
             &computeInstanceNo={node}",
            now - 60_000
        );
        done(cloud, &path, Value::Null).await;
    }
    let number = json!({ "serviceGroupInstanceNo": cluster.to_string() });
    done(cloud, "/cluster/getRollingUpgradeProgress", number).await;
}

async fn change(cloud: &Cloud, cluster: i64) {
    for (path, body) in [
        ("changeCountOfDataNode", json!({ "newDataNodeCount": 1 })),
        ("restartSearchEngineCluster", Value::Null),
        (
            "resetSearchEngineUserPassword",
            json!({ "searchEngineUserPassword": "test12345!@#" }),
        ),
        (
            "getNodeProductListForSpecChange",
            json!({ "softwareProductCode": SECOND }),
        ),
        (
            "changeSpecNode",
            json!({ "managerNodeProductCode": PRODUCT }),
        ),
        ("changeClusterNodeDiskSize", json!({ "diskSize": 200 })),
    ] {
        done(cloud, &format!("/cluster/{path}/{cluster}"), body).await;
    }
    let node = cloud.nodes(cluster, "D").await[0].to_string();
    let body = json!({
        "serviceGroupInstanceNo": cluster.to_string(),
        "nodeSpecList": [{ "computeInstanceNo": node, "nodeStorageRole": "WARM" }],
    });
    done(cloud, "/cluster/setHotWarmNode", body).await;
}

async fn save_and_upgrade(cloud: &Cloud, cluster: i64) {
    cloud.set_key_pair(cluster).await;
    let snapshot = json!({ "snapshotName": "snapshot-20250324", "bucketName": "bk.ses.snapshot" });
    let path = format!("/snapshot/createSnapshot/{cluster}");
    done(cloud, &path, snapshot).await;
    let schedule = json!({
        "snapshotName": "daily-snap", "bucketName": "bk.ses.snapshot",
        "scheduledDay": "Everyday", "scheduledHour": 3, "scheduledMinute": 30,
    });
    let path = format!("/snapshot/setSnapshotScheduling/{cluster}");
    done(cloud, &path, schedule).await;
    let path = format!("/snapshot/releaseSnapshotScheduling/{cluster}");
    done(cloud, &path, Value::Null).await;
    let target =
        json!({ "serviceGroupInstanceNo": cluster.to_string(), "targetVersionCode": "2180" });
    done(cloud, "/cluster/rollingUpgradePreCheck", target.clone()).await;
    done(cloud, "/cluster/rollingUpgradeCluster", target).await;
}

async fn fill(cloud: &Cloud, cluster: i64) {
    let body = json!({
        "bucketName": "bk.c", "index": "my-index", "objectKey": "data/sample_data.json",
        "dataSource": "OBJECT_STORAGE",
    });
    let path = format!("/import/createDataImportJob/{cluster}");
    assert_eq!(result(&cloud.post(&path, body).await), true);
    let path = format!("/import/stopDataImportJob/{cluster}");
    done(cloud, &path, Value::Null).await;
}

#[tokio::test]
async fn every_operation_succeeds() {
    let cloud = Cloud::start().await;
    choose(&cloud).await;
    let second = cloud.cluster().await;
    let third = create_third(&cloud).await;
    let path = format!("/cluster/getServerSpecListForSpecChange/{third}");
    let body = json!({ "computeInstanceProductCode": THIRD_PRODUCT });
    done(&cloud, &path, body).await;
    change(&cloud, second).await;
    save_and_upgrade(&cloud, second).await;
    fill(&cloud, second).await;
    look(&cloud, second).await;
    assert_eq!(result(&cloud.delete(second).await), true);
    cloud.forward(LONG);
    assert_eq!(cloud.status(second).await, "return");

    let service = ncloud_spec::SERVICES
        .iter()
        .find(|service| service.name == "search-engine");
    let document = Document::published(*service.unwrap()).unwrap();
    let operations: BTreeSet<String> = document
        .operations()
        .map(|operation| operation.id().to_owned())
        .collect();
    let requests = cloud.emulator.requests();
    let answered: BTreeSet<String> = requests
        .iter()
        .filter(|request| request.status == 200)
        .filter_map(|request| {
            let operation = request.verdict.strip_prefix("search-engine ")?;
            let operation = operation.strip_suffix(" (public KR): answered")?;
            Some(operation.to_owned())
        })
        .collect();
    assert_eq!(answered, operations);
    assert_eq!(operations.len(), 43);
}
