//! Certificate Manager 1.0.

use serde_json::{Value, json};

use crate::call::{Call, Outcome};
use crate::clock::timestamp;
use crate::operation::Operation;
use crate::pem;
use crate::store::{Rows, Tables};

/// The service's own words for a name that it refuses.
const INVALID_NAME: &str = "CertificateName is invalid. certificateName can only contain \
    3-20 English alphabet, numbers, and \"-\" and must start with an alphabetic character.";
const NOT_PEM: &str = "Unable to load certificate. Expecting PEM format file.";
const NO_MATCH: &str = "Failed to delete the certificate. No certificate was found with a \
    matching with requested certificate name and certificate number.";
/// A year in milliseconds.
const VALIDITY: i64 = 365 * 24 * 60 * 60 * 1000;

/// A registered certificate. Its files are not kept.
struct Certificate {
    number: i64,
    name: String,
    registered: i64,
}

/// The registered certificates, and the number of the last one.
#[derive(Default)]
pub(crate) struct State {
    certificates: Vec<Certificate>,
    last_number: i64,
}

/// Answers the operations that keep state.
pub(super) fn answer(call: &Call) -> Option<Outcome> {
    call.world.services.certificate_manager.lock().answer(call)
}

/// Whether a call makes an RSA key or signs much.
pub(super) fn is_slow(_call: &Call) -> bool {
    false
}

impl Tables for State {
    fn tables(&mut self) -> Vec<&mut dyn Rows> {
        Vec::new()
    }
}

impl State {
    /// Answers the operations on registered certificates.
    fn answer(&mut self, call: &Call) -> Option<Outcome> {
        match call.operation.id.as_str() {
            "createExternalCertificate" => Some(self.create(call)),
            "getCertificateList" => Some(self.list(call)),
            "deleteCertificate" => Some(self.delete(call)),
            _ => None,
        }
    }

    fn create(&mut self, call: &Call) -> Outcome {
        let loadable = pem::is_private_key(call.member("privateKey"))
            && pem::is_certificate(call.member("publicKeyCertificate"))
            && pem::is_certificate(call.member("certificateChain"));
        if !loadable {
            return call.failure(200, "1002".into(), NOT_PEM);
        }
        let name = call.member("certificateName");
        if self.certificates.iter().any(|known| known.name == name) {
            // The documentation asks for unique names but states no code for one that is taken.
            let message = "CertificateName is invalid. The certificateName already exists.";
            return call.failure(400, "2000".into(), message);
        }
        self.last_number += 1;
        let certificate = Certificate {
            number: self.last_number,
            name: name.to_owned(),
            registered: call.now,
        };
        let answer = call.success("Success", list(&[&certificate]));
        self.certificates.push(certificate);
        answer
    }

    fn list(&self, call: &Call) -> Outcome {
        let asks = |name: &str| call.parameters.contains_key(name);
        // No certificate is ever used by an instance here.
        let found = self.certificates.iter().filter(|certificate| {
            (!asks("certificateName") || call.text("certificateName") == certificate.name)
                && call
                    .integer("certificateNo")
                    .is_none_or(|number| number == certificate.number)
                && !asks("instanceNo")
        });
        call.success("Success", list(&found.collect::<Vec<_>>()))
    }

    fn delete(&mut self, call: &Call) -> Outcome {
        let (number, name) = (call.integer("certificateNo"), call.text("certificateName"));
        let found = self
            .certificates
            .iter()
            .position(|certificate| Some(certificate.number) == number && certificate.name == name);
        let Some(at) = found else {
            return call.failure(200, "1004".into(), NO_MATCH);
        };
        self.certificates.remove(at);
        call.success("Success", json!({ "totalRows": 1 }))
    }
}

fn list(certificates: &[&Certificate]) -> Value {
    let items: Vec<Value> = certificates
        .iter()
        .map(|certificate| certificate.json())
        .collect();
    json!({ "totalRows": items.len(), "sslCertificateList": items })
}

impl Certificate {
    /// The certificate as the service lists it. What only its content could tell is null.
    fn json(&self) -> Value {
        json!({
            "certificateNo": self.number,
            "certificateName": self.name,
            "memberNo": "2761234",
            "dnInfo": null,
            "domainAddress": null,
            "subDomainAddress": null,
            "regDate": timestamp(self.registered),
            "validStartDate": timestamp(self.registered),
            "validEndDate": timestamp(self.registered.saturating_add(VALIDITY)),
            "statusCode": "1",
            "statusName": "NORMAL",
            "externalYn": "Y",
        })
    }
}

pub(super) fn missing(name: &str) -> String {
    format!("{} is missing", capitalised(name))
}

pub(super) fn invalid(operation: &Operation, name: &str, rule: &str) -> String {
    if operation.id == "createExternalCertificate" && name == "certificateName" {
        return INVALID_NAME.to_owned();
    }
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
