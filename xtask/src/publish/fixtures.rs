//! One request and one answer of every operation, made of its first example.
//!
//! The requests are signed with the key pair and the time of the first test vector, so a client in
//! any language can be held to them without a server. Those of operations that take nothing but a token
//! carry one that is made up.

use ncloud_core::Secret;
use ncloud_core::signature::Signer;
use ncloud_spec::document::{Document, Operation, Security};
use serde_json::{Map, Value, json};

use super::documents::Published;
use super::{Files, json as file};
use crate::encoding::{no_scalar, scalar, target};

/// The smallest ZIP archive, an empty one: the pages show no content of files.
const EMPTY_ARCHIVE: &str = "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==";

/// A token that stands for any.
const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.e30.ZXhhbXBsZQ";

/// Who signs, and when.
struct Signing {
    signer: Signer,
    access_key: String,
    secret_key: String,
    timestamp: u64,
}

/// Adds `fixtures/<service>/<operationId>.json`.
pub(super) fn add(
    published: &[Published],
    vectors: &[u8],
    files: &mut Files,
) -> Result<(), String> {
    let signing = signing(vectors)?;
    for Published { document, .. } in published {
        for operation in document.operations() {
            let fixture = fixture(document, operation, &signing).map_err(|problem| {
                format!("{}: {}: {problem}", document.file(), operation.pointer())
            })?;
            let path = format!("fixtures/{}/{}.json", document.name(), operation.id());
            files.insert(path, file(&fixture)?);
        }
    }
    Ok(())
}

fn signing(vectors: &[u8]) -> Result<Signing, String> {
    let broken = |problem: &str| format!("vectors/signature-v2.json: {problem}");
    let vectors: Value =
        serde_json::from_slice(vectors).map_err(|error| broken(&error.to_string()))?;
    let first = &vectors["vectors"][0];
    let (Some(access_key), Some(secret_key), Some(timestamp)) = (
        vectors["accessKey"].as_str(),
        first["secretKey"].as_str(),
        first["timestamp"].as_u64(),
    ) else {
        return Err(broken("/vectors/0: lacks the key pair or the timestamp"));
    };
    let signer = Signer::new(access_key, &Secret::new(secret_key))
        .map_err(|error| broken(&error.to_string()))?;
    Ok(Signing {
        signer,
        access_key: access_key.to_owned(),
        secret_key: secret_key.to_owned(),
        timestamp,
    })
}

impl Signing {
    /// The headers of a signed request.
    fn headers(&self, method: &str, target: &str) -> Result<Map<String, Value>, String> {
        let signature = self
            .signer
            .sign(method, target, self.timestamp)
            .map_err(|error| error.to_string())?;
        let headers = [
            ("x-ncp-apigw-timestamp", json!(self.timestamp.to_string())),
            ("x-ncp-iam-access-key", json!(self.access_key)),
            ("x-ncp-apigw-signature-v2", json!(signature.value())),
        ];
        let headers = headers.into_iter();
        Ok(headers
            .map(|(name, value)| (name.to_owned(), value))
            .collect())
    }
}

fn fixture(
    document: &Document,
    operation: Operation<'_>,
    signing: &Signing,
) -> Result<Value, String> {
    let example = operation
        .examples()
        .into_iter()
        .next()
        .ok_or("has no example")?;
    let method = operation.verb.to_uppercase();
    let (origin, base) = server(document, operation)?;
    let target = format!("{base}{}", target(operation, &example)?);
    let (status, _) = operation.success_response().ok_or("describes no success")?;
    let status: u16 = status
        .parse()
        .map_err(|_| format!("`{status}` is no status"))?;
    let media_type = operation.success().map(|(media_type, _)| media_type);
    let mut headers = Map::new();
    if let Some(media_type) = media_type {
        headers.insert("accept".to_owned(), json!(media_type));
    }
    if example.body.is_some() {
        headers.insert("content-type".to_owned(), json!("application/json"));
    }
    if !example.parts.is_empty() {
        // The boundary is up to who sends it.
        headers.insert("content-type".to_owned(), json!("multipart/form-data"));
    }
    for (name, value) in &example.headers {
        let value = scalar(value).ok_or_else(|| no_scalar(name))?;
        headers.insert(name.clone(), json!(value));
    }
    let mut request = json!({
        "method": method,
        "url": format!("{origin}{target}"),
        "target": target,
    });
    match operation.security()?.first() {
        Some(Security::Token { header }) => {
            headers.insert((*header).to_owned(), json!(TOKEN));
        }
        _ => {
            headers.extend(signing.headers(&method, &target)?);
            let string = signing
                .signer
                .string_to_sign(&method, &target, signing.timestamp)
                .map_err(|error| error.to_string())?;
            request["stringToSign"] = json!(string);
            request["secretKey"] = json!(signing.secret_key);
        }
    }
    request["headers"] = Value::Object(headers);
    if let Some(body) = example.body {
        request["body"] = body;
    }
    if !example.parts.is_empty() {
        let parts = example.parts.iter();
        let parts = parts.map(|(name, value)| json!({ "name": name, "value": value }));
        request["parts"] = parts.collect();
    }
    let mut response = json!({ "status": status });
    if let Some(media_type) = media_type {
        response["headers"] = json!({ "content-type": media_type });
        match example.response {
            Some(body) => response["body"] = body,
            None => response["bodyBase64"] = json!(EMPTY_ARCHIVE),
        }
    }
    Ok(json!({
        "service": document.name(),
        "operationId": operation.id(),
        "example": example.name,
        "retry": operation.value["x-ncloud-retry"],
        "request": request,
        "response": response,
    }))
}

/// Origin and base path of the first server at a site that documents the operation.
fn server<'a>(
    document: &'a Document,
    operation: Operation<'_>,
) -> Result<(&'a str, &'a str), String> {
    let server = document
        .servers()
        .find(|server| operation.sites().any(|site| site == server.site))
        .ok_or("x-ncloud-sites: no server is at one of them")?;
    let host = server.url.find("://").map_or(0, |scheme| scheme + 3);
    let path = server.url[host..]
        .find('/')
        .map_or(server.url.len(), |slash| host + slash);
    Ok(server.url.split_at(path))
}
