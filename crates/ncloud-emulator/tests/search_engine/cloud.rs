//! An emulator with a clock, and calls of the service.

use std::path::Path;

use ncloud_emulator::{Emulator, EmulatorBuilder};
use serde_json::{Value, json};

use crate::support::{ACCESS, Answer, Call, Clock, NOW, SECRET};

/// The longest time that any change takes here, in minutes.
pub(crate) const LONG: u64 = 60;
pub(crate) const PRODUCT: &str = "SVR.VELST.STAND.C002.M008.NET.SSD.B050.G002";
pub(crate) const PASSWORD: &str = "fake-Pass-123!";

pub(crate) struct Cloud {
    pub(crate) emulator: Emulator,
    clock: Clock,
    base: &'static str,
}

impl Cloud {
    pub(crate) async fn start() -> Self {
        Self::with(|builder| builder).await
    }

    /// One that keeps its state in this directory.
    pub(crate) async fn start_in(directory: &Path) -> Self {
        Self::with(|builder| builder.state(directory)).await
    }

    async fn with(settings: impl FnOnce(EmulatorBuilder) -> EmulatorBuilder) -> Self {
        let clock = Clock::new(NOW);
        Self {
            emulator: settings(clock.builder()).start().await.unwrap(),
            clock,
            base: "/api/v2",
        }
    }

    /// Calls the region with this base path from now on.
    pub(crate) fn region(&mut self, base: &'static str) {
        self.base = base;
    }

    pub(crate) fn now(&self) -> u64 {
        self.clock.now()
    }

    pub(crate) fn forward(&self, minutes: u64) {
        self.clock.forward(minutes * 60_000);
    }

    async fn send(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        let call = Call::new(method, &format!("{}{path}", self.base));
        let call = match body {
            Some(body) => call.json(&body),
            None => call,
        };
        let call = call.signed_by(ACCESS, SECRET, self.now());
        call.send(&self.emulator).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.send("POST", path, Some(body)).await
    }

    pub(crate) async fn delete(&self, cluster: i64) -> Answer {
        let path = format!("/cluster/deleteSearchEngineCluster/{cluster}");
        self.send("DELETE", &path, None).await
    }

    /// Starts the creation of a cluster with one manager and three data nodes.
    pub(crate) async fn create(&self, name: &str) -> i64 {
        let answer = self
            .post("/cluster/createSearchEngineCluster", request(name))
            .await;
        result(&answer)["serviceGroupInstanceNo"].as_i64().unwrap()
    }

    /// A cluster that is running.
    pub(crate) async fn cluster(&self) -> i64 {
        let number = self.create("my-ses").await;
        self.forward(LONG);
        number
    }

    pub(crate) async fn info(&self, cluster: i64) -> Value {
        let path = format!("/cluster/getClusterInfo/{cluster}");
        result(&self.get(&path).await)
    }

    pub(crate) async fn status(&self, cluster: i64) -> String {
        let info = self.info(cluster).await;
        info["clusterStatus"].as_str().unwrap().to_owned()
    }

    /// The numbers of the nodes of a role.
    pub(crate) async fn nodes(&self, cluster: i64, role: &str) -> Vec<i64> {
        let info = self.info(cluster).await;
        let nodes = info["clusterNodeList"].as_array().unwrap().iter();
        nodes
            .filter(|node| node["nodeType"] == role)
            .map(|node| node["computeInstanceNo"].as_i64().unwrap())
            .collect()
    }

    pub(crate) async fn set_key_pair(&self, cluster: i64) {
        let path = format!("/snapshot/updateAPIAuthenticationKey/{cluster}");
        let body = json!({ "accessKeyId": "aaaaa", "secretKey": "bbbbb" });
        assert_eq!(result(&self.post(&path, body).await), true);
    }
}

/// A request for a cluster with one manager and three data nodes.
pub(crate) fn request(name: &str) -> Value {
    json!({
        "clusterName": name, "searchEngineVersionCode": "2150",
        "searchEngineDashboardPort": "5601", "searchEngineUserName": "admin",
        "searchEngineUserPassword": PASSWORD,
        "softwareProductCode": "SW.VELST.OS.LNX64.ROCKY.0808.B050",
        "vpcNo": 93001, "managerNodeSubnetNo": 200_123, "isDualManager": false,
        "managerNodeProductCode": PRODUCT, "isMasterOnlyNodeActivated": false,
        "dataNodeSubnetNo": 200_123, "dataNodeCount": 3, "dataNodeProductCode": PRODUCT,
        "dataNodeStorageSize": 100, "loginKeyName": "tf-login-test",
    })
}

/// The result of a call that succeeded.
pub(crate) fn result(answer: &Answer) -> Value {
    let shown = answer.json();
    assert_eq!(
        (answer.status, &shown["code"], &shown["message"]),
        (200, &json!(0), &json!("SUCCESS")),
        "{shown}"
    );
    shown["result"].clone()
}

/// Why a call was refused.
pub(crate) fn refusal(answer: &Answer) -> String {
    let shown = answer.json();
    assert_eq!(
        (answer.status, &shown["code"], &shown["result"]),
        (400, &json!(400), &Value::Null),
        "{shown}"
    );
    shown["message"].as_str().unwrap().to_owned()
}
