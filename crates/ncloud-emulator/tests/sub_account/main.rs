//! Sub Account, and what the gateway makes of it.

#![allow(
    clippy::unwrap_used,
    reason = "in a test, also in what helps it, a panic is a failure"
)]

#[path = "../support/mod.rs"]
mod support;

mod account;
mod gateway;
mod groups;
mod keys;
mod policies;
mod roles;
mod settings;
mod sub_accounts;
