//! Requests that are not as documented.

use serde_json::{Value, json};

use crate::cloud::{Cloud, PASSWORD, refusal, request, result};
use crate::support::{call, emulator};

#[tokio::test]
async fn what_is_missing_and_what_is_invalid_is_said() {
    let emulator = emulator().await;
    let target = "/api/v2/snapshot/updateAPIAuthenticationKey/1531843";
    let secret = json!({ "accessKeyId": 1, "secretKey": 9_876_543 });
    for (body, message) in [
        (json!({ "accessKeyId": "aaaaa" }), "secretKey is missing"),
        (
            secret,
            "accessKeyId has another JSON type than documented; secretKey has another JSON type than documented",
        ),
    ] {
        let answer = call(&emulator, "POST", target, body).await;
        let mut shown = answer.json();
        let id = shown.as_object_mut().unwrap().remove("requestId").unwrap();
        assert_eq!(id.as_str().unwrap().len(), 36);
        assert_eq!(
            (answer.status, shown),
            (
                400,
                json!({ "code": 400, "message": message, "result": null })
            )
        );
    }
    let answer = call(
        &emulator,
        "GET",
        "/api/v2/cluster/getClusterInfo/abc",
        Value::Null,
    )
    .await;
    assert_eq!(
        answer.json()["message"],
        "serviceGroupInstanceNo must be of type integer"
    );
}

#[tokio::test]
async fn key_pairs_are_taken_in_every_region() {
    let emulator = emulator().await;
    let body = json!({ "accessKeyId": "aaaaa", "secretKey": "bbbbb" });
    for base in ["/api/v2", "/api/sgn-v2", "/api/jpn-v2", "/api/krs-v2"] {
        let target = format!("{base}/snapshot/updateAPIAuthenticationKey/42");
        let answer = call(&emulator, "POST", &target, body.clone()).await;
        let shown = answer.json();
        assert_eq!(
            (answer.status, &shown["code"], &shown["result"]),
            (200, &json!(0), &json!(true))
        );
        assert!(!answer.text().contains("bbbbb"));
    }
}

#[tokio::test]
async fn clusters_are_made_of_what_the_lists_offer() {
    let cloud = Cloud::start().await;
    for (member, value, message) in [
        (
            "searchEngineVersionCode",
            json!("9999"),
            "The version code is not in getSearchEngineVersionList.",
        ),
        (
            "softwareProductCode",
            json!("SW.X"),
            "softwareProductCode is an invalid OS type.",
        ),
        (
            "softwareProductCode",
            json!("SW.VELST.OS.LNX64.ROCKY.08.G003"),
            "softwareProductCode is not an OS type of generation G2.",
        ),
        ("vpcNo", json!(1), "vpcNo is not in getVpcList."),
        (
            "vpcNo",
            json!(4001),
            "managerNodeSubnetNo is not a subnet of the VPC.",
        ),
        (
            "dataNodeSubnetNo",
            json!(1),
            "dataNodeSubnetNo is not a subnet of the VPC.",
        ),
        (
            "dataNodeProductCode",
            json!("SVR.VELST.HICPU.C002.M004.NET.SSD.B050.G003"),
            "dataNodeProductCode is not a server type of generation G2.",
        ),
        (
            "loginKeyName",
            json!("nobody"),
            "loginKeyName is not in getLoginKeyList.",
        ),
        (
            "isMasterOnlyNodeActivated",
            json!(true),
            "masterNodeProductCode is missing",
        ),
    ] {
        let mut body = request("my-ses");
        body[member] = value;
        let answer = cloud.post("/cluster/createSearchEngineCluster", body).await;
        assert_eq!(refusal(&answer), message);
    }
    let list = result(&cloud.get("/cluster/getClusterInfoList").await);
    assert_eq!(list["totalCount"], 0);
}

#[tokio::test]
async fn ports_of_dashboards_are_in_a_range_with_gaps() {
    let cloud = Cloud::start().await;
    for port in ["1024", "9090", "9200", "9300", "65535", "99999"] {
        let mut body = request("my-ses");
        body["searchEngineDashboardPort"] = json!(port);
        let answer = cloud.post("/cluster/createSearchEngineCluster", body).await;
        assert!(refusal(&answer).starts_with("searchEngineDashboardPort must be from 1025"));
    }
}

#[tokio::test]
async fn passwords_are_checked_and_appear_nowhere() {
    let cloud = Cloud::start().await;
    let cluster = cloud.cluster().await;
    let path = format!("/cluster/resetSearchEngineUserPassword/{cluster}");
    for password in [
        "withoutdigits!",
        "12345678!!",
        "letters123",
        "with space1!",
        "with/slash1!",
        "with₩won123!",
        "with'quote1!",
    ] {
        let body = json!({ "searchEngineUserPassword": password });
        let answer = cloud.post(&path, body).await;
        assert!(refusal(&answer).starts_with("searchEngineUserPassword must"));
        assert!(!answer.text().contains(password));
    }
    let body = json!({ "searchEngineUserPassword": PASSWORD });
    let answer = cloud.post(&path, body).await;
    assert_eq!(result(&answer), true);
    assert!(!cloud.info(cluster).await.to_string().contains(PASSWORD));
    assert!(!format!("{:?}", cloud.emulator.requests()).contains(PASSWORD));
}

#[tokio::test]
async fn a_subnet_has_so_many_addresses() {
    let cloud = Cloud::start().await;
    let mut body = request("my-ses");
    body["dataNodeCount"] = json!(10);
    let mut made = 0;
    let refused = loop {
        let answer = cloud
            .post("/cluster/createSearchEngineCluster", body.clone())
            .await;
        if answer.status != 200 {
            break refusal(&answer);
        }
        made += 1;
    };
    assert_eq!(refused, "The subnet has no free address.");
    assert_eq!(made, 249 / 11);
}
