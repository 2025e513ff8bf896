//! Revocation lists.
//!
//! A list is made when it is asked for and the last one does not do any more: because something was
//! revoked since, because it has run out, or because a new one was asked for.

use serde_json::json;

use super::refusal::Refusal;
use super::rows::{List, Octets};
use super::state::key;
use super::validity::{exceeded, whole};
use crate::call::{Call, Outcome};
use crate::clock::DAY;
use crate::hex;
use crate::world::World;
use crate::x509::{Issuer, RevocationList, Revoked, pem};

/// How long a list is valid, in days, where nothing was set.
const DEFAULT_DAYS: i64 = 3;

pub(super) fn get(call: &Call) -> Result<Outcome, Refusal> {
    let der = current(&call.world, call.text("caTag"), call.now)?;
    let pem = pem("X509 CRL", &der)?;
    Ok(call.success("Success", json!({ "data": pem })))
}

pub(super) fn get_config(call: &Call) -> Result<Outcome, Refusal> {
    let state = super::state(call);
    let days = state.ca(call.text("caTag"))?.list_days;
    // The pages: nothing is returned when nothing was set.
    let data = days.map_or_else(|| json!({}), |days| json!({ "expiry": days.to_string() }));
    Ok(call.success("Success", json!({ "data": data })))
}

/// Sets how long lists are valid, from the next one on.
pub(super) fn update_config(call: &Call) -> Result<Outcome, Refusal> {
    let mut state = super::state(call);
    let ca = state.ca(call.text("caTag"))?;
    let expires = ca.certificate()?.not_after();
    let too_long = || exceeded("the list would be valid longer than the CA");
    let days: i64 = call.member("expiry").parse().map_err(|_| too_long())?;
    if call.now.saturating_add(days.saturating_mul(DAY)) > expires {
        return Err(too_long());
    }
    state.ca_mut(call.text("caTag"))?.list_days = Some(days);
    let data = json!({ "expiry": days.to_string() });
    Ok(call.success("Success", json!({ "data": data })))
}

/// Makes a new list.
pub(super) fn rotate(call: &Call) -> Result<Outcome, Refusal> {
    let tag = call.text("caTag");
    let previous = super::state(call).lists.get(tag).map(|list| list.number);
    make(&call.world, tag, call.now, |list| {
        Some(list.number) > previous
    })?;
    Ok(super::empty(call))
}

/// Takes certificates that have expired off the list.
pub(super) fn trim(call: &Call) -> Result<Outcome, Refusal> {
    let tag = call.text("caTag");
    let mut state = super::state(call);
    state.ca(tag)?.certificate()?;
    let prefix = key(tag, "");
    let expired: Vec<String> = state
        .revocations
        .starting_with(&prefix)
        .filter(|(_, revocation)| revocation.listed && revocation.expires < call.now)
        .map(|(row, _)| row.to_owned())
        .collect();
    for row in &expired {
        if let Some(revocation) = state.revocations.get_mut(row) {
            revocation.listed = false;
        }
    }
    if !expired.is_empty() {
        state.revocations_changed(tag);
    }
    Ok(super::empty(call))
}

/// The list as it has to be now, as DER.
pub(super) fn current(world: &World, tag: &str, now: i64) -> Result<Vec<u8>, Refusal> {
    make(world, tag, now, |_| true)
}

/// The last list if it is still right and `does` says that it will do, or else a new one.
fn make(
    world: &World,
    tag: &str,
    now: i64,
    does: impl Fn(&List) -> bool,
) -> Result<Vec<u8>, Refusal> {
    // Once more only when somebody else has made a list in the meantime.
    loop {
        let (ca, changes, previous, revoked) = {
            let state = super::state_at(world, now);
            let ca = state.ca(tag)?;
            ca.certificate()?;
            let changes = state.counters(tag).changes;
            let last = state.lists.get(tag);
            if let Some(last) = last
                && last.changes == changes
                && (last.this_update..last.next_update).contains(&now)
                && does(last)
            {
                return Ok(last.der.0.to_vec());
            }
            let prefix = key(tag, "");
            let listed = state.revocations.starting_with(&prefix);
            let listed = listed.filter(|(_, revocation)| revocation.listed);
            let revoked = listed.filter_map(|(row, revocation)| {
                Some(Revoked {
                    serial: hex::decode(row.strip_prefix(&prefix)?)?,
                    time: revocation.time,
                })
            });
            let previous = last.map_or(0, |last| last.number);
            (ca.clone(), changes, previous, revoked.collect())
        };
        let this_update = whole(now);
        let days = ca.list_days.unwrap_or(DEFAULT_DAYS);
        let list = RevocationList {
            number: previous.saturating_add(1),
            this_update,
            next_update: this_update.saturating_add(days.saturating_mul(DAY)),
            revoked,
        };
        let der = list.signed_by(&Issuer::new(ca.certificate()?, &ca.key))?;
        let mut state = super::state_at(world, now);
        state.ca(tag)?;
        if state.lists.get(tag).map_or(0, |last| last.number) == previous {
            let row = List {
                number: list.number,
                changes,
                this_update: list.this_update,
                next_update: list.next_update,
                der: Octets(der.as_slice().into()),
            };
            state.lists.insert(tag, row);
            return Ok(der);
        }
    }
}
