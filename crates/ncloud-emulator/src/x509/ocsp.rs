//! Questions about the status of certificates, and answers to them (RFC 6960).
//!
//! The structures are written down here because the published library of them, `x509-ocsp`, builds
//! on the former generation of `der` and `x509-cert`: every name, number and certificate would have
//! to be carried over from one generation to the other.

use aws_lc_rs::digest::{self, SHA1_FOR_LEGACY_USE_ONLY, SHA256, SHA384, SHA512};
use der::asn1::{Any, AnyRef, BitString, GeneralizedTime, Null, ObjectIdentifier, OctetString};
use der::oid::db::rfc5912::{ID_SHA_1, ID_SHA_256, ID_SHA_384, ID_SHA_512};
use der::oid::db::rfc6960::{ID_PKIX_OCSP_BASIC, ID_PKIX_OCSP_NONCE};
use der::{Choice, Decode as _, Encode as _, Enumerated, Sequence};
use x509_cert::AlgorithmIdentifier;
use x509_cert::ext::{Extension, Extensions};
use x509_cert::serial_number::SerialNumber;

use super::certificate::time;
use super::{Certificate, Error, PrivateKey};

/// How many certificates one request may ask about.
const LONGEST: usize = 100;

/// `OCSPRequest`.
#[derive(Sequence)]
struct OcspRequest {
    content: RequestContent,
    /// Nobody has to sign requests, so signatures are not checked.
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    signature: Option<Any>,
}

/// `TBSRequest`.
#[derive(Sequence)]
struct RequestContent {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    version: Option<u8>,
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT", optional = "true")]
    requestor: Option<Any>,
    requests: Vec<SingleRequest>,
    #[asn1(context_specific = "2", tag_mode = "EXPLICIT", optional = "true")]
    extensions: Option<Extensions>,
}

#[derive(Sequence)]
struct SingleRequest {
    certificate: CertificateId,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    extensions: Option<Extensions>,
}

/// `CertID`.
#[derive(Clone, Sequence)]
struct CertificateId {
    hash_algorithm: AlgorithmIdentifier,
    issuer_name_hash: OctetString,
    issuer_key_hash: OctetString,
    serial: SerialNumber,
}

/// `OCSPResponseStatus`, as far as it occurs.
#[derive(Clone, Copy, Enumerated)]
#[repr(u8)]
enum ResponseStatus {
    Successful = 0,
    MalformedRequest = 1,
    InternalError = 2,
}

/// `OCSPResponse`.
#[derive(Sequence)]
struct OcspResponse {
    status: ResponseStatus,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    response: Option<ResponseOctets>,
}

#[derive(Sequence)]
struct ResponseOctets {
    kind: ObjectIdentifier,
    response: OctetString,
}

/// `BasicOCSPResponse`.
#[derive(Sequence)]
struct BasicResponse<'a> {
    content: AnyRef<'a>,
    algorithm: AlgorithmIdentifier,
    signature: BitString,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    certificates: Vec<AnyRef<'a>>,
}

/// `ResponseData`, whose responder is named by its key.
#[derive(Sequence)]
struct ResponseContent {
    #[asn1(context_specific = "2", tag_mode = "EXPLICIT")]
    responder_key_hash: OctetString,
    produced_at: GeneralizedTime,
    responses: Vec<SingleResponse>,
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT", optional = "true")]
    extensions: Option<Extensions>,
}

/// Without `nextUpdate`: newer information is there at any time.
#[derive(Sequence)]
struct SingleResponse {
    certificate: CertificateId,
    status: CertificateStatus,
    this_update: GeneralizedTime,
}

#[derive(Choice)]
enum CertificateStatus {
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT")]
    Good(Null),
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", constructed = "true")]
    Revoked(RevokedInfo),
    #[asn1(context_specific = "2", tag_mode = "IMPLICIT")]
    Unknown(Null),
}

#[derive(Sequence)]
struct RevokedInfo {
    time: GeneralizedTime,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    reason: Option<Any>,
}

/// The status of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Good,
    /// Since this time, epoch milliseconds.
    Revoked(i64),
    Unknown,
}

/// A request that could be read.
pub(crate) struct Question(RequestContent);

impl Question {
    /// Reads DER.
    ///
    /// # Errors
    /// When it is not a request, or asks about nothing or too much.
    pub(crate) fn from_der(der: &[u8]) -> Result<Self, Error> {
        let content = OcspRequest::from_der(der)?.content;
        if (1..=LONGEST).contains(&content.requests.len()) {
            Ok(Self(content))
        } else {
            Err(Error::Malformed)
        }
    }

    /// Answers, with what `status` knows about each serial number of certificates by `issuer`.
    ///
    /// # Errors
    /// When a value does not fit into an answer, or when it cannot be signed.
    pub(crate) fn answer(
        &self,
        issuer: &Certificate,
        responder: &Certificate,
        key: &PrivateKey,
        now: i64,
        status: impl Fn(&[u8]) -> Status,
    ) -> Result<Vec<u8>, Error> {
        let now = generalized(now)?;
        let responses: Result<Vec<SingleResponse>, Error> = self
            .0
            .requests
            .iter()
            .map(|request| {
                let certificate = request.certificate.clone();
                let status = if certificate.is_by(issuer)? {
                    status(certificate.serial.as_bytes())
                } else {
                    Status::Unknown
                };
                Ok(SingleResponse {
                    certificate,
                    status: status.encoded()?,
                    this_update: now,
                })
            })
            .collect();
        // The nonce goes back as it came.
        let extensions = self.0.extensions.iter().flatten();
        let nonce: Extensions = extensions
            .filter(|extension| extension.extn_id == ID_PKIX_OCSP_NONCE)
            .map(Extension::clone)
            .collect();
        let content = ResponseContent {
            responder_key_hash: OctetString::new(responder.public_key().identifier())?,
            produced_at: now,
            responses: responses?,
            extensions: Some(nonce).filter(|nonce| !nonce.is_empty()),
        };
        let content = content.to_der()?;
        let signature = key.sign(&content)?;
        let response = BasicResponse {
            content: AnyRef::from_der(&content)?,
            algorithm: key.signature_algorithm(),
            signature: BitString::from_bytes(&signature)?,
            certificates: vec![AnyRef::from_der(responder.der())?],
        };
        let response = OcspResponse {
            status: ResponseStatus::Successful,
            response: Some(ResponseOctets {
                kind: ID_PKIX_OCSP_BASIC,
                response: OctetString::new(response.to_der()?)?,
            }),
        };
        Ok(response.to_der()?)
    }
}

/// The answer to what is not a request.
pub(crate) fn malformed() -> Vec<u8> {
    without_content(ResponseStatus::MalformedRequest)
}

/// The answer when none can be made.
pub(crate) fn internal_error() -> Vec<u8> {
    without_content(ResponseStatus::InternalError)
}

fn without_content(status: ResponseStatus) -> Vec<u8> {
    let response = OcspResponse {
        status,
        response: None,
    };
    // Five octets, which can always be written.
    response.to_der().unwrap_or_default()
}

impl CertificateId {
    /// Whether it means a certificate by this issuer. Digests that are not known say no.
    fn is_by(&self, issuer: &Certificate) -> Result<bool, Error> {
        let algorithm = match self.hash_algorithm.oid {
            ID_SHA_1 => &SHA1_FOR_LEGACY_USE_ONLY,
            ID_SHA_256 => &SHA256,
            ID_SHA_384 => &SHA384,
            ID_SHA_512 => &SHA512,
            _ => return Ok(false),
        };
        let name = digest::digest(algorithm, &issuer.subject().to_der()?);
        let key = digest::digest(algorithm, issuer.public_key().octets());
        Ok(name.as_ref() == self.issuer_name_hash.as_bytes()
            && key.as_ref() == self.issuer_key_hash.as_bytes())
    }
}

impl Status {
    fn encoded(self) -> Result<CertificateStatus, Error> {
        Ok(match self {
            Self::Good => CertificateStatus::Good(Null),
            Self::Unknown => CertificateStatus::Unknown(Null),
            Self::Revoked(since) => CertificateStatus::Revoked(RevokedInfo {
                time: generalized(since)?,
                reason: None,
            }),
        })
    }
}

fn generalized(milliseconds: i64) -> Result<GeneralizedTime, Error> {
    Ok(GeneralizedTime::from_date_time(
        time(milliseconds)?.to_date_time(),
    ))
}
