//! Certificates from a CA of Private CA (government site).

use std::net::IpAddr;

use serde_json::json;

use super::certificate::{Certificate, Kind};
use super::external::entries;
use super::files::Files;
use super::naming::{check_unique, is_domain};
use super::refusal::{Answer, Refusal};
use super::{key, state};
use crate::call::Call;
use crate::services::private_ca::{self, Order};
use crate::x509::{AltName, Subject, chain_to_pem};

/// Lets a CA issue a certificate, and registers it. Which key and subject it has is for Private CA,
/// whose lock must not be waited for while ours is held.
pub(super) fn issue(call: &Call) -> Answer {
    let name = call.member("certificateName");
    let kind = if call.member("certificateType") == Kind::PrivateSsl.code() {
        Kind::PrivateSsl
    } else {
        Kind::Private
    };
    let alt_names = alt_names(call, kind)?;
    check_unique(&state(call), name)?;
    let issued = from_private_ca(call, alt_names)?;
    let mut state = state(call);
    // The name may have been taken while the CA was signing.
    check_unique(&state, name)?;
    let number = state.next_certificate();
    let kept = call.body["registPrivateKey"] == true;
    let private_key = issued.private_key.clone().filter(|_| !kept);
    let (common_name, dns_names) = issued.domains();
    let certificate = Certificate {
        name: name.to_owned(),
        common_name,
        dns_names,
        files: Some(Files {
            private_key: issued.private_key.clone().filter(|_| kept),
            ..issued
        }),
        ..Certificate::new(number, kind, call.now)
    };
    let mut members = entries(&[&certificate], call.now);
    if let Some(files) = &certificate.files {
        members["publicKeyCertificate"] = files.certificate.to_pem().into();
        members["certificateChain"] = chain_to_pem(&files.chain).into();
    }
    if let Some(private_key) = private_key.and_then(|key| key.to_pem().ok()) {
        members["privateKey"] = json!(*private_key);
    }
    state.certificates.insert(key(number), certificate);
    Ok(call.success("Success", members))
}

/// The alternative names, which must be of kinds that the certificate allows.
fn alt_names(call: &Call, kind: Kind) -> Result<Vec<AltName>, Refusal> {
    let common_name = call.member("commonName");
    let for_server = kind == Kind::PrivateSsl;
    if for_server && !is_host(common_name) && common_name.parse::<IpAddr>().is_err() {
        let rule = "must be a domain name or an IP address for NCP_PRIVATE_SSL".to_owned();
        return Err(Refusal::Invalid("commonName", rule));
    }
    let mut names = Vec::new();
    for name in call.texts("dnsSans") {
        if !is_host(name) {
            return Err(Refusal::InvalidDnsNames);
        }
        names.push(AltName::Dns(name.to_owned()));
    }
    for address in call.texts("emailSans") {
        if for_server {
            let rule = "must be empty for NCP_PRIVATE_SSL".to_owned();
            return Err(Refusal::Invalid("emailSans", rule));
        }
        let name = AltName::named(address).filter(|name| matches!(name, AltName::Email(_)));
        let rule = || "must hold e-mail addresses".to_owned();
        names.push(name.ok_or_else(|| Refusal::Invalid("emailSans", rule()))?);
    }
    for address in call.texts("ipSans") {
        let address: Result<IpAddr, _> = address.parse();
        let rule = |_| Refusal::Invalid("ipSans", "must hold IP addresses".to_owned());
        names.push(AltName::Ip(address.map_err(rule)?));
    }
    Ok(names)
}

/// Whether the text is a domain name. Inside a company one label may do, as in `localhost`.
fn is_host(text: &str) -> bool {
    is_domain(text) || is_domain(&format!("{text}.internal"))
}

fn from_private_ca(call: &Call, alt_names: Vec<AltName>) -> Result<Files, Refusal> {
    let member = |name: &str| call.member(name).to_owned();
    let order = Order {
        tag: call.member("caTag"),
        period: call.member("period"),
        key_type: call.member("keyType"),
        subject: Subject {
            common_name: member("commonName"),
            country: member("country"),
            state_province: member("stateProvince"),
            locality: member("locality"),
            street_address: member("streetAddress"),
            organization: member("organization"),
            organization_unit: member("organizationUnit"),
        },
        alt_names,
    };
    let made = private_ca::issue_for(call, &order);
    let made = made.map_err(|(code, message)| {
        let period = ["EXCEED_EXPIRY_DATE", "INVALID_INPUT_PERIOD"].contains(&code);
        let member = if period { "period" } else { "caTag" };
        Refusal::Invalid(member, format!("cannot be used: {message}"))
    })?;
    Ok(Files {
        chain: made.chain().to_vec(),
        certificate: made.certificate,
        private_key: Some(made.key),
        issued: Some(call.now),
    })
}
