//! CAs and their life.

use serde_json::{Value, json};

use super::names;
use super::refusal::Refusal;
use super::rows::{Ca, Kind, Status};
use super::signing::{self, Wanted};
use super::state::State;
use super::validity::Period;
use super::view;
use crate::call::{Call, Outcome};
use crate::clock::HOUR;
use crate::services::paging::{cut, pages};
use crate::x509::{Issuer, KeyType, PrivateKey, Request, chain_to_pem};

/// CAs that an account may have: the documented quota.
const QUOTA: usize = 10;
/// How long a deletion waits, milliseconds.
const DESTROY_WAIT: i64 = 72 * HOUR;
/// CAs on one page of the list; the service does not document its own number.
const PAGE: i64 = 10;

/// Makes a CA: a key, and a certificate by itself or by the CA above it. Without a CA above it, a
/// sub CA gets a signing request instead.
pub(super) fn create(call: &Call) -> Result<Outcome, Refusal> {
    let kind = if call.text("caType") == "PRIVATE_ROOT" {
        Kind::Root
    } else {
        Kind::Sub
    };
    let alias = call.member("alias");
    let issuer = match (kind, call.text("issuerTag")) {
        (Kind::Root, _) | (_, "") => None,
        (Kind::Sub, tag) => Some(tag),
    };
    let period = Period::read(call.member("period"))?;
    let key_type = KeyType::named(call.member("keyType"))
        .ok_or_else(|| Refusal::new("INVALID_X509_KEY_TYPE", "keyType is not known"))?;
    let parameters = &call.body["x509Parameters"];
    let subject = names::subject(parameters).to_name()?;
    let alt_names = names::alt_names(parameters)?;
    let signer = may_create(&super::state(call), alias, issuer)?;

    let key = PrivateKey::generate(key_type)?;
    let mut ca = Ca {
        tag: String::new(),
        id: 0,
        kind,
        alias: alias.to_owned(),
        memo: call.member("memo").to_owned(),
        status: Status::Active,
        status_changed: None,
        destroyed_at: None,
        created: call.now,
        issuer: issuer.map(str::to_owned),
        key_type,
        key,
        chain: Vec::new(),
        request: None,
        responder: None,
        list_days: None,
    };
    if kind == Kind::Sub && signer.is_none() {
        ca.status = Status::Pending;
        ca.request = Some(Request::of_authority(&subject, &alt_names, &ca.key)?);
    } else {
        let wanted = Wanted {
            validity: period.from(call.now, signer.as_ref())?,
            alt_names,
            public_key: ca.key.public_key(),
            authority: signing::authority_below(signer.as_ref(), None)?,
            subject,
        };
        ca.chain = match &signer {
            Some(signer) => {
                let certificate = signing::by(call, signer, wanted)?;
                std::iter::once(certificate)
                    .chain(signer.chain.iter().cloned())
                    .collect()
            }
            None => {
                let name = wanted.subject.clone();
                vec![signing::sign(
                    call,
                    &Issuer::own(&name, &ca.key),
                    None,
                    wanted,
                )?]
            }
        };
    }

    let mut state = super::state(call);
    may_create(&state, alias, issuer)?;
    ca.id = state.last_id.next("", 1);
    ca.tag = new_tag(call, &state);
    if let (Some(issuer), Some(certificate)) = (issuer, ca.chain.first()) {
        state.keep_sub(issuer, certificate);
    }
    let answer = view::ca(call, &state, &ca, false);
    state.cas.insert(ca.tag.clone(), ca);
    Ok(call.success("Success", json!({ "data": answer })))
}

/// Whether there is room for a CA with this name below `issuer`, which is returned.
fn may_create(state: &State, alias: &str, issuer: Option<&str>) -> Result<Option<Ca>, Refusal> {
    if state.cas.iter().any(|(_, ca)| ca.alias == alias) {
        return Err(Refusal::new("ALREADY_EXIST_ALIAS", "alias already exists"));
    }
    if state.cas.len() >= QUOTA {
        return Err(Refusal::new(
            "INVALID_REQUEST",
            format!("there are {QUOTA} CAs already, which is the quota"),
        ));
    }
    let Some(tag) = issuer else { return Ok(None) };
    if !state.cas.contains(tag) {
        return Err(Refusal::new("NOT_EXIST_ISSUER_CA", "issuer ca not found"));
    }
    match state.signer(tag) {
        Ok(ca) => Ok(Some(ca.clone())),
        Err(refusal) if refusal.code == "INVALID_CA_STATUS" => Err(Refusal::new(
            "INVALID_ISSUER_CA",
            format!("issuer ca is not active: {}", refusal.message),
        )),
        Err(refusal) => Err(refusal),
    }
}

fn new_tag(call: &Call, state: &State) -> String {
    loop {
        let tag = format!("{}-{}", call.world.random.hex(8), call.world.random.hex(8));
        if !state.cas.contains(&tag) {
            return tag;
        }
    }
}

pub(super) fn list(call: &Call) -> Result<Outcome, Refusal> {
    let page = super::page(call)?;
    let state = super::state(call);
    let mut cas: Vec<&Ca> = state.cas.values().collect();
    cas.sort_unstable_by_key(|ca| ca.id);
    let shown = cut(&cas, page - 1, PAGE).iter();
    let shown: Vec<Value> = shown.map(|ca| view::ca(call, &state, ca, true)).collect();
    Ok(call.success(
        "Success",
        json!({ "data": {
            "totalCnt": cas.len(),
            "caInfoList": shown,
            "totalPageNo": pages(cas.len(), PAGE),
            "currentPageNo": page,
        } }),
    ))
}

pub(super) fn get(call: &Call) -> Result<Outcome, Refusal> {
    let state = super::state(call);
    let ca = state.ca(call.text("caTag"))?;
    let answer = view::ca(call, &state, ca, true);
    Ok(call.success("Success", json!({ "data": answer })))
}

/// Changes the status. A deletion that was scheduled is called off by any other status.
pub(super) fn update(call: &Call) -> Result<Outcome, Refusal> {
    let mut state = super::state(call);
    let tag = call.text("caTag");
    let ca = state.ca_mut(tag)?;
    let status = match call.member("status") {
        "DESTROYING" => Status::Destroying,
        "ACTIVE" if !ca.chain.is_empty() => Status::Active,
        "DEACTIVATED" if !ca.chain.is_empty() => Status::Deactivated,
        "ACTIVE" if ca.status == Status::Destroying => Status::Pending,
        _ => return Err(Refusal::status("the CA waits for its certificate")),
    };
    let destroyed_at = match (status, ca.destroyed_at) {
        (Status::Destroying, Some(at)) => Some(at),
        (Status::Destroying, None) => Some(call.now.saturating_add(DESTROY_WAIT)),
        _ => None,
    };
    if ca.status != status {
        ca.status = status;
        ca.status_changed = Some(call.now);
        ca.destroyed_at = destroyed_at;
    }
    let answer = view::info(call, &state, state.ca(tag)?);
    Ok(call.success("Success", json!({ "data": answer })))
}

/// Removes a CA, and the CAs below it, without waiting for the end of the 72 hours.
pub(super) fn delete(call: &Call) -> Result<Outcome, Refusal> {
    let mut state = super::state(call);
    let tag = call.text("caTag");
    if state.ca(tag)?.status != Status::Destroying {
        return Err(Refusal::status("the status of the CA is not DESTROYING"));
    }
    state.remove(tag);
    Ok(super::empty(call))
}

/// The certificate of a CA and those above it.
pub(super) fn chain(call: &Call) -> Result<Outcome, Refusal> {
    let state = super::state(call);
    let ca = state.ca(call.text("caTag"))?;
    ca.certificate()?;
    Ok(call.success("Success", json!({ "data": chain_to_pem(&ca.chain) })))
}
