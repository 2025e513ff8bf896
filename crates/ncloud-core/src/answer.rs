//! Telling success from failure, and decoding what came.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, StatusCode};
use serde::de::{DeserializeOwned, DeserializeSeed, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use crate::binary::Binary;
use crate::error::{Error, ErrorKind, Result};
use crate::failure::{self, Failure, Shape, text_of};
use crate::redact;
use crate::response::Response;
use crate::service::{EmptyList, Envelope, Operation, Rejection};

const GATEWAY_REQUEST_ID: HeaderName = HeaderName::from_static("x-ncp-apigw-request-id");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-ncp-request-id");
const TRACE_ID: HeaderName = HeaderName::from_static("x-ncp-trace-id");

/// What a call expects for an answer.
#[derive(Clone, Copy)]
pub(crate) enum Expected {
    /// JSON.
    Json(&'static Operation),
    /// Success without a body.
    Nothing(&'static Operation),
    /// A file.
    File(&'static Operation),
    /// Whatever comes: nothing is known of the service.
    Anything,
}

impl Expected {
    fn operation(self) -> Option<&'static Operation> {
        match self {
            Self::Json(operation) | Self::Nothing(operation) | Self::File(operation) => {
                Some(operation)
            }
            Self::Anything => None,
        }
    }
}

/// An answer with its whole body.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// Attempts that were made to get it.
    pub(crate) attempts: u32,
}

impl Answer {
    /// The answer as success, or the error that it is.
    pub(crate) fn check(mut self, expected: Expected) -> Result<Self> {
        let operation = expected.operation();
        let envelope = operation.map(|operation| &operation.service.envelope);
        if !self.status.is_success() {
            if let Some(list) = operation.and_then(|operation| operation.empty_list.as_ref())
                && self.is_empty_list(list)
            {
                self.body = Bytes::from_static(list.answer.as_bytes());
                return Ok(self);
            }
            let failure = failure::read(&self.body, envelope);
            return Err(self.failed(failure, envelope));
        }
        match expected {
            Expected::Json(operation) => {
                let answer = self.check_envelope(&operation.service.envelope)?;
                answer.check_rejection(operation.rejection.as_ref())
            }
            Expected::Nothing(operation) if self.has_body() => {
                self.check_envelope(&operation.service.envelope)
            }
            Expected::Nothing(_) => Ok(self),
            Expected::File(operation) => self.check_file(&operation.service.envelope),
            Expected::Anything => self.check_without_envelope(),
        }
    }

    fn has_body(&self) -> bool {
        self.body.iter().any(|octet| !octet.is_ascii_whitespace())
    }

    /// With a body it would be a refusal like any other: the route or what the path names is not there.
    fn is_empty_list(&self, list: &EmptyList) -> bool {
        self.status.as_u16() == list.status && !self.has_body()
    }

    /// Whether the answer says that the request was taken and then rejected.
    fn check_rejection(self, rejection: Option<&Rejection>) -> Result<Self> {
        let Some(rejection) = rejection else {
            return Ok(self);
        };
        let said = member(&self.body, rejection.member);
        let Some(said) = said.filter(|said| rejection.values.contains(&said.as_str())) else {
            return Ok(self);
        };
        let message = format!(
            "the request was rejected: `{}` is `{said}`",
            rejection.member
        );
        let failure = Failure {
            shape: Shape::Service,
            code: member(&self.body, rejection.code),
            message: Some(message.clone()),
            ..Failure::default()
        };
        let error = Error::new(ErrorKind::Service, message);
        Err(self.describe(error).with_failure(failure))
    }

    /// A JSON object in the place of a file is a failure, unless the service marks its failures and
    /// this one is not marked: there are files that are JSON.
    fn check_file(self, envelope: &Envelope) -> Result<Self> {
        let first = self.body.iter().find(|octet| !octet.is_ascii_whitespace());
        match first {
            None => Err(self.unexpected("the body is empty")),
            Some(b'{') if envelope.success.is_none() && envelope.failure.is_some() => {
                match verdict(&self.body, envelope) {
                    Verdict::Failure => self.check_envelope(envelope),
                    _ => Ok(self),
                }
            }
            Some(b'{') => {
                let answer = self.check_envelope(envelope)?;
                Err(answer.unexpected("the answer is a JSON object where a file was expected"))
            }
            Some(_) => Ok(self),
        }
    }

    fn check_envelope(self, envelope: &Envelope) -> Result<Self> {
        match verdict(&self.body, envelope) {
            Verdict::Success => Ok(self),
            Verdict::Failure => {
                let failure = failure::read(&self.body, Some(envelope));
                Err(self.failed(failure, Some(envelope)))
            }
            Verdict::NoCode => {
                let failure = failure::read(&self.body, Some(envelope));
                match failure.shape {
                    Shape::Gateway | Shape::Spring => Err(self.failed(failure, Some(envelope))),
                    // Another service's envelope, as a proxy in between might answer.
                    Shape::Service if failure.code.is_some() => {
                        Err(self.failed(failure, Some(envelope)))
                    }
                    Shape::Empty => Err(self.unexpected("the body is empty")),
                    Shape::Service | Shape::Unknown => {
                        let code = envelope.code.unwrap_or("code");
                        Err(self.unexpected(&format!("the answer has no `{code}`")))
                    }
                }
            }
            Verdict::NotJson(message) => Err(self.unexpected(&message)),
        }
    }

    /// Without a known envelope only failures that cannot be anything else are told from success.
    fn check_without_envelope(self) -> Result<Self> {
        let Ok(value) = serde_json::from_slice::<Value>(&self.body) else {
            return Ok(self);
        };
        if is_failure_anywhere(&value) {
            let failure = failure::read(&self.body, None);
            return Err(self.failed(failure, None));
        }
        Ok(self)
    }

    /// Decodes a body that is success.
    pub(crate) fn decode<T: DeserializeOwned>(self, envelope: &Envelope) -> Result<Response<T>> {
        match serde_json::from_slice(&self.body) {
            Ok(value) => {
                let request_id = envelope
                    .request_id
                    .and_then(|name| member(&self.body, name));
                Ok(Response::new(
                    value,
                    self.status,
                    request_id.or_else(|| self.request_id()),
                    self.trace_id(),
                ))
            }
            Err(plain) => {
                // Decoded a second time to name the member: failures are rare.
                let mut deserializer = serde_json::Deserializer::from_slice(&self.body);
                let reason = match serde_path_to_error::deserialize::<_, T>(&mut deserializer) {
                    Err(error) => format!("`{}`: {}", error.path(), error.inner()),
                    Ok(_) => plain.to_string(),
                };
                let reason = redact::quoted_values(&reason);
                Err(self.unexpected(&format!(
                    "the answer does not fit the specification at {reason}"
                )))
            }
        }
    }

    /// The file that was asked for.
    pub(crate) fn into_binary(self) -> Response<Binary> {
        let (request_id, trace_id) = (self.request_id(), self.trace_id());
        Response::new(Binary::new(self.body), self.status, request_id, trace_id)
    }

    /// Success without a body.
    pub(crate) fn into_nothing(self) -> Response<()> {
        let (request_id, trace_id) = (self.request_id(), self.trace_id());
        Response::new((), self.status, request_id, trace_id)
    }

    /// The body as it came.
    pub(crate) fn into_raw(self) -> Response<Bytes> {
        let (request_id, trace_id) = (self.request_id(), self.trace_id());
        Response::raw(self.body, self.status, request_id, trace_id)
    }

    pub(crate) fn unexpected(&self, message: &str) -> Error {
        self.describe(Error::new(ErrorKind::UnexpectedAnswer, message))
    }

    fn failed(&self, failure: Failure, envelope: Option<&Envelope>) -> Error {
        let kind = kind(self.status, &failure, envelope);
        let code = failure.code.as_deref();
        let is_empty_list = failure.shape == Shape::Service
            && envelope.is_some_and(|envelope| {
                code.is_some_and(|code| envelope.empty_list.contains(&code))
            });
        let message = failure
            .message
            .clone()
            .unwrap_or_else(|| self.reason(failure.shape));
        self.describe(Error::new(kind, message))
            .with_failure(failure)
            .with_empty_list(is_empty_list)
    }

    fn describe(&self, error: Error) -> Error {
        error
            .with_status(self.status.as_u16())
            .with_ids(self.request_id(), self.trace_id())
            .with_body(&self.body)
            .with_attempts(self.attempts)
    }

    fn reason(&self, shape: Shape) -> String {
        let status = self.status.canonical_reason().unwrap_or("unknown status");
        match shape {
            _ if self.status.is_redirection() => {
                format!(
                    "{status}: redirects are not followed, because keys go to the signed host only"
                )
            }
            Shape::Empty => format!("{status}, with an empty body"),
            _ => format!("{status}, with a body of an unknown shape"),
        }
    }

    pub(crate) fn request_id(&self) -> Option<String> {
        self.header(GATEWAY_REQUEST_ID)
            .or_else(|| self.header(REQUEST_ID))
    }

    pub(crate) fn trace_id(&self) -> Option<String> {
        self.header(TRACE_ID)
    }

    fn header(&self, name: HeaderName) -> Option<String> {
        Some(self.headers.get(name)?.to_str().ok()?.to_owned())
    }
}

/// The gateway's codes name the kind; without one the status does.
fn kind(status: StatusCode, failure: &Failure, envelope: Option<&Envelope>) -> ErrorKind {
    let code = failure.code.as_deref();
    if failure.shape == Shape::Gateway {
        match code {
            Some("200") => return ErrorKind::Authentication,
            Some("210") => return ErrorKind::PermissionDenied,
            Some("300") => return ErrorKind::NotFound,
            Some("400") => return ErrorKind::QuotaExceeded,
            Some("410" | "420") => return ErrorKind::Throttled,
            Some("430") => return ErrorKind::TooLarge,
            Some("500" | "510" | "900") => return ErrorKind::Unavailable,
            _ => {}
        }
    }
    let is_not_found =
        |envelope: &Envelope| code.is_some_and(|code| envelope.not_found.contains(&code));
    if failure.shape == Shape::Service && envelope.is_some_and(is_not_found) {
        return ErrorKind::NotFound;
    }
    match status.as_u16() {
        401 => ErrorKind::Authentication,
        403 => ErrorKind::PermissionDenied,
        404 => ErrorKind::NotFound,
        // Neither the gateway nor a service documents it, so a proxy in between says it: it did not wait
        // for the request any longer. Whether it had passed on what came is not known.
        408 if failure.shape != Shape::Service => ErrorKind::Timeout,
        413 => ErrorKind::TooLarge,
        429 => ErrorKind::Throttled,
        500..=599 if failure.shape == Shape::Service => ErrorKind::Service,
        500..=599 => ErrorKind::Unavailable,
        100..=199 | 300..=399 => ErrorKind::UnexpectedAnswer,
        _ if failure.shape == Shape::Unknown => ErrorKind::UnexpectedAnswer,
        _ => ErrorKind::Service,
    }
}

/// What the result code of a 2xx body says.
enum Verdict {
    Success,
    Failure,
    NoCode,
    /// Says what it is instead.
    NotJson(String),
}

/// Looks for the result code without decoding the rest.
///
/// The code comes first in practice, so reading stops as soon as it is found.
fn verdict(body: &[u8], envelope: &Envelope) -> Verdict {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Verdict::NoCode;
    }
    if let Some(failure) = envelope.failure.and_then(|name| member_value(body, name))
        && !failure.is_null()
    {
        return Verdict::Failure;
    }
    let (Some(code), Some(success)) = (envelope.code, envelope.success) else {
        return match serde_json::from_slice::<Value>(body) {
            Ok(value) if is_failure_anywhere(&value) => Verdict::Failure,
            Ok(_) => Verdict::Success,
            Err(error) => Verdict::NotJson(format!("the answer is not JSON: {error}")),
        };
    };
    let mut found = None;
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let outcome = Member {
        name: code,
        found: &mut found,
    }
    .deserialize(&mut deserializer);
    match (found.as_ref().map(text_of), outcome) {
        (Some(Some(code)), _) if code == success => Verdict::Success,
        (Some(Some(_)), _) => Verdict::Failure,
        // There, but neither text nor number.
        (Some(None), _) | (None, Ok(())) => Verdict::NoCode,
        (None, Err(error)) => {
            let reason = redact::quoted_values(&error.to_string());
            Verdict::NotJson(format!("the answer is not a JSON object: {reason}"))
        }
    }
}

/// Whether a body cannot be success, whatever the service.
fn is_failure_anywhere(value: &Value) -> bool {
    value["responseError"].is_object() || value["error"]["errorCode"] != Value::Null
}

/// A member of the root object as text.
fn member(body: &[u8], name: &str) -> Option<String> {
    member_value(body, name).as_ref().and_then(text_of)
}

/// A member of the root object.
fn member_value(body: &[u8], name: &str) -> Option<Value> {
    let mut found = None;
    // Stopping in the middle of an object is reported as an error, which says nothing here.
    let _ = Member {
        name,
        found: &mut found,
    }
    .deserialize(&mut serde_json::Deserializer::from_slice(body));
    found
}

struct Member<'a> {
    name: &'a str,
    found: &'a mut Option<Value>,
}

impl<'de> DeserializeSeed<'de> for Member<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> std::result::Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Member<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "an object with `{}`", self.name)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> std::result::Result<(), A::Error> {
        while let Some(is_it) = members.next_key_seed(IsName(self.name))? {
            if is_it {
                *self.found = Some(members.next_value()?);
                return Ok(());
            }
            members.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }
}

/// Whether a name is this one; it is not kept.
struct IsName<'a>(&'a str);

impl<'de> DeserializeSeed<'de> for IsName<'_> {
    type Value = bool;

    fn deserialize<D: serde::Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> std::result::Result<bool, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for IsName<'_> {
    type Value = bool;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("the name of a member")
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> std::result::Result<bool, E> {
        Ok(name == self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::{RetryClass, Service};

    /// Of a service whose answers have a code in failures only.
    const BARE: Envelope = Envelope {
        code: Some("errorCode"),
        success: None,
        message: Some("message"),
        failure: Some("errorCode"),
        request_id: None,
        not_found: &["30"],
        empty_list: &[],
    };

    /// Marks its failures with an object that holds the code.
    const NESTED: Envelope = Envelope {
        code: Some("error/code"),
        message: Some("error/message"),
        failure: Some("error"),
        not_found: &["77103"],
        ..BARE
    };

    /// Says success and failure by the HTTP status alone.
    const BY_STATUS: Envelope = Envelope {
        code: None,
        message: None,
        failure: None,
        not_found: &[],
        ..BARE
    };

    const fn service(envelope: Envelope) -> Service {
        Service {
            name: "example",
            title: "Example",
            hosts: &[],
            envelope,
            secrets: &[],
        }
    }

    static BARE_SERVICE: Service = service(BARE);
    static NESTED_SERVICE: Service = service(NESTED);
    static SERVICE_BY_STATUS: Service = service(BY_STATUS);

    const fn operation(
        service: &'static Service,
        empty_list: Option<EmptyList>,
        rejection: Option<Rejection>,
    ) -> Operation {
        Operation {
            service,
            id: "listThings",
            method: http::Method::GET,
            path: "/things",
            accept: "application/json",
            security: &[],
            retry: RetryClass::Safe,
            sites: &[],
            limits: &[],
            empty_list,
            rejection,
        }
    }

    static BARE_OPERATION: Operation = operation(&BARE_SERVICE, None, None);
    static NESTED_OPERATION: Operation = operation(&NESTED_SERVICE, None, None);
    static SENDING: Operation = operation(
        &SERVICE_BY_STATUS,
        None,
        Some(Rejection {
            member: "statusName",
            values: &["fail"],
            code: "statusCode",
        }),
    );
    static LISTING: Operation = operation(
        &SERVICE_BY_STATUS,
        Some(EmptyList {
            status: 404,
            answer: "[]",
        }),
        None,
    );

    fn answered(expected: Expected, status: u16, body: &'static str) -> Result<Answer> {
        let answer = Answer {
            status: StatusCode::from_u16(status).unwrap(),
            headers: HeaderMap::new(),
            body: Bytes::from_static(body.as_bytes()),
            attempts: 1,
        };
        answer.check(expected)
    }

    fn check(status: u16, body: &'static str) -> Result<Answer> {
        answered(Expected::Json(&BARE_OPERATION), status, body)
    }

    #[test]
    fn the_code_in_an_object_goes_before_the_gateways() {
        for (status, body, kind, code) in [
            (
                400,
                r#"{"error":{"code":77103,"message":"no","errorCode":"200"}}"#,
                ErrorKind::NotFound,
                "77103",
            ),
            (
                200,
                r#"{"error":{"code":77102,"message":"no"}}"#,
                ErrorKind::Service,
                "77102",
            ),
            (
                401,
                r#"{"error":{"errorCode":"200","message":"no"}}"#,
                ErrorKind::Authentication,
                "200",
            ),
        ] {
            let error = answered(Expected::Json(&NESTED_OPERATION), status, body)
                .err()
                .expect(body);
            assert_eq!((error.kind(), error.code()), (kind, Some(code)), "{body}");
        }
    }

    #[test]
    fn a_file_may_be_json_where_failures_are_marked() {
        let file = Expected::File(&NESTED_OPERATION);
        assert!(answered(file, 200, r#"{"templates":[]}"#).is_ok());
        let failure = r#"{"error":{"code":77103,"message":"no"}}"#;
        let error = answered(file, 200, failure).err().unwrap();
        assert_eq!(error.kind(), ErrorKind::NotFound);
        // Cut off, it is not known to be a failure.
        assert!(answered(file, 200, r#"{"templates":["#).is_ok());
        let error = answered(file, 200, "").err().unwrap();
        assert_eq!(error.kind(), ErrorKind::UnexpectedAnswer);
        let unmarked = Expected::File(&SENDING);
        assert!(answered(unmarked, 200, r#"{"templates":[]}"#).is_err());
    }

    #[test]
    fn an_empty_404_is_an_empty_list_where_the_document_says_so() {
        let list = answered(Expected::Json(&LISTING), 404, "").unwrap();
        assert_eq!(list.status, StatusCode::NOT_FOUND);
        let list = list.decode::<Vec<String>>(&BY_STATUS).unwrap();
        assert!(list.is_empty());
        let refused = r#"{"status":404,"errorMessage":"no such channel"}"#;
        for (expected, status, body) in [
            (Expected::Json(&LISTING), 404, refused),
            (Expected::Json(&SENDING), 404, ""),
            (Expected::Nothing(&SENDING), 404, ""),
        ] {
            let error = answered(expected, status, body).err().unwrap();
            assert_eq!(error.kind(), ErrorKind::NotFound, "{status} {body}");
        }
        let error = answered(Expected::Json(&LISTING), 400, "").err().unwrap();
        assert_eq!(error.kind(), ErrorKind::Service);
    }

    #[test]
    fn accepted_and_rejected_are_told_apart() {
        let accepted = r#"{"statusCode":"202","statusName":"success"}"#;
        assert!(answered(Expected::Json(&SENDING), 202, accepted).is_ok());
        let rejected =
            r#"{"statusCode":"400","statusName":"fail","messages":[{"requestStatusCode":"E1"}]}"#;
        let error = answered(Expected::Json(&SENDING), 202, rejected)
            .err()
            .unwrap();
        assert_eq!(error.kind(), ErrorKind::Service);
        assert_eq!(error.code(), Some("400"));
        assert_eq!(error.status(), Some(202));
        assert!(
            error.to_string().contains("`statusName` is `fail`"),
            "{error}"
        );
        assert!(!error.is_retryable());
        // What became of each recipient is in the answer.
        let raw = String::from_utf8(error.raw_body().unwrap().to_vec()).unwrap();
        assert!(raw.contains("requestStatusCode"), "{raw}");
    }

    #[test]
    fn success_may_have_no_body() {
        assert!(answered(Expected::Nothing(&SENDING), 204, "").is_ok());
        assert!(answered(Expected::Nothing(&SENDING), 200, "{}").is_ok());
        let refused = r#"{"error":{"errorCode":"210","message":"no"}}"#;
        let error = answered(Expected::Nothing(&SENDING), 200, refused)
            .err()
            .unwrap();
        assert_eq!(error.kind(), ErrorKind::PermissionDenied);
    }

    #[test]
    fn an_answer_that_is_a_text_is_not_quoted() {
        const CODED: Envelope = Envelope {
            success: Some("0"),
            failure: None,
            ..BARE
        };
        static CODED_SERVICE: Service = service(CODED);
        static CODED_OPERATION: Operation = operation(&CODED_SERVICE, None, None);
        let error = answered(Expected::Json(&CODED_OPERATION), 200, r#""hunter2""#)
            .err()
            .unwrap();
        assert_eq!(error.kind(), ErrorKind::UnexpectedAnswer);
        let text = error.to_string();
        assert!(
            text.contains("not a JSON object") && !text.contains("hunter2"),
            "{text}"
        );
    }

    #[test]
    fn answers_without_a_code_are_success() {
        for body in ["{}", "[]", r#"[{"success":false}]"#, r#"{"code":1}"#] {
            assert!(check(200, body).is_ok(), "{body}");
        }
    }

    #[test]
    fn the_member_of_failures_tells_them() {
        for (status, body, kind) in [
            (
                200,
                r#"{"errorCode":9011,"message":"no"}"#,
                ErrorKind::Service,
            ),
            (
                400,
                r#"{"errorCode":30,"message":"no"}"#,
                ErrorKind::NotFound,
            ),
            (
                401,
                r#"{"errorCode":30,"message":"no"}"#,
                ErrorKind::NotFound,
            ),
            (
                200,
                r#"{"error":{"errorCode":"210","message":"no"}}"#,
                ErrorKind::PermissionDenied,
            ),
            (200, "", ErrorKind::UnexpectedAnswer),
            (200, "<html>", ErrorKind::UnexpectedAnswer),
        ] {
            let error = check(status, body).err().expect(body);
            assert_eq!(error.kind(), kind, "{status} {body}");
        }
    }
}
