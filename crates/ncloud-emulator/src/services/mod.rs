//! What the services do once a request is known to be valid.

mod certificate_manager;
mod private_ca;
mod search_engine;

use crate::answers;
use crate::call::{Call, Outcome};
use crate::operation::Operation;
use crate::validation::Problems;

/// Says that a member is missing.
type Missing = fn(name: &str) -> String;
/// Says that a member of an operation breaks a rule.
type Invalid = fn(operation: &Operation, name: &str, rule: &str) -> String;

/// What the services remember.
#[derive(Default)]
pub(crate) struct State {
    private_ca: private_ca::State,
    certificate_manager: certificate_manager::State,
}

impl State {
    /// Answers a valid call.
    pub(crate) fn answer(&mut self, call: &Call<'_>) -> Outcome {
        let answered = match call.operation.service.name() {
            "private-ca" => self.private_ca.answer(call),
            "certificate-manager" => self.certificate_manager.answer(call),
            "search-engine" => search_engine::answer(call),
            _ => None,
        };
        answered.unwrap_or_else(|| answers::from_example(call))
    }
}

/// What a service says about an invalid request: missing members first, and only those.
pub(crate) fn complaint(operation: &Operation, problems: &Problems) -> String {
    let (missing, invalid): (Missing, Invalid) = match operation.service.name() {
        "private-ca" => (private_ca::missing, private_ca::invalid),
        "certificate-manager" | "certificate-manager-v2" => {
            (certificate_manager::missing, certificate_manager::invalid)
        }
        _ => (search_engine::missing, search_engine::invalid),
    };
    let parts: Vec<String> = if problems.missing.is_empty() {
        let invalid = |(name, rule): &(String, String)| invalid(operation, name, rule);
        problems.invalid.iter().map(invalid).collect()
    } else {
        problems.missing.iter().map(|name| missing(name)).collect()
    };
    // One member may break several rules that a service has one sentence for.
    let mut sentences: Vec<&str> = Vec::new();
    for part in &parts {
        if !sentences.contains(&part.as_str()) {
            sentences.push(part);
        }
    }
    sentences.join("; ")
}
