//! An emulator whose clock is put forward by the test, and which operations it answered.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use ncloud_emulator::{Emulator, EmulatorBuilder};
use serde_json::{Value, json};

use crate::support::{ACCESS, Answer, Call, NOW, SECRET, at};

pub(crate) struct Service {
    pub(crate) emulator: Emulator,
    clock: Arc<AtomicU64>,
    /// Services and operations that succeeded.
    succeeded: Mutex<BTreeSet<(String, String)>>,
}

impl Service {
    pub(crate) async fn new() -> Self {
        Self::with(Emulator::builder(), NOW).await
    }

    /// An emulator with more settings, whose clock begins at `now`.
    pub(crate) async fn with(builder: EmulatorBuilder, now: u64) -> Self {
        let clock = Arc::new(AtomicU64::new(now));
        let shared = Arc::clone(&clock);
        let emulator = builder
            .key(ACCESS, SECRET)
            .clock(move || at(shared.load(Ordering::Relaxed)))
            .start()
            .await
            .unwrap();
        Self {
            emulator,
            clock,
            succeeded: Mutex::default(),
        }
    }

    pub(crate) fn now(&self) -> u64 {
        self.clock.load(Ordering::Relaxed)
    }

    /// Puts the clock forward.
    pub(crate) fn pass(&self, seconds: u64) {
        self.clock.fetch_add(seconds * 1000, Ordering::Relaxed);
    }

    pub(crate) async fn call(&self, method: &str, target: &str, body: Value) -> Answer {
        let mut call = Call::new(method, target);
        if !body.is_null() {
            call = call.json(&body);
        }
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
