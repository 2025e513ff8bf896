//! CRLs of trust anchors.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::entry::{self, Entry};
use super::limits;
use super::refusal::Refusal;
use super::rows::{Crl, Source};
use super::sources;
use super::state::{in_order, nrn};
use crate::call::Call;
use crate::services::account::{done_to, time};
use crate::x509::SignedList;

pub(super) fn list(call: &Call) -> Result<Value, Refusal> {
    let state = super::state(call);
    state.trust_anchor(call)?;
    let anchor = call.text("trustAnchorId");
    let crls = in_order(&state.crls).into_iter();
    let crls = crls.filter(|(_, crl)| crl.content.trust_anchor == anchor);
    Ok(crls.map(|(id, crl)| shown(id, crl)).collect())
}

pub(super) fn create(call: &Call) -> Result<Value, Refusal> {
    let source = source(call)?;
    check(call, &source)?;
    let mut state = super::state(call);
    // Somebody else may have deleted it meanwhile.
    state.trust_anchor(call)?;
    let id = call.world.random.uuid();
    let crl = Crl {
        trust_anchor: call.text("trustAnchorId").to_owned(),
        data: call.member("crlData").to_owned(),
    };
    let crl = Entry::new(call, state.numbers.next("crls", 1), crl);
    let shown = shown(&id, &crl);
    state.crls.insert(id, crl);
    Ok(shown)
}

pub(super) fn get(call: &Call) -> Result<Value, Refusal> {
    let state = super::state(call);
    Ok(shown(call.text("crlId"), state.crl(call)?))
}

pub(super) fn change(call: &Call) -> Result<Value, Refusal> {
    super::state(call).crl(call)?;
    let name = entry::new_name(call, limits::LONGEST_CRL_NAME)?;
    let data = call.body["crlData"].as_str();
    if data.is_some() {
        check(call, &source(call)?)?;
    }
    let mut state = super::state(call);
    let crl = state.crl_mut(call)?;
    crl.change(call, |crl| {
        crl.name = name.unwrap_or_else(|| crl.name.clone());
        if let Some(data) = data {
            data.clone_into(&mut crl.content.data);
        }
    });
    Ok(shown(call.text("crlId"), crl))
}

pub(super) fn switch(call: &Call) -> Result<Value, Refusal> {
    let mut state = super::state(call);
    let crl = state.crl_mut(call)?;
    crl.switch(call);
    Ok(shown(call.text("crlId"), crl))
}

pub(super) fn delete(call: &Call) -> Result<Value, Refusal> {
    let mut state = super::state(call);
    state.crl(call)?;
    state.crls.remove(call.text("crlId"));
    Ok(done_to(call.text("crlId")))
}

/// The source of the trust anchor that a call is about.
fn source(call: &Call) -> Result<Source, Refusal> {
    let state = super::state(call);
    Ok(state.trust_anchor(call)?.content.source.clone())
}

/// Checks that a call gives a revocation list by the CA of a trust anchor.
fn check(call: &Call, source: &Source) -> Result<(), Refusal> {
    let list = read(call.member("crlData"))?;
    let issuers = sources::certificates(call, source)?;
    let is_signed_by = |issuer| list.verify_signed_by(issuer).is_ok();
    if issuers.iter().any(is_signed_by) {
        return Ok(());
    }
    Err(Refusal::rule(
        "crlData must be signed by the CA of the trust anchor",
    ))
}

/// A revocation list, DER or PEM, in Base64.
fn read(data: &str) -> Result<SignedList, Refusal> {
    let octets = STANDARD.decode(data);
    let octets = octets.map_err(|_| Refusal::rule("crlData must be Base64"))?;
    let list = match str::from_utf8(&octets) {
        Ok(text) if text.contains("-----BEGIN ") => SignedList::from_pem(text),
        _ => SignedList::from_der(octets),
    };
    list.map_err(|error| {
        let rule = format!("crlData must be a revocation list, but {error}");
        Refusal::rule(rule)
    })
}

fn shown(id: &str, crl: &Entry<Crl>) -> Value {
    json!({
        "crlId": id,
        "crlNrn": nrn("Crl", id),
        "trustAnchorId": crl.content.trust_anchor,
        "name": crl.name,
        "crlData": crl.content.data,
        "enabled": crl.is_enabled,
        "createTime": time(crl.created),
        "updateTime": time(crl.updated),
    })
}
