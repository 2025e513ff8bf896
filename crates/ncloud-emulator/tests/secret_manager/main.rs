//! Secret Manager.

#![allow(
    clippy::unwrap_used,
    reason = "in a test, also in what helps it, a panic is a failure"
)]

#[path = "../support/mod.rs"]
mod support;

mod boundaries;
mod deletion;
mod keys;
mod requests;
mod rotation;
mod safety;
mod values;
mod vault;
