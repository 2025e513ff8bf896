//! Faults under TLS.

use ncloud_core::ErrorKind;

use super::Repeats;
use crate::faults::Script;
use crate::faults::tls::{Certificate, Frames};

mod handshake;
mod http2;

/// What goes wrong, and where.
#[derive(Clone, Debug)]
pub enum Fault {
    /// Instead of a handshake.
    Instead(Script),
    /// The certificate.
    Shown(Certificate),
    /// None: the server does not speak HTTP/2.
    NoHttp2,
    /// After a request by HTTP/2.
    After(Frames),
}

/// A fault.
#[derive(Clone, Debug)]
pub struct Case {
    /// What goes wrong.
    pub name: &'static str,
    /// The same, as it is done.
    pub fault: Fault,
    /// Which calls are repeated.
    pub repeats: Repeats,
    /// How the call ends if the fault stays; none when it is no fault for the client.
    pub kind: Option<ErrorKind>,
    /// What the error says, besides.
    pub says: &'static [&'static str],
    /// Whether a call that succeeds comes first, on the same connection.
    pub pooled: bool,
    /// Whether it ends by [`TIMEOUT`](super::TIMEOUT).
    pub takes_time: bool,
}

impl Case {
    fn new(name: &'static str, fault: Fault, repeats: Repeats, kind: ErrorKind) -> Self {
        Self {
            name,
            fault,
            repeats,
            kind: Some(kind),
            says: &[],
            pooled: false,
            takes_time: false,
        }
    }

    fn says(mut self, says: &'static [&'static str]) -> Self {
        self.says = says;
        self
    }

    fn takes_time(mut self) -> Self {
        self.takes_time = true;
        self
    }
}

/// All faults under TLS.
#[must_use]
pub fn all() -> Vec<Case> {
    [handshake::cases(), http2::cases()].concat()
}
