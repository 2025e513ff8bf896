//! Cloud Outbound Mailer.

#![allow(
    clippy::unwrap_used,
    reason = "in a test, also in what helps it, a panic is a failure"
)]

#[path = "../support/mod.rs"]
mod support;

mod address_book;
mod files;
mod mails;
mod office;
mod templates;
