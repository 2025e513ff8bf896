//! Private CA: CAs and their life, and the certificates that they issue.
//!
//! The lock of the state is not held while keys are made or certificates are signed: what is needed
//! is read before, and once it is done the state is locked again and asked once more.

mod ca;
mod certificates;
mod crl;
mod distribution;
mod issue;
mod names;
mod ocsp;
pub(crate) mod overview;
mod refusal;
mod rows;
mod signing;
mod state;
mod sub_ca;
mod users;
mod validity;
mod view;

use std::borrow::Cow;
use std::ops::DerefMut;

use serde_json::json;

use crate::call::{Call, Outcome};
use crate::operation::Operation;
use crate::reply::Reply;
use crate::services::{Behaviour, Unsigned};
use crate::world::World;
use crate::x509::{Certificate, KeyType};

pub(super) use issue::{Made, Order};
use refusal::Refusal;
pub(crate) use state::State;

pub(super) const BEHAVIOUR: Behaviour = Behaviour {
    answer,
    is_slow,
    missing,
    invalid,
};

/// Answers a valid call.
fn answer(call: &Call) -> Option<Outcome> {
    let answered = match call.operation.id.as_str() {
        "createCa" => ca::create(call),
        "getCaList" => ca::list(call),
        "getCa" => ca::get(call),
        "updateCa" => ca::update(call),
        "deleteCa" => ca::delete(call),
        "getCaChain" => ca::chain(call),
        "getSubCsr" => sub_ca::request(call),
        "signSubCsr" => sub_ca::sign(call),
        "activateSubCa" => sub_ca::activate(call),
        "issueEndCert" => issue::issue(call),
        "signEndCsr" => issue::sign(call),
        "getEndCertList" => certificates::list(call),
        "getEndCert" => certificates::get(call),
        "revokeEndCert" => certificates::revoke(call),
        "getCaCrl" => crl::get(call),
        "getCrlConfig" => crl::get_config(call),
        "updateCrlConfig" => crl::update_config(call),
        "rotateCrl" => crl::rotate(call),
        "trimCa" => crl::trim(call),
        "createOcsp" => ocsp::create(call),
        "deleteOcsp" => ocsp::delete(call),
        "getCaUserList" => users::list(call),
        "addCaUser" => users::add(call),
        "deleteCaUser" => users::delete(call),
        _ => return None,
    };
    Some(
        answered.unwrap_or_else(|refusal| call.failure(400, refusal.code.into(), &refusal.message)),
    )
}

/// Whether a call makes an RSA key, signs with one, or goes through all certificates of a CA.
fn is_slow(call: &Call) -> bool {
    let slow_key = || KeyType::named(call.member("keyType")).is_some_and(KeyType::is_slow);
    let slow_ca = |tag: &str| {
        let state = state(call);
        state.cas.get(tag).is_some_and(rows::Ca::is_slow)
    };
    match call.operation.id.as_str() {
        "createCa" => slow_key() || slow_ca(call.text("issuerTag")),
        "issueEndCert" => slow_key() || slow_ca(call.text("caTag")),
        "signEndCsr" | "signSubCsr" | "createOcsp" => slow_ca(call.text("caTag")),
        "deleteCa" | "getCaCrl" | "rotateCrl" | "trimCa" => true,
        _ => false,
    }
}

/// Makes a key and a certificate for another service, which must not hold its own lock meanwhile.
///
/// # Errors
/// Code and message of the refusal.
pub(super) fn issue_for(
    call: &Call,
    order: &Order<'_>,
) -> Result<Made, (&'static str, Cow<'static, str>)> {
    issue::make(call, order).map_err(|refusal| (refusal.code, refusal.message))
}

/// The certificate of the CA with this number, for another service; none when there is no such CA, or
/// when it waits for its certificate.
pub(super) fn certificate_of(call: &Call, id: i64) -> Option<Certificate> {
    let state = state(call);
    let (_, ca) = state.cas.iter().find(|(_, ca)| ca.id == id)?;
    ca.chain.first().cloned()
}

/// Whether a request of the distribution points may take long.
pub(super) fn is_slow_unsigned(request: &Unsigned<'_>) -> bool {
    distribution::is_slow(request)
}

/// Answers requests of the distribution points.
pub(super) fn answer_unsigned(request: &Unsigned<'_>) -> Option<Reply> {
    distribution::answer(request)
}

/// The state at the time of a call.
fn state(call: &Call) -> impl DerefMut<Target = State> {
    state_at(&call.world, call.now)
}

fn state_at(world: &World, now: i64) -> impl DerefMut<Target = State> {
    let mut state = world.services.private_ca.lock();
    state.pass_time(now);
    state
}

/// The number of the page that is asked for.
fn page(call: &Call) -> Result<i64, Refusal> {
    let page = call.integer("pageNo").unwrap_or(1);
    if page < 1 {
        return Err(Refusal::new(
            "INVALID_INPUT_PAGENUMBBER",
            "pageNo must be 1 or more",
        ));
    }
    Ok(page)
}

/// The answer without a result.
fn empty(call: &Call) -> Outcome {
    call.success("Success", json!({ "data": null }))
}

/// The service's own words, where the documentation has some.
fn missing(name: &str) -> String {
    match name.rsplit('.').next().unwrap_or(name) {
        "commonName" => "common name is missing.".to_owned(),
        "x509Parameters" => "x509Parameters are missing.".to_owned(),
        "csrPem" => "csr is missing.".to_owned(),
        "certPem" => "cert is missing.".to_owned(),
        _ => format!("{name} is missing."),
    }
}

fn invalid(_: &Operation, name: &str, rule: &str) -> String {
    format!("Invalid request. {name} {rule}.")
}
