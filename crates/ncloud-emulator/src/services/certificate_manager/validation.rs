//! How a requested certificate gets through validation, as the clock goes on.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::certificate::Kind;
use super::naming::plain;
use super::refusal::{Answer, Refusal};
use super::{State, state};
use crate::call::Call;
use crate::clock::{DAY, MINUTE, SECOND};

/// How long it takes until the DNS record of a domain is found, milliseconds.
pub(super) const VALIDATION_TIME: i64 = 30 * SECOND;
/// How long a record is looked for, milliseconds.
pub(super) const VALIDATION_LIMIT: i64 = 7 * DAY;
/// How long the CA takes after the last domain is validated, milliseconds.
pub(super) const ISSUANCE_TIME: i64 = 30 * SECOND;
/// How long the validation of the organization takes on top of that, milliseconds.
pub(super) const ORGANIZATION_TIME: i64 = 10 * MINUTE;

/// The top-level domain that RFC 2606 reserves for names that never exist.
const NEVER: &str = "invalid";

/// A request for a certificate.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Request {
    /// Number of the request.
    pub(super) serial: i64,
    /// When it was made, epoch milliseconds.
    pub(super) requested: i64,
    /// Number of the organization; only with organization validation.
    pub(super) organization: Option<i64>,
    /// The signing request that was brought, PEM; none when the service makes the key.
    pub(super) signing_request: Option<String>,
    pub(super) validations: Vec<Validation>,
}

/// The validation of one domain.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Validation {
    pub(super) serial: i64,
    /// The domain, without the `*.` of a wildcard.
    pub(super) domain: String,
    /// When the record is found, epoch milliseconds; none when it never is.
    pub(super) found: Option<i64>,
}

/// Whether a DNS record for the domain can be found at all.
pub(super) fn can_be_found(domain: &str) -> bool {
    let top = domain.rsplit('.').next().unwrap_or_default();
    !top.eq_ignore_ascii_case(NEVER)
}

/// Numbers of the first request and of the first validation.
const FIRST_REQUEST: i64 = 7001;
const FIRST_VALIDATION: i64 = 5001;

impl Request {
    /// A request for these domains. `persistent` accepts the records of registered domains.
    pub(super) fn new(
        state: &mut State,
        domains: &[&str],
        persistent: bool,
        organization: Option<i64>,
        signing_request: Option<String>,
        now: i64,
    ) -> Self {
        let mut validations: Vec<Validation> = Vec::new();
        for domain in domains {
            let domain = plain(domain).to_ascii_lowercase();
            if validations.iter().any(|known| known.domain == domain) {
                continue;
            }
            let known = persistent && state.has_persistent_record(&domain, now);
            let after = if known { 0 } else { VALIDATION_TIME };
            let found = can_be_found(&domain).then(|| now.saturating_add(after));
            validations.push(Validation {
                serial: state.numbers.next("validations", FIRST_VALIDATION),
                domain,
                found,
            });
        }
        Self {
            serial: state.numbers.next("requests", FIRST_REQUEST),
            requested: now,
            organization,
            signing_request,
            validations,
        }
    }

    /// When records are no longer looked for, epoch milliseconds.
    pub(super) fn deadline(&self) -> i64 {
        self.requested.saturating_add(VALIDATION_LIMIT)
    }

    /// Whether a domain was not validated in time.
    pub(super) fn has_timed_out(&self, now: i64) -> bool {
        let never = |validation: &Validation| validation.found.is_none();
        now >= self.deadline() && self.validations.iter().any(never)
    }

    /// When the certificate is issued, epoch milliseconds; none when it never is.
    pub(super) fn issued(&self, kind: Kind) -> Option<i64> {
        let mut last = self.requested;
        for validation in &self.validations {
            last = last.max(validation.found?);
        }
        let organization = if kind == Kind::AdvancedOv {
            ORGANIZATION_TIME
        } else {
            0
        };
        Some(last.saturating_add(ISSUANCE_TIME + organization))
    }
}

/// Lists the validations of one domain of a certificate.
pub(super) fn list(call: &Call) -> Answer {
    let state = state(call);
    let number = call.integer("certificateNo").unwrap_or_default();
    let certificate = state.certificate(number).ok_or(Refusal::NoCertificate)?;
    let domain = plain(call.text("domainAddress"));
    let request = certificate.request.as_ref();
    let validations = request.into_iter().flat_map(|request| {
        let of_domain = request
            .validations
            .iter()
            .filter(|validation| validation.domain.eq_ignore_ascii_case(domain));
        of_domain.map(|validation| validation.entry(request, call.now))
    });
    let validations: Vec<Value> = validations.collect();
    if validations.is_empty() {
        return Err(Refusal::NothingFound("domain"));
    }
    let members = json!({
        "totalRows": validations.len(),
        "dnsVerificationCount": validations.len(),
        "dnsVerificationList": validations,
    });
    Ok(call.success("Success", members))
}

impl Validation {
    /// The validation as it is listed. No page tells the member with the text of the record.
    fn entry(&self, request: &Request, now: i64) -> Value {
        let status = match self.found {
            Some(found) if now >= found => "VALID_STATUS_SUCCESS",
            None if now >= request.deadline() => "VALID_STATUS_TIMEOUT",
            _ => "VALID_STATUS_REG",
        };
        json!({
            "validSn": self.serial.to_string(),
            "requestSn": request.serial.to_string(),
            "validStatusCode": status,
            "txtName": format!("_validation.{}", self.domain),
        })
    }
}
