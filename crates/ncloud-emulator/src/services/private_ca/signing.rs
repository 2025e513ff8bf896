//! What all certificates of a CA have in common.

use der::flagset::FlagSet;
use x509_cert::ext::pkix::KeyUsages;
use x509_cert::name::Name;

use super::refusal::Refusal;
use super::rows::Ca;
use super::view;
use crate::call::Call;
use crate::x509::{AltName, Authority, Certificate, Issuer, PublicKey, Purpose, Template};

/// What a certificate is wanted for.
pub(super) struct Wanted<'a> {
    pub(super) subject: Name,
    pub(super) alt_names: Vec<AltName>,
    pub(super) public_key: &'a PublicKey,
    pub(super) validity: (i64, i64),
    pub(super) authority: Authority,
}

/// How far a new CA may have CAs below it: as far as every CA above it allows, and no further than
/// it asked for.
pub(super) fn authority_below(
    signer: Option<&Ca>,
    asked: Option<u8>,
) -> Result<Authority, Refusal> {
    let mut path_length = asked;
    let above = signer.into_iter().flat_map(|signer| &signer.chain);
    // The first of them gets one more CA below it, the next has that one and the first, ...
    for (above, more) in above.zip(1_u8..) {
        let left = match above.authority() {
            Authority::Yes { path_length: None } => continue,
            Authority::Yes {
                path_length: Some(allowed),
            } => allowed.checked_sub(more),
            Authority::No => None,
        };
        let left = left.ok_or_else(|| {
            Refusal::new(
                "INVALID_ISSUER_CA",
                "the certificates of the CA and of those above it allow no CA below it",
            )
        })?;
        path_length = Some(path_length.map_or(left, |asked| asked.min(left)));
    }
    Ok(Authority::Yes { path_length })
}

/// A certificate by a CA.
pub(super) fn by(call: &Call, signer: &Ca, wanted: Wanted<'_>) -> Result<Certificate, Refusal> {
    let certificate = signer.certificate()?;
    let issuer = Issuer::new(certificate, &signer.key);
    sign(call, &issuer, Some(signer), wanted)
}

/// A certificate by an issuer, whose URLs are in it if it is a CA that exists already.
pub(super) fn sign(
    call: &Call,
    issuer: &Issuer<'_>,
    signer: Option<&Ca>,
    wanted: Wanted<'_>,
) -> Result<Certificate, Refusal> {
    let urls = |file: &str| -> Vec<String> {
        signer
            .iter()
            .map(|signer| view::url(call, signer, file))
            .collect()
    };
    let responder = signer.and_then(|signer| signer.responder.as_ref());
    let ocsp_urls: Vec<String> = responder
        .iter()
        .map(|responder| responder.url.clone())
        .collect();
    let purposes: &[Purpose] = match wanted.authority {
        Authority::Yes { .. } => &[],
        Authority::No => &[Purpose::ServerAuth, Purpose::ClientAuth],
    };
    let (not_before, not_after) = wanted.validity;
    let template = Template {
        subject: wanted.subject,
        alt_names: wanted.alt_names,
        public_key: wanted.public_key,
        serial: &call.world.random.serial_number(),
        not_before,
        not_after,
        authority: wanted.authority,
        key_usages: key_usages(wanted.authority, wanted.public_key),
        purposes,
        crl_urls: &urls("crl"),
        ocsp_urls: &ocsp_urls,
        issuer_urls: &urls("ca"),
        ocsp_no_check: false,
    };
    Ok(template.signed_by(issuer)?)
}

fn key_usages(authority: Authority, key: &PublicKey) -> FlagSet<KeyUsages> {
    if let Authority::Yes { .. } = authority {
        return KeyUsages::KeyCertSign | KeyUsages::CRLSign;
    }
    match key.algorithm_name().as_str() {
        "RSA" => KeyUsages::DigitalSignature | KeyUsages::KeyEncipherment,
        "EC" => KeyUsages::DigitalSignature | KeyUsages::KeyAgreement,
        _ => KeyUsages::DigitalSignature.into(),
    }
}
