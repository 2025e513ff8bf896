//! What the measurements share: answers of a service, structs without our types, a server, what the
//! process has used, and figures.

pub mod answers;
pub mod callers;
pub mod figure;
pub mod plain;
pub mod plot;
pub mod server;
pub mod usage;
