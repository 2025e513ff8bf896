//! Measures where the time of `issueEndCert` goes, and what 30,000 certificates of one CA cost.
//!
//! `cargo run --release -p ncloud-emulator --example issue_speed`

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a measurement, which prints its results and fails loudly"
)]

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use ncloud_emulator::Emulator;
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// The quota of a CA.
const COUNT: usize = 30_000;
const CONNECTIONS: usize = 16;

#[tokio::main]
async fn main() {
    parts();
    let emulator = Emulator::builder().remember_requests(0).start();
    let emulator = Arc::new(emulator.await.unwrap());
    let mut client = Client::connect(&emulator).await;
    let ca = json!({
        "alias": "root-1", "keyType": "EC256", "period": "MAX",
        "x509Parameters": { "commonName": "name000", "country": "KR" },
    });
    let made = client
        .ok("POST", "/api/v1/ca?caType=PRIVATE_ROOT", Some(&ca))
        .await;
    let tag = made["data"]["caInfo"]["caTag"].as_str().unwrap().to_owned();
    let ca = format!("/api/v1/ca/{tag}");

    // The same way through HTTP, signature, routing and the state, without a certificate.
    let path = format!("{ca}/crl/config");
    let started = Instant::now();
    for _ in 0..2000 {
        client.ok("GET", &path, None).await;
    }
    each("a call that issues nothing, one connection", started, 2000);
    let path = format!("{ca}/cert");
    let issue =
        json!({ "x509Parameters": { "commonName": "name000", "altName": "a.example.com" } });
    let started = Instant::now();
    for _ in 0..2000 {
        client.ok("POST", &path, Some(&issue)).await;
    }
    each("issueEndCert EC256, one connection", started, 2000);

    let before = resident();
    let left = Arc::new(AtomicUsize::new(COUNT - 2000));
    let started = Instant::now();
    let mut tasks = Vec::new();
    for _ in 0..CONNECTIONS {
        let (emulator, left) = (Arc::clone(&emulator), Arc::clone(&left));
        let (path, issue) = (path.clone(), issue.clone());
        tasks.push(tokio::spawn(async move {
            let mut client = Client::connect(&emulator).await;
            let take = |left: usize| left.checked_sub(1);
            while left
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, take)
                .is_ok()
            {
                client.ok("POST", &path, Some(&issue)).await;
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    each("issueEndCert EC256, 16 connections", started, COUNT - 2000);
    let grown = resident().saturating_sub(before);
    println!(
        "memory per stored certificate: {} bytes",
        grown / (COUNT - 2000)
    );
    // The first connection was idle for too long.
    let mut client = Client::connect(&emulator).await;
    let refused = client.call("POST", &path, Some(&issue)).await;
    println!("the next one: {}", refused["code"]);

    let started = Instant::now();
    let mut serials = Vec::new();
    for page in 1.. {
        let listed = client
            .ok("GET", &format!("{path}?pageNo={page}"), None)
            .await;
        let listed = listed["data"]["listCerts"].as_array().unwrap();
        if listed.is_empty() {
            break;
        }
        serials.extend(
            listed
                .iter()
                .map(|serial| serial.as_str().unwrap().to_owned()),
        );
    }
    assert_eq!(serials.len(), COUNT);
    println!("listed, 300 pages: {:.2?}", started.elapsed());
    let started = Instant::now();
    for serial in &serials {
        client.ok("GET", &format!("{path}/{serial}"), None).await;
    }
    each("getEndCert", started, COUNT);
    let started = Instant::now();
    for serial in &serials {
        client
            .ok("POST", &format!("{path}/{serial}/revoke"), None)
            .await;
    }
    each("revokeEndCert", started, COUNT);
    for what in ["first CRL with all of them", "the same CRL again"] {
        let started = Instant::now();
        let list = client.octets("GET", &format!("/ext/{tag}/crl"), None).await;
        println!("{what}: {:.2?}, {} bytes", started.elapsed(), list.len());
    }
}

/// The parts of the work that can be done alone.
fn parts() {
    const ROUNDS: usize = 2000;
    let random = SystemRandom::new();
    let make = || EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
    let started = Instant::now();
    for _ in 0..ROUNDS {
        make();
    }
    each("key on P-256", started, ROUNDS);
    let key = make();
    let content = [7; 600];
    let started = Instant::now();
    for _ in 0..ROUNDS {
        key.sign(&random, &content).unwrap();
    }
    each("signature on P-256", started, ROUNDS);
    let started = Instant::now();
    for _ in 0..ROUNDS {
        key.to_pkcs8v1().unwrap();
        key.public_key().as_der().unwrap();
    }
    each("both keys written", started, ROUNDS);
}

fn each(what: &str, started: Instant, count: usize) {
    let elapsed = started.elapsed();
    let count = u32::try_from(count).unwrap();
    let rate = f64::from(count) / elapsed.as_secs_f64();
    println!("{what}: {:.1?} each, {rate:.0} per second", elapsed / count);
}

/// Resident memory of this process, in bytes; zero where it cannot be read.
fn resident() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
    kilobytes.unwrap_or(0_usize) * 1024
}

/// A client with one connection.
struct Client {
    stream: TcpStream,
    access: String,
    secret: String,
}

impl Client {
    async fn connect(emulator: &Emulator) -> Self {
        let stream = TcpStream::connect(emulator.address()).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self {
            stream,
            access: emulator.access_key().to_owned(),
            secret: emulator.secret_key().expose().to_owned(),
        }
    }

    async fn ok(&mut self, method: &str, target: &str, body: Option<&Value>) -> Value {
        let answer = self.call(method, target, body).await;
        assert_eq!(answer["code"], "SUCCESS", "{target}: {answer}");
        answer
    }

    async fn call(&mut self, method: &str, target: &str, body: Option<&Value>) -> Value {
        serde_json::from_slice(&self.octets(method, target, body).await).unwrap()
    }

    async fn octets(&mut self, method: &str, target: &str, body: Option<&Value>) -> Vec<u8> {
        let now: Duration = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let (time, access) = (now.as_millis(), &self.access);
        let mut mac = Hmac::<Sha256>::new_from_slice(self.secret.as_bytes()).unwrap();
        mac.update(format!("{method} {target}\n{time}\n{access}").as_bytes());
        let signature = STANDARD.encode(mac.finalize().into_bytes());
        let body = body.map(Value::to_string).unwrap_or_default();
        let request = format!(
            "{method} {target} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
             x-ncp-apigw-timestamp: {time}\r\nx-ncp-iam-access-key: {access}\r\n\
             x-ncp-apigw-signature-v2: {signature}\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        self.stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        let mut piece = vec![0; 65536];
        loop {
            let count = self.stream.read(&mut piece).await.unwrap();
            assert!(count > 0, "the connection ended early");
            answer.extend_from_slice(&piece[..count]);
            let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") else {
                continue;
            };
            let head = String::from_utf8_lossy(&answer[..end]).to_lowercase();
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "));
            let length: usize = length.unwrap().parse().unwrap();
            if answer.len() >= end + 4 + length {
                return answer.split_off(end + 4);
            }
        }
    }
}
