//! Sub CAs that are signed by hand: request, signature, activation.

use serde_json::json;

use super::issue::{self, signed_answer};
use super::refusal::Refusal;
use super::rows::{Ca, Status};
use super::signing::{self, Wanted};
use super::validity::Period;
use super::view;
use crate::call::{Call, Outcome};
use crate::x509::{Authority, Certificate, Error};

/// The request of a CA that waits for its certificate.
pub(super) fn request(call: &Call) -> Result<Outcome, Refusal> {
    let state = super::state(call);
    let ca = state.ca(call.text("caTag"))?;
    let request = ca
        .request
        .as_deref()
        .ok_or_else(|| Refusal::status("the CA has its certificate"))?;
    Ok(call.success("Success", json!({ "data": { "csrPem": request } })))
}

/// Signs the request of any sub CA, ours or not.
pub(super) fn sign(call: &Call) -> Result<Outcome, Refusal> {
    let tag = call.text("caTag");
    let signer = super::state(call).signer(tag)?.clone();
    let period = Period::read(call.member("period"))?;
    let request = issue::request(call.member("csrPem"))?;
    if request.subject.is_empty() {
        return Err(Refusal::new(
            "EMPTY_COMMON_NAME",
            "csrPem has no subject, which a CA needs",
        ));
    }
    let wanted = Wanted {
        validity: period.from(call.now, Some(&signer))?,
        authority: signing::authority_below(Some(&signer), request.path_length)?,
        subject: request.subject,
        alt_names: request.alt_names,
        public_key: &request.public_key,
    };
    let certificate = signing::by(call, &signer, wanted)?;
    let mut state = super::state(call);
    state.signer(tag)?;
    state.keep_sub(tag, &certificate);
    Ok(signed_answer(call, &signer, &certificate))
}

/// Takes the certificate that somebody signed for a CA that waits for it.
pub(super) fn activate(call: &Call) -> Result<Outcome, Refusal> {
    let tag = call.text("caTag");
    let waiting = |ca: &Ca| {
        if ca.status == Status::Pending {
            Ok(())
        } else {
            Err(Refusal::status("the CA does not wait for a certificate"))
        }
    };
    let ca = super::state(call).ca(tag)?.clone();
    waiting(&ca)?;
    let chain = read_chain(call)?;
    check(&ca, &chain, call.now)?;

    let mut state = super::state(call);
    waiting(state.ca(tag)?)?;
    let signer = chain.get(1);
    let issuer = state
        .cas
        .iter()
        .find(|(_, ca)| ca.chain.first() == signer)
        .map(|(tag, _)| tag.to_owned());
    let ca = state.ca_mut(tag)?;
    ca.status = Status::Active;
    ca.status_changed = Some(call.now);
    ca.issuer = issuer;
    ca.request = None;
    ca.chain = chain;
    let answer = view::ca(call, &state, state.ca(tag)?, false);
    Ok(call.success("Success", json!({ "data": answer })))
}

/// The certificate and those of its signers.
fn read_chain(call: &Call) -> Result<Vec<Certificate>, Refusal> {
    let pem = call.member("certPem");
    if pem.trim().is_empty() {
        return Err(Refusal::new("EMPTY_CERT", "cert is missing."));
    }
    let own = Certificate::from_pem(pem)
        .map_err(|error| certificate(format!("certPem is not one certificate: {error}")))?;
    let above = Certificate::chain_from_pem(call.member("caChainPem")).map_err(|error| {
        chain(format!(
            "caChainPem is not a chain of certificates: {error}"
        ))
    })?;
    Ok(std::iter::once(own).chain(above).collect())
}

/// Checks that the first certificate is one for this CA, and that each is signed by the next.
fn check(ca: &Ca, given: &[Certificate], now: i64) -> Result<(), Refusal> {
    let [own, above @ ..] = given else {
        return Err(certificate("certPem is missing".to_owned()));
    };
    if own.public_key() != *ca.key.public_key() {
        return Err(certificate(
            "certPem is for another key than that of the signing request".to_owned(),
        ));
    }
    if own.authority() == Authority::No {
        return Err(certificate("certPem is not that of a CA".to_owned()));
    }
    if !own.is_valid_at(now) {
        return Err(certificate("certPem is not valid now".to_owned()));
    }
    let mut below = 0_u32;
    for pair in given.windows(2) {
        let [signed, signer] = pair else { continue };
        signed.verify_signed_by(signer).map_err(|error| {
            let reason = match error {
                Error::BadSignature => "a certificate is not signed by the next one".to_owned(),
                error => format!("a certificate cannot be checked: {error}"),
            };
            chain(format!("caChainPem is not in order: {reason}"))
        })?;
        if !signer.is_valid_at(now) {
            return Err(chain(
                "caChainPem holds a certificate that is not valid now".to_owned(),
            ));
        }
        // Certificates that a CA has for itself, for example with a new key, do not count.
        below += u32::from(!signed.is_self_issued());
        match signer.authority() {
            Authority::Yes { path_length } if path_length.is_none_or(|n| u32::from(n) >= below) => {
            }
            Authority::Yes { .. } => {
                return Err(chain(
                    "caChainPem holds a CA that allows fewer CAs below it".to_owned(),
                ));
            }
            Authority::No => {
                return Err(chain(
                    "caChainPem holds a certificate that is not that of a CA".to_owned(),
                ));
            }
        }
    }
    if let Some(top) = above.last()
        && top.is_self_issued()
        && top.verify_signed_by(top).is_err()
    {
        return Err(chain(
            "the root in caChainPem is not signed by itself".to_owned(),
        ));
    }
    Ok(())
}

fn certificate(message: String) -> Refusal {
    Refusal::new("INVALID_INPUT_CERT", message)
}

fn chain(message: String) -> Refusal {
    Refusal::new("INVALID_INPUT_CA_CHAIN", message)
}
