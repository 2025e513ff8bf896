//! Private certificates that exist: listed, shown, revoked.

use serde_json::json;

use super::issue;
use super::refusal::Refusal;
use super::rows::Revocation;
use super::state::serial_key;
use crate::call::{Call, Outcome};
use crate::x509::{Certificate, chain_to_pem, serial_bytes};

/// Serial numbers on one page; the service does not document its own number.
const PAGE: u32 = 100;

pub(super) fn list(call: &Call) -> Result<Outcome, Refusal> {
    let page = super::page(call)?;
    let tag = call.text("caTag");
    let state = super::state(call);
    state.ca(tag)?;
    let total = state.counters(tag).issued;
    let first = u32::try_from(page.saturating_sub(1)).unwrap_or(u32::MAX);
    let first = first.saturating_mul(PAGE).min(total);
    let serials = state.serials(tag, first..first.saturating_add(PAGE).min(total));
    Ok(call.success(
        "Success",
        json!({ "data": {
            "totalCnt": total,
            "listCerts": serials,
            "totalPageNo": total.div_ceil(PAGE),
            "currentPageNo": page,
        } }),
    ))
}

pub(super) fn get(call: &Call) -> Result<Outcome, Refusal> {
    let tag = call.text("caTag");
    let serial = serial(call)?;
    let state = super::state(call);
    let ca = state.ca(tag)?;
    let der = state.issued(tag, &serial).ok_or_else(unknown)?;
    let certificate = Certificate::from_der(der)?;
    let mut data = json!({
        "notAfterDate": certificate.not_after(),
        "publicKeyAlgorithm": certificate.public_key().algorithm_name(),
        "notBeforeDate": certificate.not_before(),
        "certPem": certificate.to_pem(),
        "caChain": chain_to_pem(&ca.chain),
        "ocspResponder": issue::responder(ca),
        "signatureAlgorithm": certificate.signature_algorithm(),
        "serialNo": certificate.serial_text(),
    });
    let name = certificate.common_name();
    if !name.is_empty() {
        data["commonName"] = name.into();
    }
    Ok(call.success("Success", json!({ "data": data })))
}

/// Revokes a certificate, whatever the status of its CA. The revocation list takes it in when it is
/// asked for next, so that many revocations do not sign as many lists.
pub(super) fn revoke(call: &Call) -> Result<Outcome, Refusal> {
    let tag = call.text("caTag");
    let serial = serial(call)?;
    let mut state = super::state(call);
    state.ca(tag)?;
    let der = state.issued(tag, &serial).ok_or_else(unknown)?;
    let expires = Certificate::from_der(der)?.not_after();
    let row = serial_key(tag, &serial);
    if state.revocations.contains(&row) {
        return Err(Refusal::new(
            "INVALID_CERT",
            "the certificate was revoked before",
        ));
    }
    state.revocations.insert(
        row,
        Revocation {
            time: call.now,
            expires,
            listed: true,
        },
    );
    state.revocations_changed(tag);
    Ok(super::empty(call))
}

/// The serial number in the path, in digits of either case.
fn serial(call: &Call) -> Result<Vec<u8>, Refusal> {
    serial_bytes(call.text("serialNo")).ok_or_else(|| {
        Refusal::new(
            "INVALID_INPUT_SERIAL_NO",
            "serialNo must be pairs of hexadecimal digits joined by colons",
        )
    })
}

fn unknown() -> Refusal {
    Refusal::new("NOT_FOUND", "the CA has issued no such certificate")
}
