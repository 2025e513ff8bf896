//! What a fault does to the request that it strikes.

use axum::http::HeaderMap;

use super::Fault;
use super::fault::documented;
use crate::gateway::Failure;
use crate::operation::Operation;
use crate::random::Random;
use crate::reply::{Damage, Reply};

/// A fault that strikes one request.
pub(crate) struct Struck {
    number: u64,
    fault: Fault,
}

impl Struck {
    pub(super) fn new(number: u64, fault: Fault) -> Self {
        Self { number, fault }
    }

    /// Waits as long as the fault asks for.
    pub(crate) async fn wait(&self) {
        let delay = self.fault.waits();
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
    }

    /// Whether the operation is performed all the same.
    pub(crate) fn performs(&self) -> bool {
        self.fault.performs()
    }

    /// The answer in the place of that of the operation, if there is one. `operation` is none for
    /// requests that need no signature, to which no service refuses anything in an envelope.
    pub(crate) fn instead(
        &self,
        operation: Option<&Operation>,
        headers: &HeaderMap,
        random: &Random,
    ) -> Option<Reply> {
        let (status, code, service_failure) = self.fault.failure();
        if self.fault.drops() {
            return Some(empty(0, false));
        }
        if let (Some(failure), Some(operation)) = (service_failure, operation) {
            let envelope = &operation.service.envelope;
            let code = failure.code.clone();
            let body = envelope.failure(failure.status, code, &failure.message, random);
            return Some(Reply {
                media_type: Some("application/json".to_owned()),
                body: body.to_string().into_bytes(),
                ..empty(failure.status, true)
            });
        }
        let Some(code) = code else {
            return status.map(|status| empty(status, false));
        };
        let (documented, message) = documented(code).unwrap_or((500, "Unexpected Error"));
        let failure = Failure::new(status.unwrap_or(documented), code.to_owned(), message);
        Some(failure.reply(headers))
    }

    /// Marks an answer with what becomes of it on its way, and says so in its verdict.
    pub(crate) fn finish(&self, head: &str, mut reply: Reply) -> Reply {
        reply.damage = if self.fault.drops() {
            Damage::Dropped
        } else if self.fault.truncates() {
            Damage::Truncated
        } else if self.fault.malforms() {
            Damage::Malformed
        } else {
            Damage::None
        };
        let effect = match reply.damage {
            Damage::None if reply.verdict.is_empty() => "answered otherwise".to_owned(),
            Damage::None => {
                let verdict = reply.verdict.strip_prefix(head);
                let verdict = verdict.and_then(|verdict| verdict.strip_prefix(": "));
                verdict.unwrap_or(&reply.verdict).to_owned()
            }
            Damage::Malformed => "malformed body".to_owned(),
            Damage::Truncated => "truncated body".to_owned(),
            Damage::Dropped => "dropped connection".to_owned(),
        };
        reply.verdict = format!("{head}: fault {}: {effect}", self.number);
        reply
    }
}

fn empty(status: u16, from_service: bool) -> Reply {
    Reply {
        status,
        media_type: None,
        body: Vec::new(),
        from_service,
        damage: Damage::None,
        diagnosis: None,
        verdict: String::new(),
    }
}
