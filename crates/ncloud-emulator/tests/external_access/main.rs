//! External Access.

#![allow(
    clippy::unwrap_used,
    reason = "in a test, also in what helps it, a panic is a failure"
)]

#[path = "../support/mod.rs"]
mod support;

mod access;
mod crls;
mod lists;
mod persistence;
mod profiles;
mod requests;
mod roles;
mod subjects;
mod trust_anchors;
