//! What a server does with a connection, step by step.

use std::time::Duration;

/// One thing that the server does.
#[derive(Clone, Debug)]
pub enum Step {
    /// Waits for the first octet of a request, and leaves the request unread.
    Await,
    /// Reads a request to its end and counts it.
    Read,
    /// Sends these octets.
    Send(Vec<u8>),
    /// Sends these octets one by one, so far apart.
    Trickle(Vec<u8>, Duration),
    /// Sends these octets again and again, until the client has had enough.
    Flood(Vec<u8>),
    /// Goes on when the test releases it; see [`FaultServer::release`](super::FaultServer::release).
    Gate,
    /// Does nothing until the client ends the connection.
    Hang,
    /// Ends its side and waits until the client has ended its own.
    Part,
    /// Ends the connection in good order.
    Close,
    /// Resets the connection.
    Reset,
}

/// Steps, played for one request. Unless they end the connection, it stays open for the next request.
///
/// A script that begins with neither [`Step::Await`] nor [`Step::Read`] acts as soon as a connection
/// is accepted.
pub type Script = Vec<Step>;

/// Reads the request and sends these octets.
#[must_use]
pub fn answers(octets: impl Into<Vec<u8>>) -> Script {
    vec![Step::Read, Step::Send(octets.into())]
}
