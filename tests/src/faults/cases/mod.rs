//! Every fault of the bench, and what must become of a call that meets it.

use std::time::Duration;

use ncloud_core::ErrorKind;

use super::{Script, answers};

mod body;
mod connection;
mod framing;
mod gateway;
mod pace;
pub mod secure;
mod service;
mod status;

/// Largest answer that the clients of the bench take.
pub const MAX_ANSWER: usize = 4096;
/// Longest attempt of the clients of the bench, for faults that take time.
pub const TIMEOUT: Duration = Duration::from_millis(200);

/// Which calls are repeated after a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeats {
    /// None: repeating does not help.
    Never,
    /// Those of operations that are safe to repeat: the request may have been acted on.
    Safe,
    /// All: the request was not acted on.
    All,
}

/// A fault.
#[derive(Clone, Debug)]
pub struct Case {
    /// What goes wrong.
    pub name: String,
    /// What the server does; nothing when nobody listens.
    pub script: Script,
    /// Whether the request arrives whole.
    pub arrives: bool,
    /// Which calls are repeated.
    pub repeats: Repeats,
    /// How the call ends if the fault stays; none when it is no fault for the client.
    pub kind: Option<ErrorKind>,
    /// Whether a call that succeeds comes first, so that the fault meets a connection from the pool.
    pub pooled: bool,
    /// Whether it ends by [`TIMEOUT`].
    pub takes_time: bool,
    /// How long the first wait must be.
    pub wait: Option<Duration>,
}

impl Case {
    fn new(name: impl Into<String>, script: Script, repeats: Repeats, kind: ErrorKind) -> Self {
        Self {
            name: name.into(),
            script,
            arrives: true,
            repeats,
            kind: Some(kind),
            pooled: false,
            takes_time: false,
            wait: None,
        }
    }

    /// A fault after which every call succeeds all the same.
    fn harmless(name: impl Into<String>, script: Script) -> Self {
        Self {
            kind: None,
            ..Self::new(name, script, Repeats::Never, ErrorKind::Transport)
        }
    }

    fn broken(name: impl Into<String>, script: Script) -> Self {
        Self::new(name, script, Repeats::Safe, ErrorKind::Transport)
    }

    /// An answer that is whole as HTTP, but not what was to come.
    fn unexpected(name: impl Into<String>, answer: impl Into<Vec<u8>>) -> Self {
        Self::new(
            name,
            answers(answer),
            Repeats::Never,
            ErrorKind::UnexpectedAnswer,
        )
    }

    fn unread(mut self) -> Self {
        self.arrives = false;
        self
    }

    fn pooled(mut self) -> Self {
        self.name.push_str(", on a connection from the pool");
        self.pooled = true;
        self
    }

    fn times_out(mut self) -> Self {
        self.takes_time = true;
        self.kind = Some(ErrorKind::Timeout);
        self
    }

    fn waits(mut self, wait: Duration) -> Self {
        self.wait = Some(wait);
        self
    }
}

/// All faults. `elsewhere` is the URL of a server that must not be called.
#[must_use]
pub fn all(elsewhere: &str) -> Vec<Case> {
    [
        connection::cases(),
        framing::cases(),
        body::cases(),
        status::cases(elsewhere),
        gateway::cases(),
        service::cases(),
        pace::cases(),
    ]
    .concat()
}
