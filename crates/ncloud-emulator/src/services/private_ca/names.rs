//! Subjects and alternative names, from the members of a request.

use serde_json::Value;

use super::refusal::Refusal;
use crate::x509::{AltName, Subject};

/// The subject in `x509Parameters`.
pub(super) fn subject(parameters: &Value) -> Subject {
    let text = |name: &str| parameters[name].as_str().unwrap_or_default().to_owned();
    Subject {
        common_name: text("commonName"),
        country: text("country"),
        state_province: text("stateProvince"),
        locality: text("locality"),
        street_address: text("streetAddress"),
        organization: text("organization"),
        organization_unit: text("organizationUnit"),
    }
}

/// The alternative names in `x509Parameters`. Several are separated by commas: the vendor's Go
/// client documents it for `ip`, and for `altName` no page says otherwise. The common name is not
/// among them unless it was given there, too.
pub(super) fn alt_names(parameters: &Value) -> Result<Vec<AltName>, Refusal> {
    let mut names = Vec::new();
    for text in list(&parameters["altName"]) {
        let name = AltName::named(text).ok_or_else(|| {
            Refusal::new(
                "INVALID_INPUT",
                "altName must be host names and e-mail addresses, separated by commas",
            )
        })?;
        names.push(name);
    }
    for text in list(&parameters["ip"]) {
        let address = text.parse().map_err(|_| {
            Refusal::new(
                "INVALID_X509_IP",
                "ip must be IP addresses, separated by commas",
            )
        })?;
        names.push(AltName::Ip(address));
    }
    Ok(names)
}

fn list(value: &Value) -> impl Iterator<Item = &str> {
    let text = value.as_str().unwrap_or_default();
    text.split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
}
