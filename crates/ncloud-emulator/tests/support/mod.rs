//! A client of a few lines: it signs on its own and sends the octets that it is told to.

#![allow(dead_code, reason = "each test binary uses a part of it")]

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use ncloud_emulator::{Emulator, EmulatorBuilder};
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

pub(crate) const ACCESS: &str = "AKIDEXAMPLE000000001";
pub(crate) const SECRET: &str = "SkExampleSecretKey0123456789abcdefABCDEF";
pub(crate) const SUB_ACCESS: &str = "AKIDEXAMPLE000000002";
pub(crate) const SUB_SECRET: &str = "SkExampleSecretKeyOfTheSubAccount0000000";
/// The time in these tests, epoch milliseconds.
pub(crate) const NOW: u64 = 1_732_147_200_000;

pub(crate) fn at(milliseconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(milliseconds)
}

/// The time of an emulator, which its test puts forward. Clones are one clock.
#[derive(Clone)]
pub(crate) struct Clock(Arc<AtomicU64>);

impl Clock {
    /// A clock that begins at this time, epoch milliseconds.
    pub(crate) fn new(time: u64) -> Self {
        Self(Arc::new(AtomicU64::new(time)))
    }

    /// The time, epoch milliseconds.
    pub(crate) fn now(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    pub(crate) fn forward(&self, milliseconds: u64) {
        self.0.fetch_add(milliseconds, Ordering::Relaxed);
    }

    /// Settings of an emulator that goes by this clock and knows the main key pair.
    pub(crate) fn builder(&self) -> EmulatorBuilder {
        let clock = self.clone();
        Emulator::builder()
            .key(ACCESS, SECRET)
            .clock(move || at(clock.now()))
    }
}

/// An emulator with two known key pairs and a clock that stands still.
pub(crate) async fn emulator() -> Emulator {
    Emulator::builder()
        .key(ACCESS, SECRET)
        .sub_account_key(SUB_ACCESS, SUB_SECRET)
        .clock(|| at(NOW))
        .start()
        .await
        .unwrap()
}

pub(crate) fn sign(text: &str, secret: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(text.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let header = self.headers.iter().find(|(given, _)| given == name)?;
        Some(&header.1)
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }
}

/// A request in the making.
pub(crate) struct Call {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// What the header `Host` says instead of the address.
    pub(crate) host: Option<String>,
}

impl Call {
    pub(crate) fn new(method: &str, target: &str) -> Self {
        Self {
            method: method.to_owned(),
            target: target.to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
            host: None,
        }
    }

    pub(crate) fn host(mut self, host: &str) -> Self {
        self.host = Some(host.to_owned());
        self
    }

    pub(crate) fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    pub(crate) fn json(mut self, body: &Value) -> Self {
        self.body = body.to_string().into_bytes();
        self.header("Content-Type", "application/json")
    }

    /// A JSON body; null is none.
    pub(crate) fn json_unless_null(self, body: &Value) -> Self {
        if body.is_null() {
            self
        } else {
            self.json(body)
        }
    }

    pub(crate) fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// The three headers, as they should be.
    pub(crate) fn signed(self) -> Self {
        self.signed_by(ACCESS, SECRET, NOW)
    }

    pub(crate) fn signed_by(self, access: &str, secret: &str, time: u64) -> Self {
        let text = format!("{} {}\n{time}\n{access}", self.method, self.target);
        self.with_signature_of(&text, access, secret, time)
    }

    /// The three headers, with the signature of another text.
    pub(crate) fn with_signature_of(
        self,
        text: &str,
        access: &str,
        secret: &str,
        time: u64,
    ) -> Self {
        self.headers_of(&time.to_string(), access, &sign(text, secret))
    }

    pub(crate) fn headers_of(self, timestamp: &str, access: &str, signature: &str) -> Self {
        self.header("x-ncp-apigw-timestamp", timestamp)
            .header("x-ncp-iam-access-key", access)
            .header("x-ncp-apigw-signature-v2", signature)
    }

    pub(crate) fn octets(&self, address: SocketAddr, connection: &str) -> Vec<u8> {
        let host = self.host.clone().unwrap_or_else(|| address.to_string());
        let mut head = format!(
            "{} {} HTTP/1.1\r\nHost: {host}\r\n",
            self.method, self.target
        );
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        let length = self.body.len();
        head.push_str(&format!(
            "Content-Length: {length}\r\nConnection: {connection}\r\n\r\n"
        ));
        let mut octets = head.into_bytes();
        octets.extend(&self.body);
        octets
    }

    pub(crate) async fn send(self, emulator: &Emulator) -> Answer {
        self.send_to(emulator.address()).await
    }

    pub(crate) async fn send_to(self, address: SocketAddr) -> Answer {
        self.try_send_to(address).await.unwrap()
    }

    pub(crate) async fn try_send_to(self, address: SocketAddr) -> io::Result<Answer> {
        let mut stream = TcpStream::connect(address).await?;
        stream.write_all(&self.octets(address, "close")).await?;
        read(&mut stream).await
    }

    /// Sends over a connection that stays open.
    pub(crate) async fn send_over(self, stream: &mut TcpStream) -> Answer {
        let address = stream.peer_addr().unwrap();
        stream
            .write_all(&self.octets(address, "keep-alive"))
            .await
            .unwrap();
        read(stream).await.unwrap()
    }
}

async fn read(stream: &mut TcpStream) -> io::Result<Answer> {
    let mut octets = Vec::new();
    let mut piece = [0; 8192];
    loop {
        let count = stream.read(&mut piece).await?;
        if count == 0 {
            let begun = String::from_utf8_lossy(&octets);
            let message = format!("the connection ended early: {begun}");
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, message));
        }
        octets.extend(&piece[..count]);
        let Some(end) = octets.windows(4).position(|four| four == b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8(octets[..end].to_vec()).unwrap();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap();
        let status = status.parse().unwrap();
        let headers: Vec<(String, String)> = lines
            .map(|line| {
                let (name, value) = line.split_once(": ").unwrap();
                (name.to_lowercase(), value.to_owned())
            })
            .collect();
        let length = headers.iter().find(|(name, _)| name == "content-length");
        let length: usize = length.map_or(0, |(_, length)| length.parse().unwrap());
        if octets.len() >= end + 4 + length {
            let body = octets[end + 4..end + 4 + length].to_vec();
            return Ok(Answer {
                status,
                headers,
                body,
            });
        }
    }
}

pub(crate) async fn call(emulator: &Emulator, method: &str, target: &str, body: Value) -> Answer {
    let call = Call::new(method, target).json_unless_null(&body);
    call.signed().send(emulator).await
}

/// The body of a request for a CA.
pub(crate) fn ca(alias: &str) -> Value {
    json!({
        "alias": alias, "keyType": "EC256", "period": "MAX",
        "x509Parameters": { "commonName": "name000", "country": "KR" },
    })
}

pub(crate) fn is(answer: &Answer, status: u16, expected: Value) {
    assert_eq!((answer.status, answer.json()), (status, expected));
}
