//! Requests, and reading them off a connection.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt as _};

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

/// Waits for the first octet of a request; false when the client ended the connection instead.
pub(super) async fn begins(
    stream: &mut (impl AsyncRead + Unpin),
    buffer: &mut Vec<u8>,
) -> io::Result<bool> {
    Ok(!buffer.is_empty() || stream.read_buf(buffer).await? > 0)
}

/// The next request with its whole body; none when the client ended the connection first.
pub(super) async fn whole(
    stream: &mut (impl AsyncRead + Unpin),
    buffer: &mut Vec<u8>,
) -> io::Result<Option<Received>> {
    let head_end = loop {
        if let Some(position) = buffer.windows(4).position(|window| window == b"\r\n\r\n") {
            break position + 4;
        }
        if stream.read_buf(buffer).await? == 0 {
            return Ok(None);
        }
    };
    let mut received = parse(&String::from_utf8_lossy(&buffer[..head_end]));
    let length = received
        .header("content-length")
        .and_then(|value| value.parse().ok());
    let end = head_end + length.unwrap_or(0);
    while buffer.len() < end {
        if stream.read_buf(buffer).await? == 0 {
            return Ok(None);
        }
    }
    received.body = buffer[head_end..end].to_vec();
    buffer.drain(..end);
    Ok(Some(received))
}

fn parse(head: &str) -> Received {
    let mut lines = head.split("\r\n");
    let mut first = lines
        .next()
        .unwrap_or_default()
        .split(' ')
        .map(str::to_owned);
    Received {
        method: first.next().unwrap_or_default(),
        target: first.next().unwrap_or_default(),
        headers: lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect(),
        body: Vec::new(),
    }
}
