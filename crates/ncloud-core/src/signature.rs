//! The gateway's signature version 2, as a pure function: no clock, no network.
//!
//! ```text
//! METHOD SP REQUEST-TARGET LF
//! TIMESTAMP LF
//! ACCESS-KEY
//! ```
//!
//! The request target is path and query exactly as they are sent. Nothing is sorted, decoded or
//! encoded here, and neither the body nor other headers are signed. The signature is
//! `base64(HMAC-SHA256(secret key, string to sign))`. `spec/vectors/signature-v2.json` holds vectors
//! for any language.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, HeaderName, HeaderValue};
use sha2::Sha256;

use crate::{Error, Result, Secret};

/// Header with the time of the request, epoch milliseconds.
pub const TIMESTAMP: HeaderName = HeaderName::from_static("x-ncp-apigw-timestamp");
/// Header with the access key.
pub const ACCESS_KEY: HeaderName = HeaderName::from_static("x-ncp-iam-access-key");
/// Header with the signature.
pub const SIGNATURE: HeaderName = HeaderName::from_static("x-ncp-apigw-signature-v2");

/// Length of a SHA-256 digest in standard base64.
const ENCODED_LENGTH: usize = 44;
/// Longer than most messages.
const MESSAGE: usize = 256;

/// Signs requests with one key pair.
///
/// The HMAC key schedule is computed once; a signature hashes the string to sign and nothing else.
///
/// ```
/// use ncloud_core::signature::Signer;
/// use ncloud_core::Secret;
///
/// let signer = Signer::new("AKIDEXAMPLE000000001", &Secret::new("SkExampleSecretKey0123456789abcdefABCDEF"))?;
/// let signature = signer.sign("GET", "/api/v1/certificates", 1_600_000_000_000)?;
/// assert_eq!(signature.value(), "smEZoQObJyqZZEuE0g4pCzPs4QPQEgxUeMnMq0Lb34o=");
/// # Ok::<(), ncloud_core::Error>(())
/// ```
#[derive(Clone)]
pub struct Signer {
    access_key: HeaderValue,
    keyed: Hmac<Sha256>,
}

impl Signer {
    /// A signer for an access key and its secret key.
    ///
    /// # Errors
    /// When either is empty, or the access key cannot be the value of a header.
    pub fn new(access_key: &str, secret_key: &Secret) -> Result<Self> {
        if access_key.is_empty() || !access_key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Error::configuration(
                "the access key must be visible ASCII characters without spaces: check that it was copied whole",
            ));
        }
        if secret_key.expose().is_empty() {
            return Err(Error::configuration("the secret key is empty"));
        }
        let access_key = HeaderValue::from_str(access_key)
            .map_err(|_| Error::configuration("the access key cannot be the value of a header"))?;
        let keyed = Hmac::new_from_slice(secret_key.expose().as_bytes())
            .map_err(|_| Error::configuration("the secret key cannot key an HMAC"))?;
        Ok(Self { access_key, keyed })
    }

    /// The access key.
    #[must_use]
    pub fn access_key(&self) -> &str {
        self.access_key.to_str().unwrap_or_default()
    }

    /// Signs a request.
    ///
    /// `method` is upper case as on the wire, `target` is path and query exactly as sent, `timestamp`
    /// is in epoch milliseconds.
    ///
    /// # Errors
    /// When the method or the target can never be on the wire: a method that is not upper case, a
    /// target that is a whole URL, holds a fragment, a space or anything but ASCII.
    pub fn sign(&self, method: &str, target: &str, timestamp: u64) -> Result<Signature> {
        check(method, target)?;
        let mut buffer = itoa::Buffer::new();
        let digits = buffer.format(timestamp).as_bytes();
        let parts = [
            method.as_bytes(),
            b" ",
            target.as_bytes(),
            b"\n",
            digits,
            b"\n",
            self.access_key.as_bytes(),
        ];
        let mut mac = self.keyed.clone();
        // Hashed in one piece where it fits: many small ones cost more than the hash.
        let mut message = [0_u8; MESSAGE];
        match join(&parts, &mut message) {
            Some(message) => mac.update(message),
            None => parts.iter().for_each(|part| mac.update(part)),
        }
        let mut encoded = [0_u8; ENCODED_LENGTH];
        STANDARD
            .encode_slice(mac.finalize().into_bytes(), &mut encoded)
            .map_err(|_| Error::configuration("a SHA-256 digest is 44 characters of base64"))?;
        let header_value = |octets: &[u8]| {
            HeaderValue::from_bytes(octets)
                .map_err(|_| Error::configuration("digits and base64 are values of headers"))
        };
        let mut value = header_value(&encoded)?;
        // Keeps it out of Debug and of HTTP/2's header compression.
        value.set_sensitive(true);
        Ok(Signature {
            timestamp,
            time: header_value(digits)?,
            access_key: self.access_key.clone(),
            value,
        })
    }

    /// The string that [`Signer::sign`] hashes, to compare with what another program signs.
    ///
    /// # Errors
    /// As [`Signer::sign`].
    pub fn string_to_sign(&self, method: &str, target: &str, timestamp: u64) -> Result<String> {
        check(method, target)?;
        Ok(format!(
            "{method} {target}\n{timestamp}\n{}",
            self.access_key()
        ))
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Signer")
            .field("access_key", &self.access_key())
            .finish_non_exhaustive()
    }
}

/// A signature and what it covers besides the request, ready to be sent.
#[derive(Clone)]
pub struct Signature {
    timestamp: u64,
    time: HeaderValue,
    access_key: HeaderValue,
    value: HeaderValue,
}

impl Signature {
    /// The signature, base64.
    #[must_use]
    pub fn value(&self) -> &str {
        self.value.to_str().unwrap_or_default()
    }

    /// The time that was signed, epoch milliseconds.
    #[must_use]
    pub fn timestamp(&self) -> u64 {
        self.timestamp
    }

    /// The three headers, for an HTTP library with a map of its own.
    #[must_use]
    pub fn into_headers(self) -> [(HeaderName, HeaderValue); 3] {
        [
            (TIMESTAMP, self.time),
            (ACCESS_KEY, self.access_key),
            (SIGNATURE, self.value),
        ]
    }

    /// Puts the three headers into `headers`, in the place of earlier ones.
    pub fn apply(self, headers: &mut HeaderMap) {
        for (name, value) in self.into_headers() {
            headers.insert(name, value);
        }
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Signature")
            .field("timestamp", &self.timestamp)
            .finish_non_exhaustive()
    }
}

fn check(method: &str, target: &str) -> Result<()> {
    if method.is_empty() || !method.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Err(Error::configuration(format!(
            "`{method}` cannot be signed: the method is upper case on the wire"
        )));
    }
    // Looks at every octet, because that is faster than to stop at the first that is wrong.
    let is_sent_as_it_is = target.bytes().fold(true, |so_far, octet| {
        so_far & octet.is_ascii_graphic() & (octet != b'#')
    });
    let problem = if !target.starts_with('/') {
        "it must start with `/`: sign path and query, not the whole URL"
    } else if is_sent_as_it_is {
        return Ok(());
    } else if target.contains('#') {
        "a fragment is never sent"
    } else {
        "spaces and characters outside ASCII must be percent-encoded first"
    };
    Err(Error::configuration(format!(
        "`{target}` cannot be signed as a request target: {problem}"
    )))
}

/// The parts one after the other; none when there is no room for them.
fn join<'a>(parts: &[&[u8]], room: &'a mut [u8; MESSAGE]) -> Option<&'a [u8]> {
    let mut length = 0;
    for part in parts {
        let end = length + part.len();
        room.get_mut(length..end)?.copy_from_slice(part);
        length = end;
    }
    room.get(..length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signer() -> Signer {
        Signer::new(
            "AKIDEXAMPLE000000001",
            &Secret::new("SkExampleSecretKey0123456789abcdefABCDEF"),
        )
        .unwrap()
    }

    #[test]
    fn what_can_never_be_sent_is_refused() {
        for (method, target) in [
            ("get", "/"),
            ("", "/"),
            (
                "GET",
                "https://certificatemanager.apigw.ntruss.com/api/v1/certificates",
            ),
            ("GET", ""),
            ("GET", "/a b"),
            ("GET", "/a#b"),
            ("GET", "/api/v1/ca?alias=한글"),
            ("GET", "/a\nb"),
        ] {
            assert!(
                signer().sign(method, target, 0).is_err(),
                "{method} {target}"
            );
            assert!(
                signer().string_to_sign(method, target, 0).is_err(),
                "{method} {target}"
            );
        }
    }

    #[test]
    fn keys_that_cannot_be_sent_are_refused() {
        let secret = Secret::new("s");
        for key in ["", "a b", "a\n", "키"] {
            assert!(Signer::new(key, &secret).is_err(), "{key:?}");
        }
        assert!(Signer::new("a", &Secret::new("")).is_err());
    }

    #[test]
    fn debug_shows_no_signature() {
        let signature = signer().sign("GET", "/", 1).unwrap();
        let mut headers = HeaderMap::new();
        signature.clone().apply(&mut headers);
        let shown = format!("{:?} {:?} {headers:?}", signer(), signature);
        assert!(
            !shown.contains(signature.value()) && !shown.contains("SkExample"),
            "{shown}"
        );
    }
}
