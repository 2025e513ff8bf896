//! The addresses from which a key may be used.

use std::net::{IpAddr, Ipv4Addr};

use ipnet::Ipv4Net;
use serde_json::{Value, json};

use super::refusal::Refusal;
use super::rows::Key;
use crate::call::Call;

pub(super) fn list(call: &Call) -> Result<Value, Refusal> {
    let state = super::state(call);
    let key = state.key(call)?;
    Ok(json!({
        "keyTag": key.tag,
        "isAclEnabled": key.has_access_list,
        "allowedIpList": key.addresses,
    }))
}

pub(super) fn add(call: &Call) -> Result<Value, Refusal> {
    let given = given(call)?;
    change(call, |addresses| {
        for address in given {
            if !addresses.contains(&address) {
                addresses.push(address);
            }
        }
    })
}

pub(super) fn remove(call: &Call) -> Result<Value, Refusal> {
    let given = given(call)?;
    change(call, |addresses| {
        addresses.retain(|address| !given.contains(address));
    })
}

pub(super) fn switch_on(call: &Call) -> Result<Value, Refusal> {
    switch(call, true)
}

pub(super) fn switch_off(call: &Call) -> Result<Value, Refusal> {
    switch(call, false)
}

/// Whether a key may be used from an address. Without a list it may be used from everywhere, with an
/// empty one from nowhere.
pub(super) fn allows(key: &Key, peer: Option<IpAddr>) -> bool {
    if !key.has_access_list {
        return true;
    }
    let Some(IpAddr::V4(peer)) = peer.map(|peer| peer.to_canonical()) else {
        return false;
    };
    let mut ranges = key.addresses.iter().filter_map(|text| range(text));
    ranges.any(|range| range.contains(&peer))
}

fn switch(call: &Call, on: bool) -> Result<Value, Refusal> {
    let mut state = super::state(call);
    state.key_mut(call)?.has_access_list = on;
    Ok(json!({ "keyTag": call.text("keyTag"), "isAclEnabled": on }))
}

fn change(call: &Call, change: impl FnOnce(&mut Vec<String>)) -> Result<Value, Refusal> {
    let mut state = super::state(call);
    let key = state.key_mut(call)?;
    change(&mut key.addresses);
    Ok(json!({ "keyTag": key.tag, "allowedIpList": key.addresses }))
}

/// The addresses of a request.
fn given(call: &Call) -> Result<Vec<String>, Refusal> {
    call.texts("ipList")
        .map(|text| match range(text) {
            Some(_) => Ok(text.to_owned()),
            None => Err(Refusal::request(
                "ipList has a text that is no IPv4 address",
            )),
        })
        .collect()
}

/// An address is a range of one.
fn range(text: &str) -> Option<Ipv4Net> {
    let address = text.parse::<Ipv4Addr>().map(Ipv4Net::from);
    address.ok().or_else(|| text.parse().ok())
}
