#![doc = include_str!("../README.md")]

mod advance;
mod answers;
mod builder;
mod call;
mod clock;
mod config;
mod control;
mod emulator;
mod envelope;
mod faults;
mod gateway;
mod key;
mod key_document;
mod operation;
mod random;
mod received;
mod reply;
mod request_body;
mod response;
mod routes;
mod running;
mod serve;
mod server;
mod services;
mod store;
mod target;
mod validation;
mod world;
mod x509;

pub use builder::EmulatorBuilder;
pub use emulator::Emulator;
pub use faults::Fault;
pub use gateway::Limits;
pub use key::{Key, SecretKey};
pub use received::ReceivedRequest;
