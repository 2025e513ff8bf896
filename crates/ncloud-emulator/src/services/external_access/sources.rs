//! Where the CA of a trust anchor comes from.

use serde_json::{Value, json};

use super::refusal::Refusal;
use super::rows::Source;
use crate::call::Call;
use crate::services::private_ca;
use crate::x509::{Authority, Certificate};

/// Type of a source that is a CA of Private CA.
const PRIVATE_CA: &str = "NCP_PCA";
/// Type of a source that is certificates.
const BUNDLE: &str = "CERTIFICATE_BUNDLE";

/// The source that a call gives, of which every certificate must be that of a CA.
pub(super) fn read(call: &Call) -> Result<Source, Refusal> {
    let given = &call.body["source"];
    let data = &given["sourceData"];
    let missing = |name: &str| Refusal::rule(format!("source.{name} is missing"));
    let source = match given["sourceType"].as_str() {
        None => return Err(missing("sourceType")),
        Some(PRIVATE_CA) => {
            let id = data["caId"].as_i64();
            Source::PrivateCa(id.ok_or_else(|| missing("sourceData.caId"))?)
        }
        Some(_) => {
            let pem = data["x509CertificateData"].as_str();
            let pem = pem.ok_or_else(|| missing("sourceData.x509CertificateData"))?;
            Source::Bundle(pem.to_owned())
        }
    };
    let is_ca = |certificate: &Certificate| certificate.authority() != Authority::No;
    if !certificates(call, &source)?.iter().all(is_ca) {
        return Err(Refusal::rule(
            "source.sourceData.x509CertificateData must hold certificates of CAs only",
        ));
    }
    Ok(source)
}

/// The certificates of a source.
pub(super) fn certificates(call: &Call, source: &Source) -> Result<Vec<Certificate>, Refusal> {
    match source {
        Source::PrivateCa(id) => {
            let certificate = private_ca::certificate_of(call, *id);
            let certificate = certificate.ok_or_else(|| {
                Refusal::rule("source.sourceData.caId must be that of a CA with a certificate")
            })?;
            Ok(vec![certificate])
        }
        Source::Bundle(pem) => Certificate::chain_from_pem(pem).map_err(|error| {
            Refusal::rule(format!(
                "source.sourceData.x509CertificateData cannot be read: {error}"
            ))
        }),
    }
}

pub(super) fn shown(source: &Source) -> Value {
    match source {
        Source::PrivateCa(id) => json!({ "sourceType": PRIVATE_CA, "sourceData": { "caId": id } }),
        Source::Bundle(pem) => {
            json!({ "sourceType": BUNDLE, "sourceData": { "x509CertificateData": pem } })
        }
    }
}
