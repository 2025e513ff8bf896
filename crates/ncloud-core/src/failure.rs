//! Reading failures, in all the shapes that the gateway and the services use.
//!
//! The shape is told by the body alone: JSON arrives under other content types, too.

use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;

use crate::service::Envelope;

/// What a failed answer says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) shape: Shape,
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) details: Option<String>,
    pub(crate) request_id: Option<String>,
}

/// Whose words a failure is in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Shape {
    /// `{"error":{"errorCode","message","details"}}` with a code of digits, or the same in XML.
    Gateway,
    /// The service's own envelope.
    Service,
    /// `{"timestamp","status","error","message"}` of the framework behind the gateway.
    Spring,
    /// An empty body.
    Empty,
    /// Nothing that is known.
    #[default]
    Unknown,
}

/// Reads a failed answer; `envelope` is the service's own, when it is known.
pub(crate) fn read(body: &[u8], envelope: Option<&Envelope>) -> Failure {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Failure {
            shape: Shape::Empty,
            ..Failure::default()
        };
    }
    if let Ok(value) = serde_json::from_slice::<Value>(body) {
        return from_json(&value, envelope);
    }
    match std::str::from_utf8(body) {
        Ok(text) if text.trim_start().starts_with('<') => from_xml(text).unwrap_or_default(),
        _ => Failure::default(),
    }
}

/// The order matters: shapes overlap in their member names.
fn from_json(value: &Value, envelope: Option<&Envelope>) -> Failure {
    let text = |pointer: &str| value.pointer(pointer).and_then(text_of);
    if value.get("timestamp").is_some() && value["status"].is_number() {
        return Failure {
            shape: Shape::Spring,
            code: None,
            message: text("/message")
                .filter(|message| !message.is_empty())
                .or_else(|| text("/error")),
            ..Failure::default()
        };
    }
    if value["responseError"].is_object() {
        return service(
            text("/responseError/returnCode"),
            text("/responseError/returnMessage"),
        );
    }
    // Where the document says that the code is in an object, it goes before the gateway's.
    if let Some(failure) = envelope.and_then(|envelope| nested(value, envelope)) {
        return failure;
    }
    if value["error"].get("errorCode").is_none()
        && let Some(code) = text("/error/code")
    {
        return service(Some(code), text("/error/message"));
    }
    if value["error"].is_object() {
        return Failure {
            request_id: text("/error/requestId"),
            ..error_object(
                text("/error/errorCode"),
                text("/error/message"),
                text("/error/details").or_else(|| text("/error/detail")),
            )
        };
    }
    if value["status"].is_number() && value.get("errorMessage").is_some() {
        return service(text("/status"), text("/errorMessage"));
    }
    if value["status"].is_number() && (value["detail"].is_string() || value["title"].is_string()) {
        return service(text("/status"), text("/detail").or_else(|| text("/title")));
    }
    if value["status"].is_number() && value["error"].is_string() {
        let message = text("/message").filter(|message| !message.is_empty());
        return service(text("/status"), message.or_else(|| text("/error")));
    }
    if let Some(message) = value["error"].as_str() {
        return service(text("/errorCode"), Some(message.to_owned()));
    }
    if value.get("errorCode").is_some() {
        return service(text("/errorCode"), text("/message"));
    }
    if let Some(envelope) = envelope
        && let Some(code) = member(value, envelope.code)
    {
        let mut failure = service(Some(code), member(value, envelope.message));
        failure.request_id = envelope
            .request_id
            .and_then(|name| value.get(name))
            .and_then(text_of);
        return failure;
    }
    if value.get("code").is_some() {
        let mut failure = service(text("/code"), text("/msg").or_else(|| text("/message")));
        failure.request_id = text("/requestId");
        return failure;
    }
    if value["status"].is_object() {
        return service(text("/status/code"), text("/status/message"));
    }
    if value.get("returnCode").is_some() {
        return service(text("/returnCode"), text("/returnMessage"));
    }
    Failure::default()
}

/// Where the gateway has its code. Services that have theirs there, too, are told from it by the code.
const OF_GATEWAY: &str = "error/errorCode";

/// A failure whose code is in an object, as the envelope says.
fn nested(value: &Value, envelope: &Envelope) -> Option<Failure> {
    let is_nested = envelope.code? != OF_GATEWAY && envelope.code?.contains('/');
    let code = member(value, envelope.code).filter(|_| is_nested)?;
    Some(service(Some(code), member(value, envelope.message)))
}

/// The text of a member, to which its names lead through objects.
fn member(value: &Value, way: Option<&str>) -> Option<String> {
    let mut names = way?.split('/');
    let found = names.try_fold(value, |value, name| value.get(name));
    found.and_then(text_of)
}

/// `<Message><error>…`, `<responseError>…` and the `<Error><Code/><Message/></Error>` of Object
/// Storage: the innermost elements carry the same names as in JSON.
fn from_xml(text: &str) -> Option<Failure> {
    let (mut code, mut message, mut details, mut is_gateway) = (None, None, None, false);
    let mut reader = Reader::from_str(text);
    let mut inside = String::new();
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => {
                is_gateway |= start.local_name().into_inner() == "error";
                inside.clear();
            }
            Event::Text(piece) => inside.push_str(&piece),
            Event::CData(piece) => inside.push_str(&piece),
            Event::GeneralRef(reference) => {
                match quick_xml::escape::resolve_xml_entity(&reference) {
                    Some(character) => inside.push_str(character),
                    None => inside.extend(reference.resolve_char_ref().ok().flatten()),
                }
            }
            Event::End(end) => {
                let slot = match end.local_name().into_inner() {
                    "errorCode" | "returnCode" | "Code" | "code" => &mut code,
                    "message" | "returnMessage" | "Message" => &mut message,
                    "details" => &mut details,
                    _ => continue,
                };
                let value = inside.trim();
                if slot.is_none() && !value.is_empty() {
                    *slot = Some(value.to_owned());
                }
                inside.clear();
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if code.is_none() && message.is_none() {
        return None;
    }
    Some(if is_gateway {
        error_object(code, message, details)
    } else {
        service(code, message)
    })
}

/// The gateway's form, which some services take over. Their codes are names, the gateway's are digits.
fn error_object(code: Option<String>, message: Option<String>, details: Option<String>) -> Failure {
    let is_name = |code: &String| code.bytes().any(|byte| !byte.is_ascii_digit());
    Failure {
        shape: if code.as_ref().is_some_and(is_name) {
            Shape::Service
        } else {
            Shape::Gateway
        },
        code,
        message,
        details,
        request_id: None,
    }
}

fn service(code: Option<String>, message: Option<String>) -> Failure {
    Failure {
        shape: Shape::Service,
        code,
        message,
        ..Failure::default()
    }
}

/// Codes come as text or as numbers.
pub(crate) fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(body: &str) -> (Shape, Option<String>, Option<String>) {
        let failure = read(body.as_bytes(), None);
        (failure.shape, failure.code, failure.message)
    }

    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn every_shape_is_understood() {
        let cases = [
            (
                r#"{"error":{"errorCode":"210","message":"Permission Denied"}}"#,
                Shape::Gateway,
                some("210"),
                some("Permission Denied"),
            ),
            (
                r#"{"error":{"errorCode":210,"message":"Permission Denied"}}"#,
                Shape::Gateway,
                some("210"),
                some("Permission Denied"),
            ),
            (
                r#"{"error":{"errorCode":"NOT_FOUND","message":"Not found","details":"no secret"}}"#,
                Shape::Service,
                some("NOT_FOUND"),
                some("Not found"),
            ),
            (
                r#"{"error":{"errorCode":"","message":"no"}}"#,
                Shape::Gateway,
                some(""),
                some("no"),
            ),
            (
                r#"{"responseError":{"returnCode":"1007000","returnMessage":"gone"}}"#,
                Shape::Service,
                some("1007000"),
                some("gone"),
            ),
            (
                r#"{"code":"NOT_EXIST_CASTORE","msg":"castore not found","data":null}"#,
                Shape::Service,
                some("NOT_EXIST_CASTORE"),
                some("castore not found"),
            ),
            (
                r#"{"code":400,"message":"no","result":null,"requestId":"r"}"#,
                Shape::Service,
                some("400"),
                some("no"),
            ),
            (
                r#"{"returnCode":"2100","returnMessage":"missing"}"#,
                Shape::Service,
                some("2100"),
                some("missing"),
            ),
            (
                r#"{"errorCode":9014,"message":"no"}"#,
                Shape::Service,
                some("9014"),
                some("no"),
            ),
            (
                r#"{"timestamp":"2026","status":401,"error":"Unauthorized","message":"no key"}"#,
                Shape::Spring,
                None,
                some("no key"),
            ),
            (
                r#"{"timestamp":1,"status":404,"error":"Not Found","message":"","path":"/x"}"#,
                Shape::Spring,
                None,
                some("Not Found"),
            ),
            (
                r#"{"error":{"code":77102,"message":"missing"}}"#,
                Shape::Service,
                some("77102"),
                some("missing"),
            ),
            (
                r#"{"status":404,"errors":"gone","errorMessage":"no such channel"}"#,
                Shape::Service,
                some("404"),
                some("no such channel"),
            ),
            (
                r#"{"status":404,"error":"Not Found","message":"no such channel"}"#,
                Shape::Service,
                some("404"),
                some("no such channel"),
            ),
            (
                r#"{"status":404,"error":"Not Found","message":""}"#,
                Shape::Service,
                some("404"),
                some("Not Found"),
            ),
            (
                r#"{"type":"about:blank","title":"Bad Request","status":400,"detail":"no action"}"#,
                Shape::Service,
                some("400"),
                some("no action"),
            ),
            (
                r#"{"title":"Bad Request","status":400,"validationResult":{"success":false}}"#,
                Shape::Service,
                some("400"),
                some("Bad Request"),
            ),
            (
                r#"{"status":{"code":"40000","message":"bad"}}"#,
                Shape::Service,
                some("40000"),
                some("bad"),
            ),
            (
                "<?xml version=\"1.0\"?><Message><error><errorCode>200</errorCode><message>Authentication &lt;Failed&gt;</message></error></Message>",
                Shape::Gateway,
                some("200"),
                some("Authentication <Failed>"),
            ),
            (
                "<responseError><returnCode>5</returnCode><returnMessage>no</returnMessage></responseError>",
                Shape::Service,
                some("5"),
                some("no"),
            ),
            (
                "<Error><Code>NoSuchKey</Code><Message>no</Message></Error>",
                Shape::Service,
                some("NoSuchKey"),
                some("no"),
            ),
            ("", Shape::Empty, None, None),
            (" \n", Shape::Empty, None, None),
            ("<html><body>Bad gateway</body>", Shape::Unknown, None, None),
            ("{\"error\":", Shape::Unknown, None, None),
            ("[]", Shape::Unknown, None, None),
        ];
        for (body, shape, code, message) in cases {
            assert_eq!(parts(body), (shape, code, message), "{body}");
        }
    }

    #[test]
    fn details_and_request_ids_are_kept() {
        let body = br#"{"error":{"errorCode":"200","message":"Authentication Failed","details":"Invalid"}}"#;
        assert_eq!(read(body, None).details.as_deref(), Some("Invalid"));
        assert_eq!(
            read(br#"{"code":1,"requestId":"r-1"}"#, None)
                .request_id
                .as_deref(),
            Some("r-1")
        );
        assert_eq!(
            read(
                br#"{"error":{"errorCode":"NO","message":"no","requestId":"r-2"}}"#,
                None
            )
            .request_id
            .as_deref(),
            Some("r-2")
        );
    }

    #[test]
    fn the_gateway_is_known_where_a_service_has_its_codes_in_the_same_place() {
        let envelope = Envelope {
            code: Some(OF_GATEWAY),
            success: None,
            message: Some("error/message"),
            failure: Some("error"),
            request_id: None,
            not_found: &[],
            empty_list: &[],
        };
        for (code, shape) in [("210", Shape::Gateway), ("NO_PROFILE", Shape::Service)] {
            let body = format!(r#"{{"error":{{"errorCode":"{code}","message":"no"}}}}"#);
            assert_eq!(read(body.as_bytes(), Some(&envelope)).shape, shape);
        }
    }
}
