//! The fault bench under TLS: certificates that are wrong, and HTTP/2 frame by frame.

mod certificate;
mod frame;
mod server;

pub use certificate::Certificate;
pub use frame::{Frame, Frames, Which, code};
pub use server::{Speaks, TlsServer, TlsTally};
