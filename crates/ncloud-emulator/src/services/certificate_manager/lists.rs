//! The lists of certificates of API 2.0.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::certificate::{Certificate, Kind};
use super::refusal::Answer;
use super::{State, authority, issuance, state};
use crate::call::Call;
use crate::services::paging::cut;

/// What can be requested: name, price plan, what is validated, whether a signing request is needed.
const TYPES: [(&str, &str, &str, &str, Kind); 4] = [
    ("Advanced DV", "PAID", DOMAIN, "Y", Kind::AdvancedDv),
    ("Advanced OV", "PAID", ORGANIZATION, "Y", Kind::AdvancedOv),
    ("Cloud Basic", "FREE", DOMAIN, "N", Kind::CloudBasic),
    ("Global Edge", "FREE", DOMAIN, "N", Kind::GlobalEdge),
];
const DOMAIN: &str = "Domain Validation Certificate";
const ORGANIZATION: &str = "Organization Validation Certificate";

/// Lists the kinds of certificates.
pub(super) fn types(call: &Call) -> Answer {
    let types: Vec<Value> = TYPES
        .iter()
        .map(|(name, plan, level, signing_request, kind)| {
            json!({
                "name": name,
                "pricingPlan": plan,
                "validationLevel": level,
                "validity": issuance::VALIDITY_DAYS,
                "ca": authority::NAME,
                "csrRequired": signing_request,
                "certificateTypeCode": kind.code(),
            })
        })
        .collect();
    let members = json!({ "totalCount": types.len(), "certificatetype": types });
    Ok(call.success("Success", members))
}

/// Lists certificates of all kinds.
pub(super) fn all(call: &Call) -> Answer {
    list(call, |_| true)
}

/// Lists Cloud Basic and Global Edge certificates.
pub(super) fn cloud(call: &Call) -> Answer {
    list(call, Kind::is_cloud)
}

fn list(call: &Call, accepts: fn(Kind) -> bool) -> Answer {
    let state = state(call);
    let found: Vec<&Certificate> = named(&state, call)
        .filter(|certificate| accepts(certificate.kind))
        .collect();
    let total = found.len();
    let entries = page(call, &found, None).iter();
    let entries = entries.map(|certificate| certificate.entry(call.now));
    let entries: Vec<Value> = entries.collect();
    let members = json!({ "totalCount": total, "sslCertificateList": entries });
    Ok(call.success("Success", members))
}

/// Lists Advanced certificates by order. Pages are of orders.
pub(super) fn advanced(call: &Call) -> Answer {
    let state = state(call);
    let mut orders: BTreeMap<i64, Vec<Value>> = BTreeMap::new();
    for certificate in named(&state, call) {
        if let Some(order) = certificate.order {
            let entries = orders.entry(order).or_default();
            entries.push(certificate.entry(call.now));
        }
    }
    let orders: Vec<Value> = orders
        .into_iter()
        .map(|(order, certificates)| {
            json!({ "orderID": order.to_string(), "certificates": certificates })
        })
        .collect();
    let total = orders.len();
    let members = json!({ "totalCount": total, "orders": page(call, &orders, None) });
    Ok(call.success("Success", members))
}

/// The certificates with the name that was asked for, or all.
fn named<'a>(state: &'a State, call: &'a Call) -> impl Iterator<Item = &'a Certificate> {
    let name = call.parameters.get("certificateName");
    let rows = state.certificates.values();
    rows.filter(move |certificate| name.is_none_or(|name| *name == certificate.name))
}

/// The page that was asked for. `size` is the size of pages by default; none stands for no pages,
/// as does a size that is not positive.
pub(super) fn page<'a, T>(call: &Call, entries: &'a [T], size: Option<i64>) -> &'a [T] {
    match call.integer("pageSize").or(size) {
        Some(size @ 1..) => {
            let number = call.integer("page").unwrap_or(1);
            cut(entries, number.saturating_sub(1), size)
        }
        _ => entries,
    }
}
