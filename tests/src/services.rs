//! The clients of every service behind one interface, for tests that must reach all operations.

use std::fmt;

/// Why an example did not run.
#[derive(Debug)]
pub enum Failure {
    /// The call failed.
    Call(ncloud_core::Error),
    /// The example itself does not fit the client.
    Example(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Call(error) => error.fmt(formatter),
            Self::Example(message) => write!(formatter, "the example does not fit: {message}"),
        }
    }
}

impl std::error::Error for Failure {}

include!(concat!(env!("OUT_DIR"), "/clients.rs"));
