//! A request that has found its operation.

use std::net::IpAddr;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::envelope::Envelope;
use crate::key::Key;
use crate::operation::Operation;
use crate::routes::Place;
use crate::world::World;

/// A valid call of an operation.
pub(crate) struct Call {
    pub(crate) operation: Arc<Operation>,
    /// Site and region that were called.
    pub(crate) place: Place,
    /// Path and query parameters, in their JSON types.
    pub(crate) parameters: Map<String, Value>,
    /// Body without its null members; null when there is none.
    pub(crate) body: Value,
    /// Names of the files in a multipart body, in their order.
    pub(crate) file_names: Vec<String>,
    pub(crate) caller: Caller,
    /// Address of the caller, when it is known.
    pub(crate) peer: Option<IpAddr>,
    /// Time of the call, epoch milliseconds.
    pub(crate) now: i64,
    pub(crate) world: Arc<World>,
}

/// Who calls.
#[derive(Clone)]
pub(crate) enum Caller {
    /// Whoever has this key pair; its signature was right.
    KeyPair(Arc<Key>),
    /// Whoever has this token, which the service has to look at.
    Token(String),
}

impl Call {
    /// A text parameter; empty when it was not given.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.parameters
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// An integer parameter.
    pub(crate) fn integer(&self, name: &str) -> Option<i64> {
        self.parameters.get(name).and_then(Value::as_i64)
    }

    /// A text member of the body; empty when it was not given.
    pub(crate) fn member(&self, name: &str) -> &str {
        self.body[name].as_str().unwrap_or_default()
    }

    /// The texts of a list in the body; none when it was not given.
    pub(crate) fn texts(&self, name: &str) -> impl Iterator<Item = &str> {
        texts(&self.body[name])
    }

    /// A success with these members beside those of the envelope.
    pub(crate) fn success(&self, message: &str, members: Value) -> Outcome {
        let envelope = &self.operation.service.envelope;
        Outcome {
            status: self.operation.success_status,
            content: Content::Json(envelope.success(message, members, &self.world.random)),
        }
    }

    /// A refusal by the service.
    pub(crate) fn failure(&self, status: u16, code: Value, message: &str) -> Outcome {
        let envelope = &self.operation.service.envelope;
        let mut answer = envelope.failure(status, code, message, &self.world.random);
        if !self.operation.allows_answer(status, &answer) {
            // A part of a service may refuse in a form of its own.
            answer = Envelope::nested_failure(status, message);
        }
        Outcome {
            status,
            content: Content::Json(answer),
        }
    }
}

/// What a service answers.
pub(crate) struct Outcome {
    pub(crate) status: u16,
    pub(crate) content: Content,
}

/// The body of an answer.
pub(crate) enum Content {
    Json(Value),
    /// No body.
    Nothing,
    /// Octets of this media type.
    Octets(&'static str, Vec<u8>),
}

/// The texts of a list; none of what is no list.
pub(crate) fn texts(list: &Value) -> impl Iterator<Item = &str> {
    let items = list.as_array().into_iter().flatten();
    items.filter_map(Value::as_str)
}
