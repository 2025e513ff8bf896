//! Whether a request is signed by one of the key pairs.

use std::sync::Arc;

use axum::http::HeaderMap;
use axum::http::header::HOST;

use super::diagnosis::{self, Sent};
use super::{Arrival, Failure, signature, time_window};
use crate::key::Key;

/// Header with the time of signing, epoch milliseconds.
const TIMESTAMP: &str = "x-ncp-apigw-timestamp";
/// Header with the access key.
const ACCESS_KEY: &str = "x-ncp-iam-access-key";
/// Header with the signature.
const SIGNATURE: &str = "x-ncp-apigw-signature-v2";
/// Header in which the vendor's Go, Python and JavaScript SDKs send the same signature.
const SIGNATURE_V1: &str = "x-ncp-apigw-signature-v1";

/// Finds the key pair of a request, if its signature over the target as received is right; `find` looks
/// for one by its access key.
pub(super) fn authenticate(
    find: impl Fn(&str) -> Option<Arc<Key>>,
    arrival: Arrival<'_>,
    strict_v2: bool,
) -> Result<Arc<Key>, Failure> {
    let headers = arrival.headers;
    let timestamp = header(headers, TIMESTAMP)?;
    let access_key = header(headers, ACCESS_KEY)?;
    let signature = if !is_signed_as_v1(headers) {
        header(headers, SIGNATURE)?
    } else if strict_v2 {
        let diagnosis = format!(
            "the signature is in {SIGNATURE_V1}, and the emulator was told to take \
             {SIGNATURE} only"
        );
        return Err(Failure::missing(diagnosis));
    } else {
        header(headers, SIGNATURE_V1)?
    };
    let key = find(access_key)
        .ok_or_else(|| Failure::invalid("the emulator does not know this access key"))?;
    if key.stopped {
        return Err(Failure::invalid("this access key is stopped"));
    }
    time_window::check(timestamp, arrival.now)?;
    let text = signature::string_to_sign(arrival.method, arrival.target, timestamp, access_key);
    let secret = key.secret.expose();
    let matches = signature::decode(signature)
        .is_some_and(|signature| signature::is_of(&signature, &text, secret.as_bytes()));
    if matches {
        return Ok(key);
    }
    let sent = Sent {
        method: arrival.method,
        target: arrival.target,
        timestamp,
        access_key,
        host: headers.get(HOST).and_then(|host| host.to_str().ok()),
    };
    Err(Failure::invalid(diagnosis::explain(
        sent, signature, secret,
    )))
}

/// Whether there is a signature under the name of version 1 and none under that of version 2.
pub(crate) fn is_signed_as_v1(headers: &HeaderMap) -> bool {
    headers.contains_key(SIGNATURE_V1) && !headers.contains_key(SIGNATURE)
}

/// Whether a request carries any of the headers of a signature.
pub(crate) fn is_signed(headers: &HeaderMap) -> bool {
    [TIMESTAMP, ACCESS_KEY, SIGNATURE, SIGNATURE_V1]
        .iter()
        .any(|name| headers.contains_key(*name))
}

/// The text of a header; an empty one counts as missing.
fn header<'a>(headers: &'a HeaderMap, name: &str) -> Result<&'a str, Failure> {
    let mut values = headers.get_all(name).iter();
    let value = values.next().filter(|value| !value.is_empty());
    let missing = || Failure::missing(format!("the header {name} is missing"));
    let value = value.ok_or_else(missing)?;
    // Which of them was signed is a guess, and others on the way may guess otherwise.
    if values.next().is_some() {
        let diagnosis = format!("the header {name} was sent more than once");
        return Err(Failure::invalid(diagnosis));
    }
    let text = value.to_str();
    text.map_err(|_| Failure::invalid(format!("the header {name} is not ASCII text")))
}
