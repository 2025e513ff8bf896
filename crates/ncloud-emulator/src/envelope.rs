//! The envelope in which a service wraps its answers.

use serde_json::{Map, Value, json};

use crate::random::Random;

/// Names of the envelope's members and the codes in it, from `x-ncloud-service`.
pub(crate) struct Envelope {
    code: String,
    success: Value,
    message: String,
    /// Member that holds a refusal as an object, where the service refuses as the gateway does.
    failure: Option<String>,
    request_id: Option<String>,
    /// Members that a refusal carries as null, such as `data`.
    empty: Vec<String>,
    /// HTTP status of a request that the service finds invalid.
    pub(crate) bad_request: u16,
    /// Code for a missing member.
    pub(crate) missing: Value,
    /// Code for any other invalid request.
    pub(crate) invalid: Value,
}

impl Envelope {
    /// Reads the service block of a document; `failure` is its schema of refusals.
    pub(crate) fn new(service: &Value, failure: &Value) -> Self {
        let envelope = &service["envelope"];
        let name = |member: &str| envelope[member].as_str().map(str::to_owned);
        let (code, message) = (name("code"), name("message"));
        let request_id = name("requestId");
        let known = [code.as_deref(), message.as_deref(), request_id.as_deref()];
        let members = failure["properties"].as_object().into_iter().flatten();
        let empty = members
            .map(|(name, _)| name)
            .filter(|name| !known.contains(&Some(name.as_str())))
            .cloned()
            .collect();
        let bad_request = &service["badRequest"];
        let status = bad_request["status"].as_u64();
        Self {
            empty,
            bad_request: status
                .and_then(|status| u16::try_from(status).ok())
                .unwrap_or(400),
            missing: bad_request["missing"].clone(),
            invalid: bad_request["invalid"].clone(),
            code: code.unwrap_or_default(),
            success: envelope["success"].clone(),
            message: message.unwrap_or_default(),
            failure: name("failure"),
            request_id,
        }
    }

    /// A successful answer with these members beside the envelope's own; without a message when it is
    /// empty.
    pub(crate) fn success(&self, message: &str, members: Value, random: &Random) -> Value {
        let mut answer = self.head(self.success.clone(), message);
        if message.is_empty() {
            answer.remove(&self.message);
        }
        if let Value::Object(members) = members {
            answer.extend(members);
        }
        self.finish(answer, random)
    }

    /// A refusal.
    pub(crate) fn failure(&self, code: Value, message: &str, random: &Random) -> Value {
        if let Some(failure) = &self.failure {
            let error = json!({ "errorCode": code, "message": message, "details": "" });
            return json!({ failure: error });
        }
        let mut answer = self.head(code, message);
        for name in &self.empty {
            answer.insert(name.clone(), Value::Null);
        }
        self.finish(answer, random)
    }

    /// Whether a member belongs to the envelope and not to what it wraps.
    pub(crate) fn owns(&self, name: &str) -> bool {
        name == self.code || name == self.message || self.request_id.as_deref() == Some(name)
    }

    /// Gives an answer a request identifier of its own, where the service sends one.
    pub(crate) fn renew(&self, answer: &mut Value, random: &Random) {
        if let (Some(name), Some(answer)) = (&self.request_id, answer.as_object_mut()) {
            answer.insert(name.clone(), random.uuid().into());
        }
    }

    fn head(&self, code: Value, message: &str) -> Map<String, Value> {
        let mut answer = Map::new();
        answer.insert(self.code.clone(), code);
        answer.insert(self.message.clone(), message.into());
        answer
    }

    fn finish(&self, answer: Map<String, Value>, random: &Random) -> Value {
        let mut answer = Value::Object(answer);
        self.renew(&mut answer, random);
        answer
    }
}
