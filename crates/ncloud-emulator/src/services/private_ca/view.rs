//! What answers show of CAs.

use serde_json::{Map, Value, json};

use super::rows::Ca;
use super::state::State;
use crate::call::Call;
use crate::services::MEMBER;
use crate::x509::{Subject, chain_to_pem, common_name};

/// Where the files of a CA are: its revocation list (`crl`) and its certificate (`ca`).
pub(super) fn url(call: &Call, ca: &Ca, file: &str) -> String {
    format!("{}/ext/{}/{file}", call.world.origin, ca.tag)
}

/// A CA and its certificate. `named` adds its resource name.
pub(super) fn ca(call: &Call, state: &State, ca: &Ca, named: bool) -> Value {
    let mut info = info(call, state, ca);
    if named {
        info["nrn"] = format!("nrn:PUB:PrivateCA::{MEMBER}:CA/{}", ca.id).into();
    }
    json!({ "caInfo": info, "caCertInfo": certificate(ca) })
}

/// A CA without its certificate.
pub(super) fn info(call: &Call, state: &State, ca: &Ca) -> Value {
    let ocsp: Vec<&str> = ca
        .responder
        .iter()
        .map(|responder| responder.url.as_str())
        .collect();
    json!({
        "signingCount": state.counters(&ca.tag).signed,
        "caType": ca.kind,
        "caId": ca.id,
        "statusUpdateDate": ca.status_changed,
        "destroyDate": ca.destroyed_at,
        "alias": ca.alias,
        "memo": ca.memo,
        "urlInfo": { "ocsp": ocsp, "crl": [url(call, ca, "crl")], "ca": [url(call, ca, "ca")] },
        "caTag": ca.tag,
        "rgstDate": ca.created,
        "status": ca.status,
    })
}

/// The certificate of a CA; null while it waits for one.
fn certificate(ca: &Ca) -> Value {
    let Some(certificate) = ca.chain.first() else {
        return Value::Null;
    };
    let subject = Subject::of(certificate.subject());
    let mut shown = Map::with_capacity(15);
    let mut show = |name: &str, value: Value| shown.insert(name.to_owned(), value);
    for (name, text) in [
        ("commonName", subject.common_name),
        ("country", subject.country),
        ("locality", subject.locality),
        ("stateProvince", subject.state_province),
        ("organization", subject.organization),
        ("organizationUnit", subject.organization_unit),
    ] {
        if !text.is_empty() {
            show(name, text.into());
        }
    }
    show("issuerName", common_name(certificate.issuer()).into());
    show("notBeforeDate", certificate.not_before().into());
    show("notAfterDate", certificate.not_after().into());
    let algorithm = certificate.public_key().algorithm_name();
    show("publicKeyAlgorithm", algorithm.into());
    show(
        "signatureAlgorithm",
        certificate.signature_algorithm().into(),
    );
    show("certPem", certificate.to_pem().into());
    show("chainPem", chain_to_pem(&ca.chain).into());
    show("serialNo", certificate.serial_text().into());
    show("caCertId", ca.id.into());
    Value::Object(shown)
}
