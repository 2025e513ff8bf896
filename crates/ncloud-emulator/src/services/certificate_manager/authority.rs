//! The emulated public CA: a root, and the intermediate CA below it that issues.

use der::flagset::FlagSet;
use serde::{Deserialize, Serialize};
use x509_cert::ext::pkix::KeyUsages;

use super::files::Files;
use super::state;
use crate::call::Call;
use crate::x509::{
    AltName, Authority, Certificate, Error, Issuer, KeyType, PrivateKey, PublicKey, Purpose,
    Subject, Template,
};

/// The name of the CA in lists.
pub(super) const NAME: &str = "ncloud-emulator Public CA";
const ROOT_NAME: &str = "ncloud-emulator Public Root CA";

const HOUR: i64 = 60 * 60 * 1000;
const DAY: i64 = 24 * HOUR;
/// How long the CAs are valid, milliseconds.
const ROOT_VALIDITY: i64 = 30 * 365 * DAY;
const INTERMEDIATE_VALIDITY: i64 = 20 * 365 * DAY;
/// Its key in its table.
const ROW: &str = "1";

/// The CA. The key of the root is not kept: there is nothing more to sign with it.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PublicAuthority {
    root: Certificate,
    intermediate: Certificate,
    key: PrivateKey,
}

/// What a certificate is to say.
pub(super) struct Wanted<'a> {
    pub(super) common_name: &'a str,
    pub(super) dns_names: &'a [String],
    /// Name of the organization; empty without one.
    pub(super) organization: String,
    /// The key of the requester; none when the service is to make one.
    pub(super) public_key: Option<PublicKey>,
    /// When it is issued, epoch milliseconds.
    pub(super) issued: i64,
    /// Milliseconds.
    pub(super) validity: i64,
}

/// The CA that can sign certificates with this validity, which is made when there is none.
pub(super) fn get(call: &Call, issued: i64, end: i64) -> Result<PublicAuthority, Error> {
    let fits = |known: &&PublicAuthority| known.covers(issued, end);
    let known = state(call).authority.get(ROW).filter(fits).cloned();
    if let Some(known) = known {
        return Ok(known);
    }
    let made = PublicAuthority::make(call, issued.saturating_sub(DAY))?;
    let mut state = state(call);
    // Another call may have made one meanwhile: all should have the same root.
    if let Some(known) = state.authority.get(ROW).filter(fits) {
        return Ok(known.clone());
    }
    state.authority.insert(ROW, made.clone());
    Ok(made)
}

impl PublicAuthority {
    fn make(call: &Call, start: i64) -> Result<Self, Error> {
        let (root_key, key) = (
            PrivateKey::generate(KeyType::Ec256)?,
            PrivateKey::generate(KeyType::Ec256)?,
        );
        let template = |name: &str, key, serial, validity, path_length| {
            Ok::<_, Error>(Template {
                subject: subject(name, "ncloud-emulator")?,
                alt_names: Vec::new(),
                public_key: key,
                serial,
                not_before: start,
                not_after: start.saturating_add(validity),
                authority: Authority::Yes { path_length },
                key_usages: KeyUsages::KeyCertSign | KeyUsages::CRLSign,
                purposes: &[],
                crl_urls: &[],
                ocsp_urls: &[],
                issuer_urls: &[],
                ocsp_no_check: false,
            })
        };
        let random = &call.world.random;
        let serials = (random.serial_number(), random.serial_number());
        let root = template(
            ROOT_NAME,
            root_key.public_key(),
            &serials.0,
            ROOT_VALIDITY,
            None,
        )?;
        let root = root.signed_by(&Issuer::own(&root.subject, &root_key))?;
        let intermediate = template(
            NAME,
            key.public_key(),
            &serials.1,
            INTERMEDIATE_VALIDITY,
            Some(0),
        )?;
        let intermediate = intermediate.signed_by(&Issuer::new(&root, &root_key))?;
        Ok(Self {
            root,
            intermediate,
            key,
        })
    }

    /// Whether certificates that are issued and end at these times fit into its own validity.
    fn covers(&self, issued: i64, end: i64) -> bool {
        self.intermediate.not_before() < issued.saturating_sub(HOUR)
            && end <= self.intermediate.not_after()
    }

    /// Issues a certificate.
    pub(super) fn issue(&self, call: &Call, wanted: &Wanted<'_>) -> Result<Files, Error> {
        let private_key = match wanted.public_key {
            Some(_) => None,
            None => Some(PrivateKey::generate(KeyType::Ec256)?),
        };
        let made = private_key.as_ref().map(PrivateKey::public_key);
        let public_key = wanted.public_key.as_ref().or(made).ok_or(Error::Failed)?;
        let mut alt_names = vec![AltName::Dns(wanted.common_name.to_owned())];
        for name in wanted.dns_names {
            let name = AltName::Dns(name.clone());
            if !alt_names.contains(&name) {
                alt_names.push(name);
            }
        }
        let mut key_usages: FlagSet<KeyUsages> = KeyUsages::DigitalSignature.into();
        if public_key.algorithm_name() == "RSA" {
            key_usages |= KeyUsages::KeyEncipherment;
        }
        let template = Template {
            subject: subject(wanted.common_name, &wanted.organization)?,
            alt_names,
            public_key,
            serial: &call.world.random.serial_number(),
            // Clocks that are a little slow accept it, too.
            not_before: wanted.issued.saturating_sub(HOUR),
            not_after: wanted.issued.saturating_add(wanted.validity),
            authority: Authority::No,
            key_usages,
            purposes: &[Purpose::ServerAuth, Purpose::ClientAuth],
            crl_urls: &[],
            ocsp_urls: &[],
            issuer_urls: &[],
            ocsp_no_check: false,
        };
        Ok(Files {
            certificate: template.signed_by(&Issuer::new(&self.intermediate, &self.key))?,
            chain: vec![self.intermediate.clone(), self.root.clone()],
            private_key,
            issued: Some(wanted.issued),
        })
    }
}

fn subject(common_name: &str, organization: &str) -> Result<x509_cert::name::Name, Error> {
    let subject = Subject {
        common_name: common_name.to_owned(),
        organization: organization.to_owned(),
        ..Subject::default()
    };
    subject.to_name()
}
