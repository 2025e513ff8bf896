//! A server that answers what it is told and keeps what it received, octet by octet.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::faults::request;
use crate::trace;

/// A request as it was on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// Method, as sent.
    pub method: String,
    /// Request target, as sent.
    pub target: String,
    /// Header names in lower case, and their values.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Vec<u8>,
}

impl Received {
    /// The value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
}

/// An answer to give.
#[derive(Clone, Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Further headers.
    pub headers: Vec<(&'static str, String)>,
    /// Body.
    pub body: Vec<u8>,
}

impl Answer {
    /// An answer of JSON text.
    #[must_use]
    pub fn json(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: vec![("content-type", "application/json".to_owned())],
            body: body.into(),
        }
    }
}

/// The server. It stops when it is dropped.
#[derive(Debug)]
pub struct CannedServer {
    address: SocketAddr,
    state: Arc<State>,
    task: JoinHandle<()>,
}

#[derive(Debug)]
struct State {
    /// Given first, one for each request.
    queue: Mutex<VecDeque<Answer>>,
    answer: Mutex<Answer>,
    received: Mutex<Vec<Received>>,
}

impl CannedServer {
    /// Starts on a free loopback port.
    ///
    /// # Errors
    /// When no port can be bound.
    pub async fn start(answer: Answer) -> io::Result<Self> {
        trace::start();
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let state = Arc::new(State {
            queue: Mutex::default(),
            answer: Mutex::new(answer),
            received: Mutex::default(),
        });
        let shared = Arc::clone(&state);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let shared = Arc::clone(&shared);
                tokio::spawn(async move {
                    // A client that goes away in the middle is the client's affair.
                    let _ = serve(stream, &shared).await;
                });
            }
        });
        Ok(Self {
            address,
            state,
            task,
        })
    }

    /// Its URL.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Gives this answer from now on.
    pub fn answer(&self, answer: Answer) {
        *self
            .state
            .answer
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = answer;
    }

    /// Gives these answers first, one for each request.
    pub fn queue(&self, answers: impl IntoIterator<Item = Answer>) {
        self.state
            .queue
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend(answers);
    }

    /// Takes out what was received so far.
    #[must_use]
    pub fn take_received(&self) -> Vec<Received> {
        std::mem::take(
            &mut *self
                .state
                .received
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }
}

impl Drop for CannedServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(mut stream: TcpStream, state: &State) -> io::Result<()> {
    let mut buffer = Vec::new();
    while let Some(received) = request::whole(&mut stream, &mut buffer).await? {
        state
            .received
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(received);
        let queued = state
            .queue
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop_front();
        let answer = queued.unwrap_or_else(|| {
            state
                .answer
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clone()
        });
        let mut head = format!(
            "HTTP/1.1 {} Canned\r\ncontent-length: {}\r\n",
            answer.status,
            answer.body.len()
        );
        for (name, value) in &answer.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        // One write: two small ones would wait for each other's acknowledgement.
        let mut bytes = head.into_bytes();
        bytes.extend_from_slice(&answer.body);
        stream.write_all(&bytes).await?;
    }
    Ok(())
}
