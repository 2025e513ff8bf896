//! The distribution points, which need no signature: `/ext/{caTag}/crl`, `/ca` and `/ocsp`.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::{crl, ocsp};
use crate::reply::{Damage, Reply};
use crate::services::Unsigned;

/// Base64 with or without padding, which some clients leave out of URLs.
const TOLERANT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

const CERTIFICATE: &str = "application/pkix-cert";
const LIST: &str = "application/pkix-crl";
const OCSP: &str = "application/ocsp-response";

/// Whether a request may make a revocation list, as `getCaCrl` does.
pub(super) fn is_slow(request: &Unsigned<'_>) -> bool {
    match request.target.segments.as_slice() {
        [first, _, file] => first == "ext" && file == "crl" && is_get(request),
        _ => false,
    }
}

fn is_get(request: &Unsigned<'_>) -> bool {
    matches!(request.method, "GET" | "HEAD")
}

/// Answers requests below `/ext`; none for other paths.
pub(super) fn answer(request: &Unsigned<'_>) -> Option<Reply> {
    let mut segments = request.target.segments.iter().map(String::as_str);
    if segments.next() != Some("ext") {
        return None;
    }
    let tag = segments.next().unwrap_or_default();
    let file = segments.next().unwrap_or_default();
    let rest: Vec<&str> = segments.collect();
    let get = is_get(request);
    let (media_type, found) = match (file, rest.as_slice()) {
        ("crl", []) if get => {
            let list = crl::current(request.world, tag, request.now);
            (LIST, list.ok())
        }
        ("ca", []) if get => (CERTIFICATE, certificate(request, tag)),
        ("ocsp", []) if request.method == "POST" => {
            (OCSP, ocsp::answer(request, tag, request.body))
        }
        ("ocsp", [_, ..]) if get => {
            // Slashes are digits of Base64, and not all clients escape them.
            let question = TOLERANT.decode(rest.join("/")).unwrap_or_default();
            (OCSP, ocsp::answer(request, tag, &question))
        }
        _ => ("", None),
    };
    Some(reply(file, media_type, found))
}

fn certificate(request: &Unsigned<'_>, tag: &str) -> Option<Vec<u8>> {
    let state = super::state_at(request.world, request.now);
    let certificate = state.cas.get(tag)?.chain.first()?;
    Some(certificate.der().to_vec())
}

fn reply(file: &str, media_type: &str, found: Option<Vec<u8>>) -> Reply {
    let (status, media_type, body, end) = match found {
        Some(body) => (200, Some(media_type.to_owned()), body, "answered"),
        None => (404, None, Vec::new(), "not there"),
    };
    let what = match file {
        "crl" => "revocation list",
        "ca" => "CA certificate",
        "ocsp" => "OCSP",
        _ => "distribution point",
    };
    Reply {
        status,
        media_type,
        body,
        from_service: true,
        diagnosis: None,
        damage: Damage::None,
        verdict: format!("private-ca {what} (unsigned): {end}"),
    }
}
