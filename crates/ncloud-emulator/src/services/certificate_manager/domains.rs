//! Registered domains and their validation.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::lists::page;
use super::naming::{is_domain, is_within, plain};
use super::refusal::{Answer, Refusal};
use super::validation::{VALIDATION_LIMIT, VALIDATION_TIME, can_be_found};
use super::{State, key, state};
use crate::call::Call;
use crate::services::MEMBER;

/// Number of the first domain.
const FIRST: i64 = 101;
/// Number of domains on a page, by default.
const PAGE_SIZE: i64 = 10;

/// A row of the table.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Domain {
    number: i64,
    domain: String,
    dcv_type: String,
    issue_type: String,
    organization: Option<i64>,
    /// When it was registered, epoch milliseconds.
    registered: i64,
}

impl Domain {
    fn status(&self, now: i64) -> &'static str {
        let passed = now.saturating_sub(self.registered);
        if can_be_found(&self.domain) {
            if passed >= VALIDATION_TIME {
                "VALID"
            } else {
                "PENDING"
            }
        } else if passed >= VALIDATION_LIMIT {
            "INVALID"
        } else {
            "PENDING"
        }
    }

    /// The domain as it is listed. No page tells the members after these.
    fn entry(&self) -> Value {
        json!({
            "dmnId": self.number,
            "memberNo": MEMBER.to_string(),
            "domainAddress": self.domain,
            "dcvType": self.dcv_type,
        })
    }
}

impl State {
    /// Whether the record of a domain, or of one above it, was set once and for all.
    pub(super) fn has_persistent_record(&self, domain: &str, now: i64) -> bool {
        self.domains.iter().any(|(_, known)| {
            known.dcv_type == "PTXT"
                && known.status(now) == "VALID"
                && is_within(domain, &known.domain)
        })
    }
}

/// Registers a domain. A domain may be registered more than once, each time in another way.
pub(super) fn register(call: &Call) -> Answer {
    let domain = call.member("dmnAddr");
    if !is_domain(domain) {
        let rule = "must be a domain name".to_owned();
        return Err(Refusal::Invalid("dmnAddr", rule));
    }
    let mut state = state(call);
    let number = state.numbers.next("domains", FIRST);
    let domain = Domain {
        number,
        domain: plain(domain).to_ascii_lowercase(),
        dcv_type: call.member("dcvType").to_owned(),
        issue_type: call.member("issueType").to_owned(),
        organization: call.body["orgNo"].as_i64(),
        registered: call.now,
    };
    state.domains.insert(key(number), domain);
    Ok(call.success("Success", json!({ "totalRows": 1 })))
}

/// Lists the domains that match all parameters.
pub(super) fn list(call: &Call) -> Answer {
    let state = state(call);
    let asked = |name: &str| call.parameters.get(name).and_then(Value::as_str);
    let (address, dcv_type) = (asked("domainAddress"), asked("dcvType"));
    let (valid_state, organization) = (asked("validState"), call.integer("orgNo"));
    let rows = state.domains.values();
    let found = rows.filter(|domain| {
        address.is_none_or(|address| domain.domain.eq_ignore_ascii_case(plain(address)))
            && dcv_type.is_none_or(|kind| domain.dcv_type == kind)
            && valid_state.is_none_or(|status| domain.status(call.now) == status)
            && organization.is_none_or(|number| domain.organization == Some(number))
    });
    let found: Vec<&Domain> = found.collect();
    let total = found.len();
    let found = page(call, &found, Some(PAGE_SIZE)).iter();
    let entries: Vec<Value> = found.map(|domain| domain.entry()).collect();
    let members = json!({ "totalRows": total, "domainVldList": entries });
    Ok(call.success("Success", members))
}

/// Deletes a domain.
pub(super) fn delete(call: &Call) -> Answer {
    let number = call.integer("dmnId").unwrap_or_default();
    let removed = state(call).domains.remove(&key(number));
    removed.ok_or(Refusal::NothingFound("domain"))?;
    Ok(call.success("Success", json!({ "totalRows": 1 })))
}
