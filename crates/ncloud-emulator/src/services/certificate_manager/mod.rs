//! Certificate Manager, API 1.0 and 2.0, which work on the same certificates.
//!
//! Where the documentation is silent:
//!
//! - Nothing runs in the background. States follow from the clock when somebody looks; a
//!   certificate that has become due by then is made with the times at which it was due.
//! - There is no DNS. The record of a domain is found after [`validation::VALIDATION_TIME`], unless
//!   the domain is in the top-level domain `invalid`; then the validation runs out of time after
//!   [`validation::VALIDATION_LIMIT`]. With the method `PD` a registered and valid `PTXT` domain is
//!   found at once. The CA then takes [`validation::ISSUANCE_TIME`], with the validation of an
//!   organization [`validation::ORGANIZATION_TIME`] more. A revocation takes
//!   [`certificate::REVOCATION_TIME`], an extension of a subscription [`orders::EXTENSION_TIME`].
//! - Issued certificates are real, from a root and an intermediate CA that are made once. The service
//!   keeps the keys of Cloud Basic and Global Edge certificates to itself. Certificates are valid for
//!   [`issuance::VALIDITY`]; renewal is off at first and happens [`issuance::RENEWAL_LEAD`] before the
//!   end, for Advanced certificates while the subscription lasts.
//! - Only Advanced certificates have orders; so only they can be revoked.
//! - A refusal uses 1006 where a certificate is missing, 2200 where anything else is, and 2000 where
//!   a rule is broken that has no code of its own, such as that of unique names.
//! - A certificate is issued for at most [`naming::MOST_DOMAINS`] domains, and a chain has at most
//!   [`files::LONGEST_CHAIN`] certificates.
//! - "No duplicates" is read so: no two registered certificates have one key, and no certificate
//!   comes twice in a chain. Different certificates may share their chain, as those of one CA do.
//! - An archive holds the PEM files that `getCertificateChain` answers, under the names of its
//!   members, and no private key.
//! - Members that no page names do not come, but for the files in the answer of `issuePrivate`, which
//!   carry the names of the request that would register them. Values that no page tells are null.
//! - ACME accounts stay `pending`, since there is no ACME server to register at. Their HMAC keys are
//!   not kept.

mod authority;
mod certificate;
mod changes;
mod domains;
mod download;
mod eab;
mod external;
mod files;
mod issuance;
mod lists;
mod naming;
mod orders;
mod private;
mod refusal;
mod requests;
mod settings;
mod validation;

use crate::call::{Call, Outcome};
use crate::operation::Operation;
use crate::services::Behaviour;
use crate::store::{Rows, Table, Tables};

/// The service's own words for a name that it refuses.
const INVALID_NAME: &str = "CertificateName is invalid. certificateName can only contain \
    3-20 English alphabet, numbers, and \"-\" and must start with an alphabetic character.";

/// What the service remembers.
pub(crate) struct State {
    certificates: Table<certificate::Certificate>,
    orders: Table<orders::Order>,
    domains: Table<domains::Domain>,
    accounts: Table<eab::Account>,
    /// The public CA, in one row.
    authority: Table<authority::PublicAuthority>,
    /// The last numbers that were given, by what they are for.
    numbers: Table<i64>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            certificates: Table::new("certificate-manager.certificates"),
            orders: Table::new("certificate-manager.orders"),
            domains: Table::new("certificate-manager.domains"),
            accounts: Table::new("certificate-manager.accounts"),
            authority: Table::new("certificate-manager.authority"),
            numbers: Table::new("certificate-manager.numbers"),
        }
    }
}

impl Tables for State {
    fn tables(&mut self) -> Vec<&mut dyn Rows> {
        vec![
            &mut self.certificates,
            &mut self.orders,
            &mut self.domains,
            &mut self.accounts,
            &mut self.authority,
            &mut self.numbers,
        ]
    }
}

impl State {
    /// The number of a new certificate.
    fn next_certificate(&mut self) -> i64 {
        self.numbers.next("certificates", 1)
    }

    fn certificate(&self, number: i64) -> Option<&certificate::Certificate> {
        self.certificates.get(&key(number))
    }
}

/// The key of a row with this number: rows are in the order of their numbers.
fn key(number: i64) -> String {
    format!("{number:020}")
}

/// The name of an organization. No operation here registers one, so every number has one.
fn organization_name(number: impl std::fmt::Display) -> String {
    format!("Organization {number}")
}

/// The state, locked.
fn state(call: &Call) -> crate::store::Guard<'_, State> {
    call.world.services.certificate_manager.lock()
}

pub(super) const BEHAVIOUR: Behaviour = Behaviour {
    answer,
    is_slow,
    missing,
    invalid,
};

/// Answers all operations of both versions.
fn answer(call: &Call) -> Option<Outcome> {
    issuance::settle(call);
    let answered = match call.operation.id.as_str() {
        "getCertificateList" => external::list(call),
        "createExternalCertificate" => external::create(call, "publicKeyCertificate"),
        "registerExternalCertificate" => external::create(call, "certificateBody"),
        // The same in both versions.
        "deleteCertificate" => external::delete(call),
        "issuePrivate" => private::issue(call),
        "listCertificateTypes" => lists::types(call),
        "listCertificates" => lists::all(call),
        "listCloudCertificates" => lists::cloud(call),
        "listAdvancedCertificates" => lists::advanced(call),
        "listDcvStatuses" => validation::list(call),
        "listRecentCertChanges" => changes::list(call),
        "cloudBasicCertificateRequest" => requests::cloud_basic(call),
        "advancedCertificateRequest" => requests::advanced(call),
        "globalEdgeCertificateRequest" => requests::global_edge(call),
        "reissueCertificate" => requests::reissue(call),
        "getCertificateChain" => download::chain(call),
        "downloadCertificate" => download::archive(call),
        "revokeCertificate" => orders::revoke(call),
        "setRenewalStatus" => settings::set_renewal(call),
        "registerPrivateKey" => settings::register_key(call),
        "subscriptionExtend" => orders::extend(call),
        "listDomainValidations" => domains::list(call),
        "registerDomain" => domains::register(call),
        "deleteDomain" => domains::delete(call),
        "listEabCredentials" => eab::list(call),
        "createEabCredential" => eab::create(call),
        "deactivateEabCredential" => eab::deactivate(call),
        "listOrders" => orders::list(call),
        "getOrder" => orders::get(call),
        _ => return None,
    };
    Some(answered.unwrap_or_else(|refusal| refusal.outcome(call)))
}

/// Whether a call may make an RSA key or sign with one, as the CAs of Private CA do, or reads a
/// private key, which the cryptographic library checks at length.
fn is_slow(call: &Call) -> bool {
    matches!(
        call.operation.id.as_str(),
        "issuePrivate"
            | "createExternalCertificate"
            | "registerExternalCertificate"
            | "registerPrivateKey"
    )
}

fn missing(name: &str) -> String {
    format!("{} is missing", capitalised(name))
}

fn invalid(operation: &Operation, name: &str, rule: &str) -> String {
    if operation.id == "createExternalCertificate" && name == "certificateName" {
        return INVALID_NAME.to_owned();
    }
    broken(name, rule)
}

/// Says that a member breaks a rule.
fn broken(name: &str, rule: &str) -> String {
    format!("{} is invalid. {name} {rule}.", capitalised(name))
}

/// The service writes members with a capital letter in its messages.
fn capitalised(name: &str) -> String {
    let mut text = name.to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}
