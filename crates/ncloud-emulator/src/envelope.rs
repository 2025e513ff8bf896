//! The envelope in which a service wraps its answers.

use ncloud_spec::document::members;
use serde_json::{Map, Value, json};

use crate::random::Random;

/// Member of a refusal in an object that holds the number of the request.
const NESTED_REQUEST_ID: &str = "requestId";

/// Names of the envelope's members and the codes in it, from `x-ncloud-service`.
pub(crate) struct Envelope {
    code: String,
    success: Value,
    /// None where answers have no message.
    message: Option<String>,
    request_id: Option<String>,
    refusal: Refusal,
    /// HTTP status of a request that the service finds invalid.
    pub(crate) bad_request: u16,
    /// Code for a missing member.
    pub(crate) missing: Value,
    /// Code for any other invalid request.
    pub(crate) invalid: Value,
}

/// What a refusal looks like.
enum Refusal {
    /// As a success: code and message, and these members as null, such as `data`.
    Flat(Vec<String>),
    /// As a failure of the gateway, in the member of this name.
    Nested(String),
    /// Code and message in the object of this name: `error/code`.
    InObject {
        object: String,
        code: String,
        message: String,
        /// Whether the number of the request is there, too, as `requestId`.
        has_request_id: bool,
    },
    /// The HTTP status and the reason, without a code.
    ByStatus,
}

impl Envelope {
    /// Reads the service block of a document; `failure` is its schema of refusals, with those of its members
    /// in their places.
    pub(crate) fn new(service: &Value, failure: &Value) -> Self {
        let envelope = &service["envelope"];
        let name = |member: &str| envelope[member].as_str().map(str::to_owned);
        let (code, message) = (name("code"), name("message"));
        let request_id = name("requestId");
        let known = [code.as_deref(), message.as_deref(), request_id.as_deref()];
        let properties = &failure["properties"];
        // Where the code itself tells failures, they are flat.
        let nested = name("failure").filter(|name| code.as_ref() != Some(name));
        let inner = |way: &Option<String>| {
            let (object, member) = way.as_deref()?.split_once('/')?;
            Some((object.to_owned(), member.to_owned()))
        };
        let refusal = match (nested, inner(&code), inner(&message)) {
            _ if envelope.is_null() => Refusal::ByStatus,
            (_, Some((object, code)), Some((_, message))) => Refusal::InObject {
                has_request_id: properties[&object]["properties"]
                    .get(NESTED_REQUEST_ID)
                    .is_some(),
                object,
                code,
                message,
            },
            (Some(name), ..) => Refusal::Nested(name),
            _ => Refusal::Flat(
                members(properties)
                    .map(|(name, _)| name)
                    .filter(|name| !known.contains(&Some(name)))
                    .map(str::to_owned)
                    .collect(),
            ),
        };
        let bad_request = &service["badRequest"];
        let status = bad_request["status"].as_u64();
        Self {
            bad_request: status
                .and_then(|status| u16::try_from(status).ok())
                .unwrap_or(400),
            missing: bad_request["missing"].clone(),
            invalid: bad_request["invalid"].clone(),
            code: code.unwrap_or_default(),
            success: envelope["success"].clone(),
            message: message.filter(|name| !name.contains('/')),
            request_id,
            refusal,
        }
    }

    /// A successful answer with these members beside the envelope's own; without a message when it is
    /// empty.
    pub(crate) fn success(&self, message: &str, members: Value, random: &Random) -> Value {
        let mut answer = match self.success {
            Value::Null => Map::new(),
            _ => self.head(self.success.clone(), message),
        };
        if let (true, Some(name)) = (message.is_empty(), &self.message) {
            answer.remove(name);
        }
        if let Value::Object(members) = members {
            answer.extend(members);
        }
        self.finish(answer, random)
    }

    /// A refusal.
    pub(crate) fn failure(
        &self,
        status: u16,
        code: Value,
        message: &str,
        random: &Random,
    ) -> Value {
        let answer = match &self.refusal {
            Refusal::Flat(empty) => {
                let mut answer = self.head(code, message);
                answer.extend(empty.iter().map(|name| (name.clone(), Value::Null)));
                answer
            }
            Refusal::Nested(name) => {
                let refusal = json!({ "errorCode": code, "message": message, "details": "" });
                Map::from_iter([(name.clone(), refusal)])
            }
            Refusal::InObject {
                object,
                code: name,
                message: text,
                has_request_id,
            } => {
                let mut refusal =
                    Map::from_iter([(name.clone(), code), (text.clone(), Value::from(message))]);
                if *has_request_id {
                    refusal.insert(NESTED_REQUEST_ID.to_owned(), random.uuid().into());
                }
                Map::from_iter([(object.clone(), Value::Object(refusal))])
            }
            Refusal::ByStatus => Map::from_iter([
                ("status".to_owned(), Value::from(status)),
                ("errors".to_owned(), Value::from(message)),
                ("errorMessage".to_owned(), Value::from(message)),
            ]),
        };
        self.finish(answer, random)
    }

    /// A refusal in the object `error`, with the HTTP status as its code.
    pub(crate) fn nested_failure(status: u16, message: &str) -> Value {
        json!({ "error": { "errorCode": status.to_string(), "message": message } })
    }

    /// Whether a member belongs to the envelope and not to what it wraps.
    pub(crate) fn owns(&self, name: &str) -> bool {
        name == self.code
            || self.message.as_deref() == Some(name)
            || self.request_id.as_deref() == Some(name)
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
        if let Some(name) = &self.message {
            answer.insert(name.clone(), message.into());
        }
        answer
    }

    fn finish(&self, answer: Map<String, Value>, random: &Random) -> Value {
        let mut answer = Value::Object(answer);
        self.renew(&mut answer, random);
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_have_the_form_of_their_service() {
        let service = |failure: Value| {
            json!({
                "envelope": { "code": "code", "success": "SUCCESS", "message": "msg", "failure": failure },
                "badRequest": { "status": 400, "missing": "NO", "invalid": "NO" },
            })
        };
        let random = Random::new().unwrap();
        let flat = json!({ "properties": { "code": {}, "msg": {}, "data": {} } });
        let flat = Envelope::new(&service(Value::Null), &flat);
        assert_eq!(
            flat.failure(404, "NOT_FOUND".into(), "no key", &random),
            json!({ "code": "NOT_FOUND", "msg": "no key", "data": null })
        );
        let nested = json!({ "properties": { "error": {} } });
        let nested = Envelope::new(&service("error".into()), &nested);
        assert_eq!(
            nested.failure(404, "NOT_FOUND".into(), "no key", &random),
            json!({ "error": { "errorCode": "NOT_FOUND", "message": "no key", "details": "" } })
        );
        assert_eq!(
            nested.success("", json!({ "data": 1 }), &random),
            json!({ "code": "SUCCESS", "data": 1 })
        );
        let in_object_service = json!({
            "envelope": { "code": "error/code", "message": "error/message", "failure": "error" },
            "badRequest": { "status": 400, "missing": "1", "invalid": "1" },
        });
        let in_object = Envelope::new(
            &in_object_service,
            &json!({ "properties": { "error": {} } }),
        );
        assert_eq!(
            in_object.failure(400, "77103".into(), "no mail", &random),
            json!({ "error": { "code": "77103", "message": "no mail" } })
        );
        assert_eq!(
            in_object.success("Success", json!({ "data": 1 }), &random),
            json!({ "data": 1 })
        );
        let members = json!({ "code": {}, "message": {}, "requestId": {} });
        let numbered = json!({ "properties": { "error": { "properties": members } } });
        let numbered = Envelope::new(&in_object_service, &numbered);
        let refusal = numbered.failure(404, "77103".into(), "no mail", &random);
        assert!(refusal["error"]["requestId"].is_string(), "{refusal}");
        let by_status = json!({ "badRequest": { "status": 400, "missing": 400, "invalid": 400 } });
        let by_status = Envelope::new(&by_status, &Value::Null);
        assert_eq!(
            by_status.failure(400, 400.into(), "no text", &random),
            json!({ "status": 400, "errors": "no text", "errorMessage": "no text" })
        );
    }
}
