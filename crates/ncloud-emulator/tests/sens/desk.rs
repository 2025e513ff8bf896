//! An emulator with a clock and a project whose channels are all switched on.

use std::path::Path;

use ncloud_emulator::{Emulator, EmulatorBuilder};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::support::{ACCESS, Answer, Call, Clock, NOW, SECRET};

pub(crate) const MINUTE: u64 = 60 * 1000;
pub(crate) const DAY: u64 = 24 * 60 * MINUTE;

pub(crate) struct Desk {
    pub(crate) emulator: Emulator,
    clock: Clock,
    pub(crate) project: Value,
}

impl Desk {
    pub(crate) async fn start() -> Self {
        let mut desk = Self::with(|builder| builder).await;
        desk.create("shop").await;
        desk
    }

    /// One without a project that keeps its state in this directory.
    pub(crate) async fn start_in(directory: &Path) -> Self {
        Self::with(|builder| builder.state(directory)).await
    }

    async fn with(settings: impl FnOnce(EmulatorBuilder) -> EmulatorBuilder) -> Self {
        let clock = Clock::new(NOW);
        Self {
            emulator: settings(clock.builder()).start().await.unwrap(),
            clock,
            project: Value::Null,
        }
    }

    /// Goes on with a project of this name.
    pub(crate) async fn create(&mut self, name: &str) {
        let body = json!({ "projectName": name, "useSms": true, "useKkoBizMsg": true });
        self.project = self.ok("POST", "/common/v2/projects", body).await;
    }

    pub(crate) fn forward(&self, milliseconds: u64) {
        self.clock.forward(milliseconds);
    }

    fn channel(&self, kind: &str) -> String {
        let service = match kind {
            "sms" => "smsService",
            "mail" => "mailService",
            _ => "kkoBizMsgService",
        };
        let id = self.project[service]["serviceId"].as_str().unwrap();
        let id = utf8_percent_encode(id, NON_ALPHANUMERIC);
        format!("/{kind}/v2/services/{id}")
    }

    pub(crate) async fn call(&self, method: &str, target: &str, body: Value) -> Answer {
        let call = Call::new(method, target).json_unless_null(&body);
        call.signed_by(ACCESS, SECRET, self.clock.now())
            .send(&self.emulator)
            .await
    }

    /// Calls below the channel of this kind.
    pub(crate) async fn below(&self, kind: &str, method: &str, path: &str, body: Value) -> Answer {
        let target = format!("{}{path}", self.channel(kind));
        self.call(method, &target, body).await
    }

    /// What a call answers that succeeds with 200 or, for a send, 202.
    pub(crate) async fn ok(&self, method: &str, target: &str, body: Value) -> Value {
        let answer = self.call(method, target, body).await;
        assert_eq!(answer.status, 200, "{target}: {answer:?}");
        answer.json()
    }

    pub(crate) async fn get(&self, kind: &str, path: &str) -> Value {
        let answer = self.below(kind, "GET", path, Value::Null).await;
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        answer.json()
    }

    pub(crate) async fn send(&self, kind: &str, body: Value) -> Value {
        let path = if kind == "mail" {
            "/requests"
        } else {
            "/messages"
        };
        let answer = self.below(kind, "POST", path, body).await;
        assert_eq!(answer.status, 202, "{answer:?}");
        answer.json()
    }

    /// The messages of a request.
    pub(crate) async fn messages(&self, kind: &str, request: &Value) -> Vec<Value> {
        let request = request["requestId"].as_str().unwrap();
        let list = self
            .get(kind, &format!("/messages?requestId={request}"))
            .await;
        list["messages"].as_array().unwrap().clone()
    }
}

/// A text message; `others` win.
pub(crate) fn text(others: Value) -> Value {
    let mut body = json!({
        "type": "SMS",
        "from": "0215880000",
        "content": "Your code is 4821",
        "messages": [{ "to": "01000000000" }],
    });
    for (name, value) in others.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

/// The status of a refusal, which has a body.
pub(crate) fn refused(answer: &Answer) -> u16 {
    let body = answer.json();
    assert_eq!(body["status"], answer.status, "{answer:?}");
    assert_eq!(body["errors"], body["errorMessage"]);
    answer.status
}
