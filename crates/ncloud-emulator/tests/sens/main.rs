//! Simple & Easy Notification Service.

#![allow(
    clippy::unwrap_used,
    reason = "in a test, also in what helps it, a panic is a failure"
)]

#[path = "../support/mod.rs"]
mod support;

mod desk;
mod mails;
mod outbox;
mod persistence;
mod projects;
mod reservations;
mod sms;
mod talks;
