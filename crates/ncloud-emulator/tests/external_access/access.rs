//! An emulator, and what External Access needs of its other services.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ncloud_emulator::{Emulator, EmulatorBuilder};
use serde_json::{Value, json};

use crate::support::{ACCESS, Answer, Call, Clock, NOW, SECRET};

pub(crate) struct Access {
    pub(crate) emulator: Emulator,
    clock: Clock,
}

/// A CA of Private CA.
pub(crate) struct Ca {
    pub(crate) tag: String,
    pub(crate) id: Value,
    /// PEM.
    pub(crate) certificate: String,
}

impl Access {
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
        }
    }

    /// Lets time pass.
    pub(crate) fn pass(&self, seconds: u64) {
        self.clock.forward(seconds * 1000);
    }

    /// Calls an operation of any service; the path begins after `/api/v1`.
    pub(crate) async fn call(&self, method: &str, path: &str, body: Value) -> Answer {
        let call = Call::new(method, &format!("/api/v1{path}")).json_unless_null(&body);
        call.signed_by(ACCESS, SECRET, self.clock.now())
            .send(&self.emulator)
            .await
    }

    /// What a successful call answers.
    pub(crate) async fn answer(&self, method: &str, path: &str, body: Value) -> Value {
        let answer = self.call(method, path, body).await;
        let body = answer.json();
        assert_eq!(answer.status, 200, "{method} {path}: {body}");
        body
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        self.answer("GET", path, Value::Null).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Value {
        self.answer("POST", path, body).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Value {
        self.answer("DELETE", path, Value::Null).await
    }

    /// A refused call: its reason.
    async fn refused(
        &self,
        method: &str,
        path: &str,
        body: Value,
        expected: (u16, &str),
    ) -> String {
        let answer = self.call(method, path, body).await;
        let body = answer.json();
        let error = &body["error"];
        let code = error["errorCode"].as_str().unwrap_or_default();
        assert_eq!((answer.status, code), expected, "{method} {path}: {body}");
        let number = error["requestId"].as_str().unwrap();
        assert_eq!(number.len(), 36, "{body}");
        error["message"].as_str().unwrap().to_owned()
    }

    /// A call that breaks a rule: the reason.
    pub(crate) async fn bad(&self, method: &str, path: &str, body: Value) -> String {
        self.refused(method, path, body, (400, "BAD_REQUEST")).await
    }

    /// A call about something that is not there.
    pub(crate) async fn unknown(&self, method: &str, path: &str, body: Value) {
        self.refused(method, path, body, (404, "NOT_FOUND")).await;
    }

    /// The number of a new role of a type, with these entities of the same type.
    pub(crate) async fn role(&self, name: &str, kind: &str, entities: &[&str]) -> String {
        let body = json!({ "roleName": name, "roleType": kind, "sessionExpirationSec": 600 });
        let created = self.post("/roles", body).await;
        let id = created["id"].as_str().unwrap().to_owned();
        let entities = entities.iter().map(|id| json!({ "type": kind, "id": id }));
        let body = json!({ "roleEntityList": entities.collect::<Vec<_>>() });
        self.post(&format!("/roles/{id}/entities"), body).await;
        id
    }

    /// A new root CA.
    pub(crate) async fn ca(&self, alias: &str) -> Ca {
        let body = json!({
            "alias": alias, "keyType": "EC256", "period": "365",
            "x509Parameters": { "commonName": alias },
        });
        let created = self.post("/ca?caType=PRIVATE_ROOT", body).await;
        let info = &created["data"]["caInfo"];
        let certificate = &created["data"]["caCertInfo"]["certPem"];
        Ca {
            tag: info["caTag"].as_str().unwrap().to_owned(),
            id: info["caId"].clone(),
            certificate: certificate.as_str().unwrap().to_owned(),
        }
    }

    /// The revocation list of a CA, PEM.
    pub(crate) async fn list_of(&self, ca: &Ca) -> String {
        let list = self.get(&format!("/ca/{}/crl", ca.tag)).await;
        list["data"].as_str().unwrap().to_owned()
    }

    /// A new trust anchor for a CA of Private CA; its path.
    pub(crate) async fn trust_anchor(&self, ca: &Ca) -> String {
        let body = json!({ "name": "plant-ca", "source": source_of(ca) });
        let created = self.post("/trust-anchors", body).await;
        let id = created["trustAnchorId"].as_str().unwrap();
        format!("/trust-anchors/{id}")
    }
}

/// A CA of Private CA as a source.
pub(crate) fn source_of(ca: &Ca) -> Value {
    json!({ "sourceType": "NCP_PCA", "sourceData": { "caId": ca.id } })
}

/// Certificates as a source.
pub(crate) fn bundle(pem: &str) -> Value {
    json!({ "sourceType": "CERTIFICATE_BUNDLE", "sourceData": { "x509CertificateData": pem } })
}

/// Base64 of what a PEM block holds.
pub(crate) fn content(pem: &str) -> String {
    let lines = pem.lines().filter(|line| !line.starts_with("-----"));
    lines.collect()
}

pub(crate) fn base64(text: &str) -> String {
    STANDARD.encode(text)
}
