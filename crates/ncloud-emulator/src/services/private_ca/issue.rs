//! Private certificates come into being.

use serde_json::{Value, json};

use super::names;
use super::refusal::Refusal;
use super::rows::Ca;
use super::signing::{self, Wanted};
use super::validity::Period;
use crate::call::{Call, Outcome};
use crate::x509::{Authority, Certificate, KeyType, PrivateKey, Request, Subject, chain_to_pem};

/// Makes a key and a certificate. Left out, the key is of the kind of the CA's own, and the
/// certificate is valid for a year or as long as that of the CA: no page tells what the service
/// does.
pub(super) fn issue(call: &Call) -> Result<Outcome, Refusal> {
    let tag = call.text("caTag");
    let signer = super::state(call).signer(tag)?.clone();
    let parameters = &call.body["x509Parameters"];
    let validity = Period::read(call.member("period"))?.from(call.now, Some(&signer))?;
    let subject = names::subject(parameters).to_name()?;
    let alt_names = names::alt_names(parameters)?;
    let key_type = KeyType::named(call.member("keyType")).unwrap_or(signer.key_type);
    let key = PrivateKey::generate(key_type)?;
    let wanted = Wanted {
        subject,
        alt_names,
        public_key: key.public_key(),
        validity,
        authority: Authority::No,
    };
    let certificate = signing::by(call, &signer, wanted)?;
    let private_key = key.to_pem()?;
    keep(call, &certificate)?;
    Ok(call.success(
        "Success",
        json!({ "data": {
            "privateKey": *private_key,
            "certificate": certificate.to_pem(),
            "caChain": chain_to_pem(&signer.chain),
            "ocspResponder": responder(&signer),
            "issuer": signer.certificate()?.to_pem(),
            "serialNo": certificate.serial_text(),
        } }),
    ))
}

/// Signs a request, with its subject and its alternative names.
pub(super) fn sign(call: &Call) -> Result<Outcome, Refusal> {
    let tag = call.text("caTag");
    let signer = super::state(call).signer(tag)?.clone();
    let validity = Period::read(call.member("period"))?.from(call.now, Some(&signer))?;
    let request = request(call.member("csrPem"))?;
    let name = Subject::of(&request.subject).common_name;
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
    keep(call, &certificate)?;
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
fn keep(call: &Call, certificate: &Certificate) -> Result<(), Refusal> {
    let tag = call.text("caTag");
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
