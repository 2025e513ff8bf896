//! What the emulator remembers of requests.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Mutex;

use crate::server::lock;

/// What stands in the place of a secret.
pub(crate) const REDACTED: &str = "[redacted]";
/// Bodies of this many bytes in all are kept; older requests are forgotten for them.
const LARGEST_MEMORY: usize = 64 * 1024 * 1024;

/// A request as it arrived, and what became of it.
///
/// Its `Debug` form shows neither the signature nor the body, nor secret parameters.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReceivedRequest {
    /// Running number, from 1: the order in which requests were answered.
    pub number: u64,
    /// Time of arrival by the emulator's clock, epoch milliseconds.
    pub time: i64,
    /// Method as sent.
    pub method: String,
    /// Request target exactly as sent: path and query, still encoded. It may hold a secret.
    pub target: String,
    /// The target as logs may show it.
    pub(crate) shown_target: String,
    /// Headers in the order of arrival; names in lower case. Octets that are not UTF-8 are replaced.
    pub headers: Vec<(String, String)>,
    /// Body; empty when there was none or it was too large.
    pub body: Vec<u8>,
    /// HTTP status of the answer; 0 when a fault ended the connection without one.
    pub status: u16,
    /// What the emulator made of it, for example `private-ca createCa: answered`.
    pub verdict: String,
    /// Why it was refused, where the emulator knows more than the answer says.
    pub diagnosis: Option<String>,
}

impl ReceivedRequest {
    /// The first value of a header; `name` in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let header = self.headers.iter().find(|(given, _)| given == name)?;
        Some(&header.1)
    }

    /// Names and values of the headers, without those that authenticate.
    pub(crate) fn shown_headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter().map(|(name, value)| {
            let secret = name.starts_with("x-ncp-apigw-signature")
                || name == "x-ncp-apigw-api-key"
                || name.ends_with("-token")
                || name.contains("authorization")
                || name == "cookie";
            (name.as_str(), if secret { REDACTED } else { value })
        })
    }
}

impl fmt::Debug for ReceivedRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<_> = self.shown_headers().collect();
        formatter
            .debug_struct("ReceivedRequest")
            .field("number", &self.number)
            .field("method", &self.method)
            .field("target", &self.shown_target)
            .field("headers", &headers)
            .field("body", &format_args!("[{} bytes]", self.body.len()))
            .field("status", &self.status)
            .field("verdict", &self.verdict)
            .finish()
    }
}

/// Is told of each request.
pub(crate) type Observer = Box<dyn Fn(&ReceivedRequest) + Send + Sync>;

/// The latest requests.
pub(crate) struct Received {
    /// How many are remembered.
    capacity: usize,
    observer: Option<Observer>,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    requests: VecDeque<ReceivedRequest>,
    /// Bytes of all bodies.
    memory: usize,
    /// Number of the last request.
    last: u64,
}

impl Received {
    pub(crate) fn new(capacity: usize, observer: Option<Observer>) -> Self {
        Self {
            capacity,
            observer,
            inner: Mutex::default(),
        }
    }

    /// Whether anybody wants to know of requests.
    pub(crate) fn is_wanted(&self) -> bool {
        self.capacity > 0 || self.observer.is_some()
    }

    /// Numbers a request, tells of it and remembers it.
    pub(crate) fn push(&self, mut request: ReceivedRequest) {
        let mut inner = lock(&self.inner);
        inner.last += 1;
        request.number = inner.last;
        // Under the lock, so that lines come in the order of their numbers.
        if let Some(observer) = &self.observer {
            observer(&request);
        }
        if self.capacity == 0 {
            return;
        }
        inner.memory += request.body.len();
        inner.requests.push_back(request);
        while inner.requests.len() > self.capacity
            || inner.memory > LARGEST_MEMORY && inner.requests.len() > 1
        {
            let forgotten = inner.requests.pop_front();
            inner.memory -= forgotten.map_or(0, |request| request.body.len());
        }
    }

    /// The remembered requests with higher numbers than this, oldest first.
    pub(crate) fn after(&self, number: u64) -> Vec<ReceivedRequest> {
        let inner = lock(&self.inner);
        let begin = inner
            .requests
            .partition_point(|request| request.number <= number);
        inner.requests.range(begin..).cloned().collect()
    }

    /// Forgets all requests. Numbers go on.
    pub(crate) fn clear(&self) {
        let mut inner = lock(&self.inner);
        inner.requests.clear();
        inner.memory = 0;
    }
}
