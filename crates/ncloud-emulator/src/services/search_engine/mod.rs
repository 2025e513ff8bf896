//! Search Engine Service.

use serde_json::json;

use crate::call::{Call, Outcome};
use crate::operation::Operation;
use crate::store::{Rows, Tables};

/// Clusters and what belongs to them.
#[derive(Default)]
pub(crate) struct State;

impl Tables for State {
    fn tables(&mut self) -> Vec<&mut dyn Rows> {
        Vec::new()
    }
}

/// Answers the operations that do not follow their example.
pub(super) fn answer(call: &Call) -> Option<Outcome> {
    match call.operation.id.as_str() {
        // Every cluster takes a key pair, which is forgotten at once.
        "updateAPIAuthenticationKey" => Some(call.success("SUCCESS", json!({ "result": true }))),
        _ => None,
    }
}

pub(super) fn missing(name: &str) -> String {
    format!("{name} is missing")
}

pub(super) fn invalid(_: &Operation, name: &str, rule: &str) -> String {
    format!("{name} {rule}")
}
