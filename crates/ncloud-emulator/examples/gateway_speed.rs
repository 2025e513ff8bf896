//! Compares signed calls with a bare axum handler that returns the same octets, under the same load
//! of `wrk` (Debian's package of that name) over 64 connections.
//!
//! `cargo run --release -p ncloud-emulator --example gateway_speed`

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a measurement, which prints its results and fails loudly"
)]

use std::time::{SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use mimalloc::MiMalloc;
use ncloud_emulator::Emulator;
use sha2::Sha256;
use tokio::net::TcpListener;
use tokio::process::Command;

/// That of the program, for both servers.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Rounds, in each of which both servers are measured.
const ROUNDS: usize = 5;
const SECONDS: &str = "-d4s";

#[tokio::main]
async fn main() {
    let emulator = Emulator::builder().remember_requests(0).start();
    let emulator = emulator.await.unwrap();
    let ca = r#"{"alias":"root-1","keyType":"EC256","period":"MAX","x509Parameters":{"commonName":"name000"}}"#;
    let made = curl(&emulator, "POST", "/api/v1/ca?caType=PRIVATE_ROOT", ca).await;
    let made: serde_json::Value = serde_json::from_str(&made).unwrap();
    let tag = made["data"]["caInfo"]["caTag"].as_str().unwrap();

    for target in [
        format!("/api/v1/ca/{tag}"),
        format!("/api/v1/ca/{tag}/crl/config"),
    ] {
        let answer = curl(&emulator, "GET", &target, "").await;
        let length = answer.len();
        let bare =
            Router::new().fallback(async move || ([(CONTENT_TYPE, "application/json")], answer));
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let serving = tokio::spawn(async move { axum::serve(listener, bare).await });
        let mut ratios = Vec::new();
        for _ in 0..ROUNDS {
            // Within the five minutes for which a signature holds.
            let headers = headers(&emulator, "GET", &target);
            let signed = load(&format!("{}{target}", emulator.url()), &headers).await;
            let bare = load(&format!("http://{address}{target}"), &headers).await;
            println!(
                "{signed:.0} signed, {bare:.0} bare per second: {:.2}",
                signed / bare
            );
            ratios.push(signed / bare);
        }
        ratios.sort_by(f64::total_cmp);
        println!("{length} octets: median ratio {:.2}\n", ratios[ROUNDS / 2]);
        serving.abort();
    }
}

/// Requests per second.
async fn load(url: &str, headers: &[String]) -> f64 {
    let mut wrk = Command::new("wrk");
    wrk.args(["-t1", "-c64", SECONDS]);
    wrk.args(headers.iter().flat_map(|header| ["-H", header]));
    let output = wrk.arg(url).output().await.unwrap();
    let report = String::from_utf8(output.stdout).unwrap();
    assert!(!report.contains("Non-2xx"), "{report}");
    let line = report
        .lines()
        .find_map(|line| line.strip_prefix("Requests/sec:"));
    line.unwrap().trim().parse().unwrap()
}

async fn curl(emulator: &Emulator, method: &str, target: &str, body: &str) -> String {
    let mut curl = Command::new("curl");
    curl.args(["-sS", "-X", method, "-H", "Content-Type: application/json"]);
    for header in headers(emulator, method, target) {
        curl.args(["-H", &header]);
    }
    if !body.is_empty() {
        curl.args(["-d", body]);
    }
    let url = format!("{}{target}", emulator.url());
    let output = curl.arg(url).output().await.unwrap();
    String::from_utf8(output.stdout).unwrap()
}

fn headers(emulator: &Emulator, method: &str, target: &str) -> [String; 3] {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let (time, access) = (now.as_millis(), emulator.access_key());
    let secret = emulator.secret_key().expose();
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("{method} {target}\n{time}\n{access}").as_bytes());
    let signature = STANDARD.encode(mac.finalize().into_bytes());
    [
        format!("x-ncp-apigw-timestamp: {time}"),
        format!("x-ncp-iam-access-key: {access}"),
        format!("x-ncp-apigw-signature-v2: {signature}"),
    ]
}
