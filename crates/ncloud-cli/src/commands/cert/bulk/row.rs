//! A row of the file: a certificate that is wanted.

use std::net::IpAddr;
use std::path::PathBuf;

use rcgen::{CertificateParams, DistinguishedName, DnType, DnValue, SanType};
use serde_json::{Value, json};

use super::key::KeyType;
use crate::bulk::findings::Problem;
use crate::certificate::sha256;
use crate::commands::cert::issue;

/// A column of the file.
pub(super) struct Column {
    pub(super) name: &'static str,
    /// Where the value stands in a request for a certificate; nowhere for the name of a file.
    pub(super) member: &'static str,
    pub(super) required: bool,
    pub(super) help: &'static str,
}

impl Column {
    const fn new(name: &'static str, member: &'static str, help: &'static str) -> Self {
        Self {
            name,
            member,
            required: false,
            help,
        }
    }

    const fn required(name: &'static str, member: &'static str, help: &'static str) -> Self {
        Self {
            required: true,
            ..Self::new(name, member, help)
        }
    }
}

/// The columns, named as the flags of `ncp cert issue`, and after members of the request.
pub(super) const COLUMNS: [Column; 13] = [
    Column::required(
        "cn",
        "x509Parameters.commonName",
        "common name of the subject",
    ),
    Column::required("out-key", "", "file for the private key"),
    Column::required("out-cert", "", "file for the certificate"),
    Column::new("out-chain", "", "file for the certificates of the CAs"),
    Column::new(
        "san",
        "x509Parameters.altName",
        "alternative names: hosts, e-mail or IP addresses, with spaces between them",
    ),
    Column::new("key-type", "keyType", "as --key-type, for this row"),
    Column::new("period", "period", "as --period, for this row"),
    Column::new("country", "x509Parameters.country", "code of two letters"),
    Column::new("state-province", "x509Parameters.stateProvince", ""),
    Column::new("locality", "x509Parameters.locality", "city"),
    Column::new("organization", "x509Parameters.organization", ""),
    Column::new("organization-unit", "x509Parameters.organizationUnit", ""),
    Column::new("street-address", "x509Parameters.streetAddress", ""),
];

/// Object identifier of the street address in a subject.
const STREET_ADDRESS: [u64; 4] = [2, 5, 4, 9];

/// A row.
#[derive(Debug)]
pub(super) struct Row {
    /// Line of the file on which it begins, from 1.
    pub(super) line: u64,
    /// What tells it from other rows, also when lines are added to the file: `out-cert`, as it is written there.
    pub(super) name: String,
    /// Members of the subject, the common name first.
    pub(super) subject: Vec<(&'static str, String)>,
    pub(super) alternative_names: Vec<String>,
    pub(super) key_type: KeyType,
    pub(super) period: Option<String>,
    pub(super) key: PathBuf,
    pub(super) certificate: PathBuf,
    pub(super) chain: Option<PathBuf>,
}

impl Row {
    pub(super) fn common_name(&self) -> &str {
        self.subject.first().map_or("", |(_, name)| name)
    }

    /// Where the key is until there is a certificate for it.
    pub(super) fn pending_key(&self) -> PathBuf {
        let mut path = self.key.clone().into_os_string();
        path.push(".pending");
        path.into()
    }

    /// SHA-256 of what is asked for: a row that was changed is not the row that was asked for.
    pub(super) fn content(&self) -> String {
        let content = json!([
            self.subject,
            self.alternative_names,
            self.key_type.name(),
            self.period,
        ]);
        sha256(content.to_string().as_bytes())
    }

    /// What would ask for the certificate with a key of the service: the documented limits are those of
    /// that operation.
    pub(super) fn as_issue_body(&self) -> Value {
        issue::body(
            &self.subject,
            &self.alternative_names,
            Some(self.key_type.name()),
            self.period.as_deref(),
        )
    }

    /// What a signing request for the certificate says.
    pub(super) fn request(&self) -> Result<CertificateParams, Problem> {
        let mut parameters = CertificateParams::default();
        parameters.distinguished_name = DistinguishedName::new();
        for (member, value) in &self.subject {
            let kind = match *member {
                "country" => DnType::CountryName,
                "stateProvince" => DnType::StateOrProvinceName,
                "locality" => DnType::LocalityName,
                "organization" => DnType::OrganizationName,
                "organizationUnit" => DnType::OrganizationalUnitName,
                "streetAddress" => DnType::CustomDnType(STREET_ADDRESS.to_vec()),
                _ => DnType::CommonName,
            };
            let value = match kind {
                DnType::CountryName => DnValue::PrintableString(
                    value
                        .as_str()
                        .try_into()
                        .map_err(|_| Problem::new("country", "must be letters of ASCII"))?,
                ),
                _ => DnValue::Utf8String(value.clone()),
            };
            parameters.distinguished_name.push(kind, value);
        }
        for name in &self.alternative_names {
            parameters.subject_alt_names.push(alternative_name(name)?);
        }
        Ok(parameters)
    }
}

fn alternative_name(name: &str) -> Result<SanType, Problem> {
    if let Ok(address) = name.parse::<IpAddr>() {
        return Ok(SanType::IpAddress(address));
    }
    let wrong = || {
        let reason = format!(
            "`{name}` is no host, e-mail or IP address; names of other scripts are written in ASCII (xn--…)"
        );
        Problem::new("san", reason)
    };
    let text = name.try_into().map_err(|_| wrong())?;
    if name.contains('@') {
        return Ok(SanType::Rfc822Name(text));
    }
    let fits = |letter: char| letter.is_ascii_alphanumeric() || "-._*".contains(letter);
    if name.chars().all(fits) {
        Ok(SanType::DnsName(text))
    } else {
        Err(wrong())
    }
}
