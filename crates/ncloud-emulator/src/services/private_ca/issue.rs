//! Private certificates come into being.

use serde_json::{Value, json};

use super::names;
use super::refusal::Refusal;
use super::rows::Ca;
use super::signing::{self, Wanted};
use super::validity::Period;
use crate::call::{Call, Outcome};
use crate::x509::{
    AltName, Authority, Certificate, KeyType, PrivateKey, Request, Subject, chain_to_pem,
    common_name,
};

/// Makes a key and a certificate. Left out, the key is of the kind of the CA's own, and the
/// certificate is valid for a year or as long as that of the CA: no page tells what the service
/// does.
pub(super) fn issue(call: &Call) -> Result<Outcome, Refusal> {
    let parameters = &call.body["x509Parameters"];
    let made = make(
        call,
        &Order {
            tag: call.text("caTag"),
            period: call.member("period"),
            key_type: call.member("keyType"),
            subject: names::subject(parameters),
            alt_names: names::alt_names(parameters)?,
        },
    )?;
    let (signer, certificate) = (&made.signer, &made.certificate);
    let private_key = made.key.to_pem()?;
    Ok(call.success(
        "Success",
        json!({ "data": {
            "privateKey": *private_key,
            "certificate": certificate.to_pem(),
            "caChain": chain_to_pem(&signer.chain),
            "ocspResponder": responder(signer),
            "issuer": signer.certificate()?.to_pem(),
            "serialNo": certificate.serial_text(),
        } }),
    ))
}

/// What a CA is to make: a key, and a certificate for it.
pub(in crate::services) struct Order<'a> {
    /// Tag of the CA.
    pub(in crate::services) tag: &'a str,
    pub(in crate::services) period: &'a str,
    pub(in crate::services) key_type: &'a str,
    pub(in crate::services) subject: Subject,
    pub(in crate::services) alt_names: Vec<AltName>,
}

/// What a CA made.
pub(in crate::services) struct Made {
    pub(in crate::services) key: PrivateKey,
    pub(in crate::services) certificate: Certificate,
    signer: Ca,
}

impl Made {
    /// The certificates above it.
    pub(in crate::services) fn chain(&self) -> &[Certificate] {
        &self.signer.chain
    }
}

/// Makes a key and a certificate, which the CA keeps.
pub(super) fn make(call: &Call, order: &Order<'_>) -> Result<Made, Refusal> {
    let signer = super::state(call).signer(order.tag)?.clone();
    let validity = Period::read(order.period)?.from(call.now, Some(&signer))?;
    let subject = order.subject.to_name()?;
    let key = PrivateKey::generate(KeyType::named(order.key_type).unwrap_or(signer.key_type))?;
    let wanted = Wanted {
        subject,
        alt_names: order.alt_names.clone(),
        public_key: key.public_key(),
        validity,
        authority: Authority::No,
    };
    let certificate = signing::by(call, &signer, wanted)?;
    keep(call, order.tag, &certificate)?;
    Ok(Made {
        key,
        certificate,
        signer,
    })
}

/// Signs a request, with its subject and its alternative names.
pub(super) fn sign(call: &Call) -> Result<Outcome, Refusal> {
    let tag = call.text("caTag");
    let signer = super::state(call).signer(tag)?.clone();
    let validity = Period::read(call.member("period"))?.from(call.now, Some(&signer))?;
    let request = request(call.member("csrPem"))?;
    let name = common_name(&request.subject);
    if request.subject.is_empty() && request.alt_names.is_empty() {
        return Err(Refusal::new(
            "EMPTY_COMMON_NAME",
            "csrPem has neither a subject nor alternative names",
        ));
    }
    if name.chars().count() > 64 {
        return Err(Refusal::new(
            "EXCEED_COMMON_NAME",
            "the common name in csrPem has more than 64 characters",
        ));
    }
    let wanted = Wanted {
        subject: request.subject,
        alt_names: request.alt_names,
        public_key: &request.public_key,
        validity,
        authority: Authority::No,
    };
    let certificate = signing::by(call, &signer, wanted)?;
    keep(call, tag, &certificate)?;
    Ok(signed_answer(call, &signer, &certificate))
}

/// Reads a request whose sender has the key.
pub(super) fn request(pem: &str) -> Result<Request, Refusal> {
    if pem.trim().is_empty() {
        return Err(Refusal::new("EMPTY_CSR", "csr is missing."));
    }
    Request::from_pem(pem).map_err(Refusal::request)
}

/// Keeps a certificate, unless the CA was switched off or used up while it was made.
fn keep(call: &Call, tag: &str, certificate: &Certificate) -> Result<(), Refusal> {
    let mut state = super::state(call);
    state.signer(tag)?;
    state.keep(tag, certificate);
    Ok(())
}

/// The answer to a request that was signed. The pages call `ocspResponder` the URL of the
/// responder here.
pub(super) fn signed_answer(call: &Call, signer: &Ca, certificate: &Certificate) -> Outcome {
    let chain: Vec<String> = signer.chain.iter().map(Certificate::to_pem).collect();
    let url = signer.responder.as_ref().map(|responder| &responder.url);
    call.success(
        "Success",
        json!({ "data": {
            "certificate": certificate.to_pem(),
            "issuer": chain.first(),
            "caChain": chain,
            "ocspResponder": url,
            "serialNo": certificate.serial_text(),
        } }),
    )
}

/// The certificate of the OCSP responder; null where there is none.
pub(super) fn responder(ca: &Ca) -> Value {
    let certificate = ca.responder.as_ref();
    certificate.map_or(Value::Null, |responder| {
        responder.certificate.to_pem().into()
    })
}
