//! ACME accounts with their credentials for external account binding (EAB).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::refusal::{Answer, Refusal};
use super::{key, organization_name, state};
use crate::call::Call;
use crate::clock::timestamp;
use crate::services::MEMBER;

/// Number of the first account.
const FIRST: i64 = 1001;
/// Length of an HMAC key in octets, and how many of its characters are shown in lists.
const KEY_LENGTH: usize = 64;
const SHOWN: usize = 4;
const CONTACT: &str = "member@example.com";

/// A row of the table. The HMAC key itself is not kept: it serves for one registration.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Account {
    number: i64,
    /// `pending`, `valid` or `deactivated`.
    status: String,
    alias: String,
    certificate_type: String,
    validity_days: i64,
    organization: Option<String>,
    /// Epoch milliseconds.
    created: i64,
    updated: i64,
    key_identifier: String,
    masked_key: String,
}

impl Account {
    fn entry(&self) -> Value {
        let kind = if self.certificate_type == ORGANIZATION {
            "Advanced OV"
        } else {
            "Advanced DV"
        };
        json!({
            "accountId": self.number,
            "status": self.status,
            "memberNo": MEMBER.to_string(),
            "contactEmail": CONTACT,
            "alias": self.alias,
            "certificateTypeName": kind,
            "validityDays": self.validity_days,
            "organizationName": self.organization.as_ref().map(organization_name),
            "createdAt": timestamp(self.created),
            "updatedAt": timestamp(self.updated),
            "eabKid": self.key_identifier,
            "eabHmacKey": self.masked_key,
            "eabUsed": self.status == "valid",
        })
    }
}

/// The kind of certificates with organization validation.
const ORGANIZATION: &str = "NPO_01";

/// Lists all accounts.
pub(super) fn list(call: &Call) -> Answer {
    let state = state(call);
    let accounts = state.accounts.iter().map(|(_, account)| account.entry());
    let accounts: Vec<Value> = accounts.collect();
    let members = json!({
        "totalRows": 0,
        "success": true,
        "message": null,
        "totalCount": accounts.len(),
        "accounts": accounts,
    });
    Ok(call.success("Success", members))
}

/// Creates an account. The answer is the only place that shows its HMAC key.
pub(super) fn create(call: &Call) -> Answer {
    let organization = call.body["organizationNo"].as_str();
    let certificate_type = call.member("certificateTypeCode");
    if certificate_type == ORGANIZATION && organization.is_none() {
        return Err(Refusal::Missing("organizationNo"));
    }
    let validity_days = call.body["validityDays"].as_i64().unwrap_or_default();
    if validity_days < 1 {
        let rule = "must be at least 1".to_owned();
        return Err(Refusal::Invalid("validityDays", rule));
    }
    let hmac_key = URL_SAFE_NO_PAD.encode(call.world.random.hex(KEY_LENGTH));
    let mut state = state(call);
    let number = state.numbers.next("accounts", FIRST);
    let account = Account {
        number,
        status: "pending".to_owned(),
        alias: call.member("alias").to_owned(),
        certificate_type: certificate_type.to_owned(),
        validity_days,
        organization: organization
            .filter(|_| certificate_type == ORGANIZATION)
            .map(str::to_owned),
        created: call.now,
        updated: call.now,
        key_identifier: call.world.random.hex(32),
        masked_key: format!("{}****", &hmac_key[..SHOWN]),
    };
    let members = json!({
        "totalRows": 0,
        "success": true,
        "message": null,
        "accountId": number,
        "status": account.status,
        "eabKid": account.key_identifier,
        "eabHmacKey": hmac_key,
    });
    state.accounts.insert(key(number), account);
    Ok(call.success("Success", members))
}

/// Takes an account out of use, for good.
pub(super) fn deactivate(call: &Call) -> Answer {
    let mut state = state(call);
    let number = call.integer("accountId").unwrap_or_default();
    let account = state.accounts.get_mut(&key(number));
    let account = account.ok_or(Refusal::NothingFound("account"))?;
    account.status = "deactivated".to_owned();
    account.updated = call.now;
    let members = json!({ "totalRows": 0 });
    Ok(call.success("Account deactivated successfully", members))
}
