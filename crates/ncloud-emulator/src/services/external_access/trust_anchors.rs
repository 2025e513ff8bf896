//! Trust anchors: the CAs that certificates must come from.

use serde_json::{Value, json};

use super::entry::{self, Entry};
use super::limits;
use super::listing;
use super::refusal::Refusal;
use super::rows::TrustAnchor;
use super::sources;
use super::state::{in_order, nrn};
use crate::call::Call;
use crate::services::account::{matches, time};

/// Members that are searched.
const COLUMNS: [&str; 2] = ["name", "trustAnchorNrn"];

pub(super) fn list(call: &Call) -> Result<Value, Refusal> {
    let column = call.text("searchColumn");
    if !column.is_empty() && !COLUMNS.contains(&column) {
        let rule = format!("searchColumn must be one of {}", COLUMNS.join(", "));
        return Err(Refusal::rule(rule));
    }
    let state = super::state(call);
    let anchors = in_order(&state.trust_anchors).into_iter();
    let anchors = anchors.map(|(id, anchor)| shown(id, anchor));
    let anchors: Vec<Value> = anchors.filter(|anchor| matches(call, anchor)).collect();
    Ok(listing::page(call, &anchors))
}

pub(super) fn create(call: &Call) -> Result<Value, Refusal> {
    let anchor = TrustAnchor {
        description: limits::description(call)?.unwrap_or_default(),
        source: sources::read(call)?,
    };
    let mut state = super::state(call);
    let id = call.world.random.uuid();
    let anchor = Entry::new(call, state.numbers.next("trust-anchors", 1), anchor);
    let shown = shown(&id, &anchor);
    state.trust_anchors.insert(id, anchor);
    Ok(shown)
}

pub(super) fn get(call: &Call) -> Result<Value, Refusal> {
    let state = super::state(call);
    let anchor = state.trust_anchor(call)?;
    Ok(shown(call.text("trustAnchorId"), anchor))
}

pub(super) fn change(call: &Call) -> Result<Value, Refusal> {
    super::state(call).trust_anchor(call)?;
    let name = entry::new_name(call, limits::LONGEST_NAME)?;
    let description = limits::description(call)?;
    let source = match call.body["source"] {
        Value::Null => None,
        _ => Some(sources::read(call)?),
    };
    let mut state = super::state(call);
    let anchor = state.trust_anchor_mut(call)?;
    anchor.change(call, |anchor| {
        anchor.name = name.unwrap_or_else(|| anchor.name.clone());
        let content = &mut anchor.content;
        content.description = description.unwrap_or_else(|| content.description.clone());
        content.source = source.unwrap_or_else(|| content.source.clone());
    });
    Ok(shown(call.text("trustAnchorId"), anchor))
}

pub(super) fn switch(call: &Call) -> Result<Value, Refusal> {
    let mut state = super::state(call);
    let anchor = state.trust_anchor_mut(call)?;
    anchor.switch(call);
    Ok(shown(call.text("trustAnchorId"), anchor))
}

/// Deletes a trust anchor, and its CRLs with it.
pub(super) fn delete(call: &Call) -> Result<Value, Refusal> {
    let mut state = super::state(call);
    let id = call.text("trustAnchorId");
    let deleted = shown(id, state.trust_anchor(call)?);
    state.trust_anchors.remove(id);
    let crls = state.crls.iter();
    let crls = crls.filter(|(_, crl)| crl.content.trust_anchor == id);
    let crls: Vec<String> = crls.map(|(crl, _)| crl.to_owned()).collect();
    for crl in crls {
        state.crls.remove(&crl);
    }
    Ok(deleted)
}

fn shown(id: &str, anchor: &Entry<TrustAnchor>) -> Value {
    json!({
        "trustAnchorId": id,
        "trustAnchorNrn": nrn("TrustAnchor", id),
        "name": anchor.name,
        "description": anchor.content.description,
        "enabled": anchor.is_enabled,
        "createTime": time(anchor.created),
        "updateTime": time(anchor.updated),
        "source": sources::shown(&anchor.content.source),
    })
}
