//! A metadata service on loopback.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

pub(crate) const ROLE_PATH: &str = "/latest/meta-data/iam/security-credentials/";

/// A status and a body.
pub(crate) type Answer = (u16, String);

/// How the service behaves.
#[derive(Clone, Debug)]
pub(crate) struct Behaviour {
    /// What a `PUT` for a token gets; after anything but 200 no token is asked for.
    pub(crate) token: Answer,
    pub(crate) role: Answer,
    pub(crate) key: Answer,
    pub(crate) delay: Duration,
}

impl Behaviour {
    /// Version 2 only, with a key that expires at a time.
    pub(crate) fn version_2(access_key: &str, expiration: &str) -> Self {
        Self {
            token: (200, "a-token\n".to_owned()),
            role: (200, "role-17\n".to_owned()),
            key: (200, key(access_key, expiration)),
            delay: Duration::ZERO,
        }
    }
}

pub(crate) fn key(access_key: &str, expiration: &str) -> String {
    format!(
        r#"{{"Code":"Success","AccessKeyId":"{access_key}","SecretAccessKey":"hunter2-é","Expiration":"{expiration}"}}"#
    )
}

pub(crate) struct Service {
    pub(crate) url: String,
    behaviour: Arc<Mutex<Behaviour>>,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Service {
    pub(crate) async fn start(behaviour: Behaviour) -> Self {
        crate::trace::start();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let service = Self {
            url: format!("http://{}", listener.local_addr().unwrap()),
            behaviour: Arc::new(Mutex::new(behaviour)),
            requests: Arc::default(),
        };
        let (behaviour, requests) = (service.behaviour.clone(), service.requests.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, behaviour.clone(), requests.clone()));
            }
        });
        service
    }

    pub(crate) fn behave(&self, change: impl FnOnce(&mut Behaviour)) {
        change(&mut self.behaviour.lock().unwrap());
    }

    /// The request lines so far, and forgets them.
    pub(crate) fn requests(&self) -> Vec<String> {
        std::mem::take(&mut self.requests.lock().unwrap())
    }
}

async fn serve(
    mut stream: TcpStream,
    behaviour: Arc<Mutex<Behaviour>>,
    requests: Arc<Mutex<Vec<String>>>,
) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return,
        }
    }
    let head = String::from_utf8(head).unwrap().to_ascii_lowercase();
    let line = head.lines().next().unwrap_or_default().to_owned();
    requests.lock().unwrap().push(line.clone());
    let now = behaviour.lock().unwrap().clone();
    tokio::time::sleep(now.delay).await;
    let (status, body) = answer(&now, &line, &head);
    let text = format!(
        "HTTP/1.1 {status} Status\r\ncontent-length: {}\r\nlocation: http://127.0.0.1:1/\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    // The client may have left, as it does when the answer is too large.
    let _ = stream.write_all(text.as_bytes()).await;
}

fn answer(behaviour: &Behaviour, line: &str, head: &str) -> Answer {
    if line == "put /latest/api/token http/1.1" {
        let is_complete = head.contains("x-ncp-metadata-token-ttl-seconds: 21600\r\n");
        return if is_complete {
            behaviour.token.clone()
        } else {
            (400, String::new())
        };
    }
    let (status, token) = &behaviour.token;
    let sends_token = head.contains(&format!("x-ncp-metadata-token: {}\r\n", token.trim()));
    if *status == 200 && !sends_token {
        return (401, String::new());
    }
    match line
        .strip_prefix("get ")
        .and_then(|rest| rest.strip_prefix(ROLE_PATH))
    {
        Some(" http/1.1") => behaviour.role.clone(),
        Some("role-17 http/1.1") => behaviour.key.clone(),
        _ => (404, "Path Not found.".to_owned()),
    }
}
