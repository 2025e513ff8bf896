//! A server that answers what it is told and keeps what it received, octet by octet.

use std::io;

use crate::faults::{self, FaultServer, Received, Script};

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

    fn script(self) -> Script {
        let headers = self.headers.iter();
        let headers: Vec<_> = headers
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        faults::answers(faults::answer(self.status, &headers, &self.body))
    }
}

/// The server: one without faults. It stops when it is dropped.
#[derive(Debug)]
pub struct CannedServer(FaultServer);

impl CannedServer {
    /// Starts on a free loopback port.
    ///
    /// # Errors
    /// When no port can be bound.
    pub async fn start(answer: Answer) -> io::Result<Self> {
        FaultServer::start(answer.script()).await.map(Self)
    }

    /// Its URL.
    #[must_use]
    pub fn url(&self) -> String {
        self.0.url()
    }

    /// Gives this answer from now on.
    pub fn answer(&self, answer: Answer) {
        self.0.always(answer.script());
    }

    /// Gives these answers first, one for each request.
    pub fn queue(&self, answers: impl IntoIterator<Item = Answer>) {
        self.0.queue(answers.into_iter().map(Answer::script));
    }

    /// Takes out what was received so far.
    #[must_use]
    pub fn take_received(&self) -> Vec<Received> {
        self.0.take_received()
    }
}
