//! An emulator with a clock, and calls of the service at the host of one boundary of keys.

use std::net::SocketAddr;
use std::path::Path;

use ncloud_core::KeyBoundary;
use ncloud_emulator::{Emulator, EmulatorBuilder};
use serde_json::{Value, json};

use crate::support::{ACCESS, Answer, Call, Clock, NOW, SECRET};

/// Milliseconds of a day.
pub(crate) const DAY: u64 = 24 * 60 * 60 * 1000;
pub(crate) const VALUE: &str = r#"{"USER":"app","PASSWORD":"hunter2-first"}"#;
pub(crate) const NEXT: &str = r#"{"USER":"app","PASSWORD":"hunter2-next"}"#;

pub(crate) struct Vault {
    pub(crate) emulator: Emulator,
    clock: Clock,
    boundary: KeyBoundary,
}

impl Vault {
    /// Calls go to the host of Korea.
    pub(crate) async fn start() -> Self {
        Self::with(|builder| builder).await
    }

    /// One that keeps its state in this directory.
    pub(crate) async fn start_in(directory: &Path) -> Self {
        Self::with(|builder| builder.state(directory)).await
    }

    pub(crate) async fn with(settings: impl FnOnce(EmulatorBuilder) -> EmulatorBuilder) -> Self {
        let clock = Clock::new(NOW);
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let builder = clock
            .builder()
            .listen_for_keys(KeyBoundary::Kr, any)
            .listen_for_keys(KeyBoundary::Jp, any);
        Self {
            emulator: settings(builder).start().await.unwrap(),
            clock,
            boundary: KeyBoundary::Kr,
        }
    }

    /// Calls the host of this boundary from now on.
    pub(crate) fn go_to(&mut self, boundary: KeyBoundary) {
        self.boundary = boundary;
    }

    pub(crate) fn now(&self) -> u64 {
        self.clock.now()
    }

    pub(crate) fn forward(&self, milliseconds: u64) {
        self.clock.forward(milliseconds);
    }

    async fn send(&self, method: &str, target: &str, body: Value) -> Answer {
        let call = Call::new(method, target).json_unless_null(&body);
        let url = self.emulator.url_for(self.boundary).unwrap();
        let address = url.strip_prefix("http://").unwrap().parse().unwrap();
        call.signed_by(ACCESS, SECRET, self.now())
            .send_to(address)
            .await
    }

    /// Calls Secret Manager; the path begins after `/v1`.
    pub(crate) async fn call(&self, method: &str, path: &str, body: Value) -> Answer {
        let kind = if path.contains("/jobs/") {
            "action"
        } else {
            "api"
        };
        let prefix = match self.boundary {
            KeyBoundary::Global => "",
            _ => "/secretmanager",
        };
        let target = format!("{prefix}/{kind}/v1{path}");
        self.send(method, &target, body).await
    }

    /// What a successful call has in `data`.
    pub(crate) async fn data(&self, method: &str, path: &str, body: Value) -> Value {
        let answer = self.call(method, path, body).await;
        let mut body = answer.json();
        assert_eq!(answer.status, 200, "{method} {path}: {body}");
        assert_eq!(body["code"], "SUCCESS");
        body["data"].take()
    }

    /// The status and the code of a refused call.
    pub(crate) async fn refusal(&self, method: &str, path: &str, body: Value) -> (u16, String) {
        let answer = self.call(method, path, body).await;
        let body = answer.json();
        let code = body["error"]["errorCode"].as_str();
        let code = code.unwrap_or_else(|| panic!("{method} {path}: {body}"));
        (answer.status, code.to_owned())
    }

    /// Calls Key Management Service of the same boundary; what a successful call has in `data`.
    pub(crate) async fn kms(&self, method: &str, path: &str, body: Value) -> Value {
        let answer = self.send(method, &format!("/kms/v1{path}"), body).await;
        let mut body = answer.json();
        assert_eq!(answer.status, 200, "{method} {path}: {body}");
        body["data"].take()
    }

    /// Makes a key of Key Management Service; its tag.
    pub(crate) async fn key(&self, name: &str, kind: &str) -> String {
        let body = json!({
            "keyName": name, "keyType": kind, "isAutoRotation": false, "protectionType": "BASIC",
        });
        let key = self.kms("POST", "/keys", body).await;
        key["keyTag"].as_str().unwrap().to_owned()
    }

    /// Makes a secret with the service's own key; its path.
    pub(crate) async fn secret(&self) -> String {
        self.secret_with(json!({})).await
    }

    /// Makes a secret with other members; its path.
    pub(crate) async fn secret_with(&self, others: Value) -> String {
        let secret = self.data("POST", "/secrets", new(others)).await;
        format!("/secrets/{}", secret["secretId"].as_str().unwrap())
    }

    /// The values of all stages.
    pub(crate) async fn chain(&self, secret: &str) -> [String; 3] {
        let mut data = self
            .data("GET", &format!("{secret}/values"), Value::Null)
            .await;
        let chain = data["decryptedSecretChain"].take();
        ["previous", "active", "pending"].map(|stage| chain[stage].as_str().unwrap().to_owned())
    }

    /// Begins a rotation; the path of its job.
    pub(crate) async fn job(&self, secret: &str) -> String {
        self.data("POST", &format!("{secret}/rotation"), Value::Null)
            .await;
        self.latest_job(secret).await
    }

    /// The path of the job that the latest record shows.
    pub(crate) async fn latest_job(&self, secret: &str) -> String {
        let logs = self
            .data("GET", &format!("{secret}/logs"), Value::Null)
            .await;
        let token = logs["result"][0]["jobToken"].as_str().unwrap();
        format!("{secret}/jobs/{token}")
    }

    pub(crate) async fn status(&self, secret: &str) -> String {
        let detail = self.data("GET", secret, Value::Null).await;
        detail["secretStatus"].as_str().unwrap().to_owned()
    }
}

/// The body of a request for a secret; `others` win.
pub(crate) fn new(others: Value) -> Value {
    let mut body = json!({
        "secretName": "orders-db",
        "secretValue": { "value": VALUE, "rotationTargets": ["PASSWORD"] },
        "secretType": "BASIC",
        "autoRotationYN": "N",
        "triggerId": "trg-01",
        "protectionKeyType": "DEFAULT",
    });
    for (name, value) in others.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

pub(crate) fn invalid_status() -> (u16, String) {
    (422, "INVALID_STATUS".to_owned())
}

pub(crate) fn invalid_request() -> (u16, String) {
    (400, "INVALID_REQUEST".to_owned())
}

pub(crate) fn unprocessable() -> (u16, String) {
    (422, "UNPROCESSABLE_ENTITY".to_owned())
}

pub(crate) fn not_found() -> (u16, String) {
    (404, "NOT_FOUND".to_owned())
}
