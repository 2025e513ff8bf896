//! Search Engine Service.

#![allow(
    clippy::unwrap_used,
    reason = "in a test, also in what helps it, a panic is a failure"
)]

#[path = "../support/mod.rs"]
mod support;

mod catalogue;
mod changes;
mod cloud;
mod clusters;
mod imports;
mod monitoring;
mod operations;
mod persistence;
mod requests;
mod snapshots;
mod upgrades;
