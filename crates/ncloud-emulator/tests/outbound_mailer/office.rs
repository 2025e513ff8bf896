//! An emulator with a clock.

use std::path::Path;

use ncloud_emulator::{Emulator, EmulatorBuilder};
use serde_json::{Value, json};

use crate::support::{ACCESS, Answer, Call, Clock, NOW, SECRET};

pub(crate) const HOUR: u64 = 60 * 60 * 1000;

pub(crate) struct Office {
    pub(crate) emulator: Emulator,
    clock: Clock,
}

impl Office {
    pub(crate) async fn start() -> Self {
        Self::with(|builder| builder).await
    }

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

    pub(crate) fn forward(&self, milliseconds: u64) {
        self.clock.forward(milliseconds);
    }

    async fn send(&self, call: Call) -> Answer {
        call.signed_by(ACCESS, SECRET, self.clock.now())
            .send(&self.emulator)
            .await
    }

    pub(crate) async fn call(&self, method: &str, path: &str, body: Value) -> Answer {
        let call = Call::new(method, &format!("/api/v1{path}"));
        self.send(call.json_unless_null(&body)).await
    }

    /// What a call answers that succeeds with this status.
    pub(crate) async fn ok(&self, status: u16, method: &str, path: &str, body: Value) -> Value {
        let answer = self.call(method, path, body).await;
        assert_eq!(answer.status, status, "{method} {path}: {answer:?}");
        answer.json()
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        self.ok(200, "GET", path, Value::Null).await
    }

    /// Sends a mail; its request.
    pub(crate) async fn mail(&self, others: Value) -> String {
        let sent = self.ok(201, "POST", "/mails", mail(others)).await;
        sent["requestId"].as_str().unwrap().to_owned()
    }

    /// The code of a refusal.
    pub(crate) async fn refusal(&self, method: &str, path: &str, body: Value) -> String {
        let answer = self.call(method, path, body).await;
        assert_eq!(answer.status, 400, "{method} {path}: {answer:?}");
        answer.json()["error"]["code"].as_str().unwrap().to_owned()
    }

    /// Uploads files as parts of this name.
    pub(crate) async fn upload(&self, path: &str, part: &str, files: &[(&str, &[u8])]) -> Answer {
        let mut body = Vec::new();
        for (name, octets) in files {
            let head = format!(
                "--b\r\nContent-Disposition: form-data; name=\"{part}\"; filename=\"{name}\"\r\n\
                 Content-Type: application/octet-stream\r\n\r\n"
            );
            body.extend(head.into_bytes());
            body.extend(*octets);
            body.extend(b"\r\n");
        }
        body.extend(b"--b--\r\n");
        let call = Call::new("POST", &format!("/api/v1{path}"));
        let call = call.header("Content-Type", "multipart/form-data; boundary=b");
        self.send(call.body(body)).await
    }
}

/// A mail; `others` win.
pub(crate) fn mail(others: Value) -> Value {
    let mut body = json!({
        "senderAddress": "no-reply@example.com",
        "title": "Hello ${name}",
        "body": "<p>Hi</p>",
        "recipients": [{ "address": "mina@example.net", "type": "R", "parameters": { "name": "Mina" } }],
    });
    for (name, value) in others.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}
