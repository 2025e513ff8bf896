//! Renewal and private keys of certificates.

use serde_json::json;

use super::files::private_key;
use super::refusal::{Answer, Refusal};
use super::{key, state};
use crate::call::Call;

/// Switches the renewal of a certificate on or off. Only requested certificates are renewed.
pub(super) fn set_renewal(call: &Call) -> Answer {
    let mut state = state(call);
    let certificate = state.certificates.get_mut(&key(number(call)));
    let certificate = certificate.ok_or(Refusal::NoCertificate)?;
    certificate.renewal = if call.member("renewalYn") == "Y" {
        Some(certificate.renewal.unwrap_or(call.now))
    } else {
        None
    };
    certificate.updated = call.now;
    Ok(call.success("Success", json!({ "totalRows": 0 })))
}

/// Adds its private key to a certificate that is issued.
pub(super) fn register_key(call: &Call) -> Answer {
    let private_key = private_key(call.member("privateKey"))?;
    let mut state = state(call);
    let certificate = state.certificates.get_mut(&key(number(call)));
    let certificate = certificate.ok_or(Refusal::NoCertificate)?;
    let files = certificate.files.as_mut().ok_or(Refusal::NoCertificate)?;
    files.check_key(&private_key)?;
    files.private_key = Some(private_key);
    certificate.updated = call.now;
    Ok(call.success("Success", json!({ "totalRows": 0 })))
}

fn number(call: &Call) -> i64 {
    call.body["certificateNo"].as_i64().unwrap_or_default()
}
