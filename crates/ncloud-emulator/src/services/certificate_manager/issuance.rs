//! Makes the certificates that have become due: those whose validation is over, and renewals.

use super::authority::{self, Wanted};
use super::certificate::Certificate;
use super::files::{Files, read_request};
use super::validation::Request;
use super::{State, key, orders, state};
use crate::call::Call;
use crate::clock::DAY;
use crate::x509::Error;

/// How long a certificate is valid, days and milliseconds.
pub(super) const VALIDITY_DAYS: i64 = 198;
pub(super) const VALIDITY: i64 = VALIDITY_DAYS * DAY;
/// How long before the end of a certificate it is renewed, milliseconds.
pub(super) const RENEWAL_LEAD: i64 = 30 * DAY;

/// A certificate to be made.
struct Job {
    /// The row as it was found.
    certificate: Certificate,
    request: Request,
    /// When it became due, epoch milliseconds.
    at: i64,
}

/// Makes what has become due. The state is locked to find and to keep it, not to make it.
pub(super) fn settle(call: &Call) {
    let jobs = due(&state(call), call.now);
    for job in jobs {
        let made = job.run(call);
        job.keep(&mut state(call), made);
    }
}

fn due(state: &State, now: i64) -> Vec<Job> {
    let mut jobs = Vec::new();
    for (_, certificate) in state.certificates.iter() {
        let Some(request) = &certificate.request else {
            continue;
        };
        if certificate.failed || certificate.revoked.is_some() {
            continue;
        }
        let at = match &certificate.files {
            Some(files) => renewal(state, certificate, files, now),
            None => request.issued(certificate.kind),
        };
        if let Some(at) = at.filter(|at| *at <= now) {
            jobs.push(Job {
                certificate: certificate.clone(),
                request: request.clone(),
                at,
            });
        }
    }
    jobs
}

/// When the last renewal before `now` should have been, epoch milliseconds; none without one.
fn renewal(state: &State, certificate: &Certificate, files: &Files, now: i64) -> Option<i64> {
    let switched_on = certificate.renewal?;
    let end = files.certificate.not_after();
    let first = end.saturating_sub(RENEWAL_LEAD).max(switched_on);
    let order = certificate
        .order
        .and_then(|number| state.orders.get(&key(number)));
    let last = match order {
        Some(order) => order.end(now)?.saturating_sub(1).min(now),
        None => now,
    };
    if first > end || first > last {
        return None;
    }
    let passed = (last - first) / (VALIDITY - RENEWAL_LEAD);
    Some(first + passed * (VALIDITY - RENEWAL_LEAD))
}

impl Job {
    fn run(&self, call: &Call) -> Result<Files, Error> {
        let authority = authority::get(call, self.at, self.at.saturating_add(VALIDITY))?;
        let public_key = match &self.request.signing_request {
            Some(text) => {
                let request = read_request(text).map_err(|_| Error::Malformed)?;
                Some(request.public_key)
            }
            None => None,
        };
        let organization = self.request.organization.map(super::organization_name);
        let wanted = Wanted {
            common_name: &self.certificate.common_name,
            dns_names: &self.certificate.dns_names,
            organization: organization.unwrap_or_default(),
            public_key,
            issued: self.at,
            validity: VALIDITY,
        };
        authority.issue(call, &wanted)
    }

    /// Keeps what was made, unless the certificate changed meanwhile.
    fn keep(self, state: &mut State, made: Result<Files, Error>) {
        let Some(row) = state.certificates.get_mut(&key(self.certificate.number)) else {
            return;
        };
        let issued = |files: &Option<Files>| files.as_ref().and_then(|files| files.issued);
        if row.revoked.is_some() || issued(&row.files) != issued(&self.certificate.files) {
            return;
        }
        row.updated = row.updated.max(self.at);
        match made {
            Ok(files) => {
                // A key that was registered stays with a renewal, which is for the same key.
                let registered = row.files.take().and_then(|files| files.private_key);
                let private_key = files.private_key.clone().or(registered);
                row.files = Some(Files {
                    private_key,
                    ..files
                });
                let order = row.order;
                orders::begin(state, order, self.at);
            }
            // The times are beyond those that a certificate can hold.
            Err(_) if row.files.is_none() => row.failed = true,
            Err(_) => row.renewal = None,
        }
    }
}
