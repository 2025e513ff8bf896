//! Lists of what there is to choose from.

use ncloud_spec::document::Document;
use serde_json::{Value, json};

use crate::cloud::{Cloud, refusal, result};

const THIRD: &str = "SW.VELST.OS.LNX64.ROCKY.08.G003";
const SECOND: &str = "SW.VELST.OS.LNX64.ROCKY.0808.B050";

fn values<'a>(list: &'a Value, name: &str) -> Vec<&'a Value> {
    let items = list.as_array().unwrap().iter();
    items.map(|item| &item[name]).collect()
}

#[tokio::test]
async fn every_combination_of_the_second_generation_is_accepted() {
    let cloud = Cloud::start().await;
    let versions = result(&cloud.get("/cluster/getSearchEngineVersionList").await);
    let images = result(&cloud.get("/cluster/getOsProductList").await);
    let keys = result(&cloud.get("/cluster/getLoginKeyList").await);
    let vpcs = result(&cloud.get("/cluster/getVpcList").await);
    let mut made = 0;
    for image in values(&images["productList"], "productCode") {
        let image = image.as_str().unwrap();
        for vpc in values(&vpcs["content"], "vpcNo") {
            let path = format!("/cluster/getSubnetList?softwareProductCode={image}&vpcNo={vpc}");
            let subnets = result(&cloud.get(&path).await);
            for subnet in values(&subnets["content"], "subnetNo") {
                let path = format!(
                    "/cluster/getNodeProductList?softwareProductCode={image}&subnetNo={subnet}"
                );
                let products = result(&cloud.get(&path).await);
                for product in values(&products["productList"], "productCode") {
                    let versions = values(
                        &versions["searchEngineVersionList"],
                        "searchEngineVersionCode",
                    );
                    let keys = values(&keys["loginKeyList"], "keyName");
                    let mut body = crate::cloud::request("my-ses");
                    body["softwareProductCode"] = json!(image);
                    body["vpcNo"] = vpc.clone();
                    body["managerNodeSubnetNo"] = subnet.clone();
                    body["dataNodeSubnetNo"] = subnet.clone();
                    body["managerNodeProductCode"] = product.clone();
                    body["dataNodeProductCode"] = product.clone();
                    body["searchEngineVersionCode"] = versions[made % versions.len()].clone();
                    body["loginKeyName"] = keys[made % keys.len()].clone();
                    result(&cloud.post("/cluster/createSearchEngineCluster", body).await);
                    made += 1;
                }
            }
        }
    }
    assert!(made >= 24, "{made}");
}

#[tokio::test]
async fn the_documented_requests_are_accepted() {
    let cloud = Cloud::start().await;
    let service = ncloud_spec::SERVICES
        .iter()
        .find(|service| service.name == "search-engine");
    let document = Document::published(*service.unwrap()).unwrap();
    for operation in document.operations() {
        let path = operation.path;
        let needs_cluster = path.contains('{')
            || ["setHotWarmNode", "rollingUpgrade", "getRollingUpgrade"]
                .iter()
                .any(|start| operation.id().starts_with(start));
        if needs_cluster {
            continue;
        }
        for example in operation.examples() {
            let query: Vec<String> = example
                .query
                .iter()
                .map(|(name, value)| {
                    let text = value.as_str().map_or(value.to_string(), str::to_owned);
                    format!("{name}={text}")
                })
                .collect();
            let path = format!("{path}?{}", query.join("&"));
            let answer = match example.body {
                Some(body) => cloud.post(path.trim_end_matches('?'), body).await,
                None => cloud.get(path.trim_end_matches('?')).await,
            };
            result(&answer);
        }
    }
}

#[tokio::test]
async fn generations_have_lists_of_their_own() {
    let cloud = Cloud::start().await;
    let generations = result(
        &cloud
            .get("/cluster/getSearchEngineServerGenerationList")
            .await,
    );
    let codes = values(
        &generations["searchEngineServerGenerationList"],
        "generationCode",
    );
    assert_eq!(codes, ["G2", "G3"]);
    let images = result(&cloud.get("/cluster/getClusterServerImageList").await);
    assert_eq!(values(&images["productList"], "productCode"), [THIRD]);
    let list = "/cluster/getServerSpecList";
    let body = json!({ "softwareProductCode": THIRD });
    let specs = result(&cloud.post(list, body).await);
    assert!(
        values(&specs["productList"], "generationCode")
            .iter()
            .all(|code| *code == "G3")
    );
    let wrong = "softwareProductCode is not an OS type of generation";
    let body = json!({ "softwareProductCode": SECOND });
    let answer = cloud.post(list, body).await;
    assert!(refusal(&answer).starts_with(wrong));
    let path = format!("/cluster/getNodeProductList?softwareProductCode={THIRD}&subnetNo=200123");
    assert!(refusal(&cloud.get(&path).await).starts_with(wrong));
}

#[tokio::test]
async fn subnets_are_private_or_public() {
    let cloud = Cloud::start().await;
    let path = "/cluster/getVpcAvailableSubnetList";
    for (is_private, numbers) in [
        (json!(true), json!([200_123])),
        (json!(false), json!([200_124])),
        (Value::Null, json!([200_123, 200_124])),
    ] {
        let body = json!({ "softwareProductCode": THIRD, "vpcNo": 93001, "isPrivate": is_private });
        let subnets = result(&cloud.post(path, body).await);
        assert_eq!(json!(values(&subnets["content"], "subnetNo")), numbers);
    }
}

#[tokio::test]
async fn zones_and_numbers_are_those_of_the_region() {
    let mut cloud = Cloud::start().await;
    for (base, zone, number) in [
        ("/api/v2", "KR-1", json!("1")),
        ("/api/sgn-v2", "SGN-1", json!("7")),
        ("/api/jpn-v2", "JPN-1", Value::Null),
        ("/api/krs-v2", "KRS-1", Value::Null),
    ] {
        cloud.region(base);
        let vpcs = result(&cloud.get("/cluster/getVpcList").await);
        assert_eq!(vpcs["content"][0]["regionNo"], number);
        let path = format!("/cluster/getSubnetList?softwareProductCode={SECOND}&vpcNo=93001");
        let subnets = result(&cloud.get(&path).await);
        assert_eq!(subnets["content"][0]["zoneName"], zone);
    }
}
