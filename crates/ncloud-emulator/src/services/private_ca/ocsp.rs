//! The OCSP responder of a CA.

use x509_cert::ext::pkix::KeyUsages;

use super::refusal::Refusal;
use super::rows::{Ca, Responder};
use super::validity::Period;
use crate::call::{Call, Outcome};
use crate::services::Unsigned;
use crate::x509::ocsp::{Question, Status, internal_error, malformed};
use crate::x509::{
    Authority, Certificate, Issuer, KeyType, PrivateKey, Purpose, Subject, Template,
};

/// Starts to answer, and writes the URL into certificates from now on. The responder has a key of
/// its own on P-256, whatever the CA has, so that answers are quick to sign.
pub(super) fn create(call: &Call) -> Result<Outcome, Refusal> {
    let tag = call.text("caTag");
    let url = call.member("ocsp_servers");
    if !is_url(url) {
        return Err(Refusal::new(
            "INVALID_X509_URI",
            "ocsp_servers must be a URL with the scheme http or https",
        ));
    }
    let ca = super::state(call).ca(tag)?.clone();
    let key = PrivateKey::generate(KeyType::Ec256)?;
    let responder = Responder {
        url: url.to_owned(),
        certificate: certificate(call, &ca, &key)?,
        key,
    };
    super::state(call).ca_mut(tag)?.responder = Some(responder);
    Ok(super::empty(call))
}

/// A certificate with which the key may answer for the CA, for as long as the CA is valid.
fn certificate(call: &Call, ca: &Ca, key: &PrivateKey) -> Result<Certificate, Refusal> {
    let own = ca.certificate()?;
    let (not_before, not_after) = Period::Longest.from(call.now, Some(ca))?;
    let subject = Subject {
        common_name: format!("OCSP responder of {}", ca.alias),
        ..Subject::default()
    };
    let template = Template {
        subject: subject.to_name()?,
        alt_names: Vec::new(),
        public_key: key.public_key(),
        serial: &call.world.random.serial_number(),
        not_before,
        not_after,
        authority: Authority::No,
        key_usages: KeyUsages::DigitalSignature.into(),
        purposes: &[Purpose::OcspSigning],
        crl_urls: &[],
        ocsp_urls: &[],
        issuer_urls: &[],
        ocsp_no_check: true,
    };
    Ok(template.signed_by(&Issuer::new(own, &ca.key))?)
}

/// Stops to answer.
pub(super) fn delete(call: &Call) -> Result<Outcome, Refusal> {
    let mut state = super::state(call);
    state.ca_mut(call.text("caTag"))?.responder = None;
    Ok(super::empty(call))
}

/// Answers a request of the protocol; none when there is no responder.
pub(super) fn answer(request: &Unsigned<'_>, tag: &str, question: &[u8]) -> Option<Vec<u8>> {
    let state = super::state_at(request.world, request.now);
    let ca = state.cas.get(tag)?;
    let responder = ca.responder.as_ref()?;
    let issuer = ca.chain.first()?;
    let Ok(question) = Question::from_der(question) else {
        return Some(malformed());
    };
    // A signature on P-256 is short enough to be made under the lock.
    let answer = question.answer(
        issuer,
        &responder.certificate,
        &responder.key,
        request.now,
        |serial| state.status(tag, serial),
    );
    Some(answer.unwrap_or_else(|_| internal_error()))
}

impl super::state::State {
    /// What OCSP says about a serial number.
    fn status(&self, tag: &str, serial: &[u8]) -> Status {
        let revocation = self.revocations.get(&super::state::serial_key(tag, serial));
        match revocation {
            Some(revocation) => Status::Revoked(revocation.time),
            None if self.knows(tag, serial) => Status::Good,
            None => Status::Unknown,
        }
    }
}

/// Whether a text is a URL that certificates can hold and clients can call.
fn is_url(text: &str) -> bool {
    let rest = ["http://", "https://"]
        .iter()
        .find_map(|scheme| text.strip_prefix(scheme));
    rest.is_some_and(|rest| {
        !rest.is_empty()
            && !rest.starts_with('/')
            && rest.bytes().all(|byte| byte.is_ascii_graphic())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_checked() {
        assert!(is_url("http://127.0.0.1:8080/ext/a-b/ocsp"));
        for text in [
            "",
            "http://",
            "http:///x",
            "ftp://a",
            "http://a b",
            "http://é",
        ] {
            assert!(!is_url(text), "{text}");
        }
    }
}
