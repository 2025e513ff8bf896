//! A fault bench: a server below HTTP that plays a script on each connection, and the faults it can play.
//!
//! It writes octets, not messages, so that it can break whatever a network, a proxy or a service can
//! break. It counts the requests that arrived whole: those may have been acted on.

mod bytes;
mod calls;
pub mod cases;
mod clock;
mod request;
mod script;
mod server;
pub mod tls;

pub use bytes::{WELL, answer, head, json, well};
pub use calls::{ATTEMPTS, Class, SECRET_KEY, TAG, act, call, connect, read, settings};
pub use clock::InstantClock;
pub use request::Received;
pub use script::{Script, Step, answers};
pub use server::{FaultServer, Tally};
