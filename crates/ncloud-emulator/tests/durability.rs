//! What was acknowledged is there after the program was killed in the middle of load.
//!
//! `NCLOUD_SOAK_ROUNDS` sets how often it is killed, 2 by default.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "in a test, also in what helps it, a panic is a failure; the program goes by the \
              machine's clock, and so does its client"
)]

mod support;

use std::io;
use std::net::SocketAddr;
use std::process::Stdio;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use support::{ACCESS, Answer, Call, SECRET};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::mpsc;

const TOKEN: &str = "control-token-0123456789";
/// Clients that create things at the same time.
const CLIENTS: u64 = 6;

/// The program, which is killed when this is dropped.
struct Program {
    child: Child,
    address: SocketAddr,
    control: SocketAddr,
}

impl Program {
    async fn start(state: &TempDir) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_ncloud-emulator"))
            .args(["--listen", "127.0.0.1:0", "--control", "127.0.0.1:0"])
            .args(["--quiet", "--access-key", ACCESS, "--state"])
            .arg(state.path())
            .env("NCLOUD_EMULATOR_SECRET_KEY", SECRET)
            .env("NCLOUD_EMULATOR_CONTROL_TOKEN", TOKEN)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut errors = BufReader::new(child.stderr.take().unwrap()).lines();
        let control = errors.next_line().await.unwrap().unwrap();
        assert!(!control.starts_with("error: "), "{control}");
        let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
        let listening = output.next_line().await.unwrap().unwrap();
        let address = |line: &str, before: &str| {
            let url = line.strip_prefix(before);
            let url = url.unwrap_or_else(|| panic!("{line}"));
            url.parse().unwrap()
        };
        Self {
            child,
            address: address(&listening, "ncloud-emulator listening on http://"),
            control: address(&control, "control API and page: http://"),
        }
    }
}

/// What is created, and how it is found again.
#[derive(Clone, Copy)]
enum Kind {
    /// The clock is put forward by a millisecond: the acknowledgement tells how far it is.
    Clock,
    /// A certificate of a CA: the acknowledgement tells both.
    Certificate,
}

impl Kind {
    /// Makes what the things belong to, if they belong to anything, and returns its target.
    async fn prepare(self, program: &Program) -> String {
        match self {
            Self::Clock => String::new(),
            Self::Certificate => {
                let body = json!({
                    "alias": "root", "keyType": "EC256", "period": "MAX",
                    "x509Parameters": { "commonName": "root", "country": "KR" },
                });
                let call = signed("POST", "/api/v1/ca?caType=PRIVATE_ROOT", &body);
                let created = call.send_to(program.address).await.json();
                let tag = created["data"]["caInfo"]["caTag"].as_str().unwrap();
                format!("/api/v1/ca/{tag}/cert")
            }
        }
    }

    /// Creates one thing, and returns what tells it from others when it is acknowledged.
    async fn create(self, addresses: (SocketAddr, SocketAddr), parent: &str) -> io::Result<String> {
        match self {
            Self::Clock => {
                let body = json!({ "milliseconds": 1 });
                let answer = control("POST", "/clock/advance")
                    .json(&body)
                    .try_send_to(addresses.1)
                    .await?;
                Ok(answer.json()["advancedMilliseconds"].to_string())
            }
            Self::Certificate => {
                let body = json!({
                    "keyType": "EC256", "period": "30",
                    "x509Parameters": { "commonName": "end.example.com" },
                });
                let answer = signed("POST", parent, &body)
                    .try_send_to(addresses.0)
                    .await?;
                assert_eq!(answer.status, 200, "{}", answer.text());
                let created = answer.json();
                let serial = created["data"]["serialNo"].as_str().unwrap();
                Ok(format!("{parent}/{serial}"))
            }
        }
    }

    /// Whether what was acknowledged is there.
    async fn is_there(self, program: &Program, acknowledged: &str) -> bool {
        match self {
            Self::Clock => {
                let answer: Answer = control("GET", "/clock").send_to(program.control).await;
                let advanced = answer.json()["advancedMilliseconds"].as_i64().unwrap();
                advanced >= acknowledged.parse().unwrap()
            }
            Self::Certificate => {
                let call = signed("GET", acknowledged, &Value::Null);
                call.send_to(program.address).await.status == 200
            }
        }
    }
}

fn control(method: &str, target: &str) -> Call {
    Call::new(method, target).header("Authorization", format!("Bearer {TOKEN}"))
}

fn signed(method: &str, target: &str, body: &Value) -> Call {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let call = Call::new(method, target).json_unless_null(body);
    call.signed_by(ACCESS, SECRET, u64::try_from(now.as_millis()).unwrap())
}

fn rounds() -> u64 {
    let rounds = std::env::var("NCLOUD_SOAK_ROUNDS").ok();
    rounds.map_or(2, |rounds| rounds.parse().unwrap())
}

async fn survives_kills(kind: Kind, name: &str) {
    let state = tempfile::tempdir().unwrap();
    let mut acknowledged: Vec<String> = Vec::new();
    let mut first = Program::start(&state).await;
    let parent = kind.prepare(&first).await;
    first.child.kill().await.unwrap();
    for round in 0..rounds() {
        let mut program = Program::start(&state).await;
        let (tell, mut told) = mpsc::unbounded_channel();
        let clients: Vec<_> = (0..CLIENTS)
            .map(|_| {
                let tell = tell.clone();
                let parent = parent.clone();
                let addresses = (program.address, program.control);
                tokio::spawn(async move {
                    // Until the program is gone.
                    while let Ok(created) = kind.create(addresses, &parent).await {
                        tell.send(created).unwrap();
                    }
                })
            })
            .collect();
        drop(tell);
        // Another point in the work of the program each time.
        for _ in 0..20 + round * 7 % 40 {
            acknowledged.push(told.recv().await.unwrap());
        }
        program.child.kill().await.unwrap();
        while let Some(created) = told.recv().await {
            acknowledged.push(created);
        }
        for client in clients {
            client.await.unwrap();
        }
        let mut program = Program::start(&state).await;
        let mut lost = Vec::new();
        for created in &acknowledged {
            if !kind.is_there(&program, created).await {
                lost.push(created);
            }
        }
        assert!(
            lost.is_empty(),
            "round {round}: {} of {} are lost: {lost:?}",
            lost.len(),
            acknowledged.len()
        );
        // The next one can use the directory only when this one is gone.
        program.child.kill().await.unwrap();
    }
    eprintln!("{name}: {} acknowledged, none lost", acknowledged.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn advances_of_the_clock_survive_kills() {
    survives_kills(Kind::Clock, "durable-clock").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cas_and_certificates_survive_kills() {
    survives_kills(Kind::Certificate, "durable-certificates").await;
}
