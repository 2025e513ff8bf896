#![doc = include_str!("../README.md")]

mod answers;
mod builder;
mod call;
mod clock;
mod diagnosis;
mod emulator;
mod envelope;
mod gateway;
mod key;
mod operation;
mod random;
mod received;
mod reply;
mod routes;
mod serve;
mod server;
mod services;
mod signature;
mod store;
mod target;
mod validation;
mod world;
mod x509;
mod xml;

pub use builder::EmulatorBuilder;
pub use emulator::Emulator;
pub use key::{Account, SecretKey};
pub use received::ReceivedRequest;
