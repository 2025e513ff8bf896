//! An emulator whose clock is put forward by the test, and which operations it answered.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Mutex;

use ncloud_emulator::{Emulator, EmulatorBuilder};
use serde_json::{Value, json};

use crate::support::{ACCESS, Answer, Call, Clock, NOW, SECRET};

pub(crate) struct Service {
    pub(crate) emulator: Emulator,
    clock: Clock,
    /// Services and operations that succeeded.
    succeeded: Mutex<BTreeSet<(String, String)>>,
}

impl Service {
    pub(crate) async fn new() -> Self {
        Self::with(|builder| builder, NOW).await
    }

    /// One that keeps its state in this directory, and whose clock begins at `now`.
    pub(crate) async fn start_in(directory: &Path, now: u64) -> Self {
        Self::with(|builder| builder.state(directory), now).await
    }

    async fn with(settings: impl FnOnce(EmulatorBuilder) -> EmulatorBuilder, now: u64) -> Self {
        let clock = Clock::new(now);
        Self {
            emulator: settings(clock.builder()).start().await.unwrap(),
            clock,
            succeeded: Mutex::default(),
        }
    }

    pub(crate) fn now(&self) -> u64 {
        self.clock.now()
    }

    /// Puts the clock forward.
    pub(crate) fn pass(&self, seconds: u64) {
        self.clock.forward(seconds * 1000);
    }

    pub(crate) async fn call(&self, method: &str, target: &str, body: Value) -> Answer {
        let call = Call::new(method, target).json_unless_null(&body);
        let call = call.signed_by(ACCESS, SECRET, self.now());
        let answer = call.send(&self.emulator).await;
        let zip = answer.body.starts_with(b"PK");
        if answer.status == 200 && (zip || answer.json()["returnCode"] == "0") {
            let verdict = self.emulator.requests().pop().unwrap().verdict;
            let mut words = verdict.split(' ').map(str::to_owned);
            let operation = (words.next().unwrap(), words.next().unwrap());
            self.succeeded.lock().unwrap().insert(operation);
        }
        answer
    }

    /// A call that succeeds.
    pub(crate) async fn get(&self, target: &str) -> Value {
        self.done("GET", target, Value::Null).await
    }

    pub(crate) async fn post(&self, target: &str, body: Value) -> Value {
        self.done("POST", target, body).await
    }

    pub(crate) async fn done(&self, method: &str, target: &str, body: Value) -> Value {
        let answer = self.call(method, target, body).await;
        let json = answer.json();
        assert_eq!(
            (answer.status, &json["returnCode"]),
            (200, &json!("0")),
            "{method} {target}: {json}"
        );
        json
    }

    /// A call that the service refuses: status and code; returns the message.
    pub(crate) async fn refused(
        &self,
        method: &str,
        target: &str,
        body: Value,
        (status, code): (u16, &str),
    ) -> String {
        let answer = self.call(method, target, body).await;
        let json = answer.json();
        assert_eq!(
            (answer.status, &json["returnCode"]),
            (status, &json!(code)),
            "{method} {target}: {json}"
        );
        json["returnMessage"].as_str().unwrap().to_owned()
    }

    /// Operations of a service that succeeded so far.
    pub(crate) fn succeeded(&self, service: &str) -> BTreeSet<String> {
        let succeeded = self.succeeded.lock().unwrap();
        let of_service = succeeded.iter().filter(|(name, _)| name == service);
        of_service.map(|(_, operation)| operation.clone()).collect()
    }
}
