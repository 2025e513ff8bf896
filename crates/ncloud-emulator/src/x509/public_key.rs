//! Public keys and the signatures that they verify.

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA384_ASN1, ECDSA_P256_SHA512_ASN1, ECDSA_P384_SHA256_ASN1,
    ECDSA_P384_SHA384_ASN1, ECDSA_P384_SHA512_ASN1, ECDSA_P521_SHA256_ASN1, ECDSA_P521_SHA384_ASN1,
    ECDSA_P521_SHA512_ASN1, ED25519, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256,
    RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256,
    RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512, RsaParameters, RsaPssSaltLength,
    VerificationAlgorithm,
};
use der::asn1::{Any, ObjectIdentifier};
use der::oid::db::rfc5912::{
    ECDSA_WITH_SHA_256, ECDSA_WITH_SHA_384, ECDSA_WITH_SHA_512, ID_EC_PUBLIC_KEY, ID_RSASSA_PSS,
    ID_SHA_256, ID_SHA_384, ID_SHA_512, RSA_ENCRYPTION, SECP_256_R_1, SECP_384_R_1, SECP_521_R_1,
    SHA_256_WITH_RSA_ENCRYPTION, SHA_384_WITH_RSA_ENCRYPTION, SHA_512_WITH_RSA_ENCRYPTION,
};
use der::oid::db::rfc8410::ID_ED_25519;
use der::{Decode as _, Encode as _, Sequence};
use x509_cert::{AlgorithmIdentifier, SubjectPublicKeyInfo};

use super::Error;

/// A public key as certificates hold it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PublicKey(SubjectPublicKeyInfo);

/// `RSASSA-PSS-params` of RFC 4055. Its defaults stand for SHA-1, which is not supported.
#[derive(Sequence)]
struct PssParameters {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    hash: Option<AlgorithmIdentifier>,
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT", optional = "true")]
    mask: Option<AlgorithmIdentifier>,
    #[asn1(context_specific = "2", tag_mode = "EXPLICIT", optional = "true")]
    salt_length: Option<u16>,
    #[asn1(context_specific = "3", tag_mode = "EXPLICIT", optional = "true")]
    trailer: Option<u8>,
}

impl PublicKey {
    /// Reads a `SubjectPublicKeyInfo`.
    ///
    /// # Errors
    /// When it is something else.
    pub(crate) fn from_der(der: &[u8]) -> Result<Self, Error> {
        Ok(Self(SubjectPublicKeyInfo::from_der(der)?))
    }

    /// The `SubjectPublicKeyInfo`.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn to_der(&self) -> Result<Vec<u8>, Error> {
        self.0.to_der().map_err(|_| Error::Unencodable)
    }

    pub(super) fn new(info: SubjectPublicKeyInfo) -> Self {
        Self(info)
    }

    pub(super) fn info(&self) -> &SubjectPublicKeyInfo {
        &self.0
    }

    /// The key itself, without its algorithm.
    pub(crate) fn octets(&self) -> &[u8] {
        self.0.subject_public_key.raw_bytes()
    }

    /// The identifier of the key: method 1 of RFC 5280 4.2.1.2.
    pub(crate) fn identifier(&self) -> Vec<u8> {
        digest(&SHA1_FOR_LEGACY_USE_ONLY, self.octets())
            .as_ref()
            .to_vec()
    }

    /// The algorithm by the name that the API shows, for example `RSA`.
    pub(crate) fn algorithm_name(&self) -> String {
        match self.0.algorithm.oid {
            RSA_ENCRYPTION => "RSA".to_owned(),
            ID_RSASSA_PSS => "RSASSA-PSS".to_owned(),
            ID_EC_PUBLIC_KEY => "EC".to_owned(),
            ID_ED_25519 => "Ed25519".to_owned(),
            other => other.to_string(),
        }
    }

    /// Checks that the key is of a supported kind and size.
    ///
    /// # Errors
    /// When it is not.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let algorithm = &self.0.algorithm;
        let supported = match algorithm.oid {
            RSA_ENCRYPTION | ID_RSASSA_PSS => {
                let bits = RsaParameters::public_modulus_len(self.octets());
                bits.is_ok_and(|bits| (2048..=8192).contains(&bits))
            }
            ID_EC_PUBLIC_KEY => {
                // Any algorithm of the curve does to check that the point is on it.
                let any = ecdsa(curve(algorithm), ECDSA_WITH_SHA_512);
                any.is_ok_and(|any| ParsedPublicKey::new(any, self.octets()).is_ok())
            }
            ID_ED_25519 => self.octets().len() == 32,
            _ => false,
        };
        if supported {
            Ok(())
        } else {
            Err(Error::UnsupportedKey)
        }
    }

    /// Verifies a signature.
    ///
    /// # Errors
    /// When it does not fit, or when key or algorithm are not supported.
    pub(crate) fn verify(
        &self,
        algorithm: &AlgorithmIdentifier,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), Error> {
        self.check()?;
        let with = |by: &dyn VerificationAlgorithm| {
            by.verify_sig(self.octets(), message, signature)
                .map_err(|_| Error::BadSignature)
        };
        let of = &self.0.algorithm;
        match (of.oid, algorithm.oid) {
            (RSA_ENCRYPTION, SHA_256_WITH_RSA_ENCRYPTION) => with(&RSA_PKCS1_2048_8192_SHA256),
            (RSA_ENCRYPTION, SHA_384_WITH_RSA_ENCRYPTION) => with(&RSA_PKCS1_2048_8192_SHA384),
            (RSA_ENCRYPTION, SHA_512_WITH_RSA_ENCRYPTION) => with(&RSA_PKCS1_2048_8192_SHA512),
            (RSA_ENCRYPTION | ID_RSASSA_PSS, ID_RSASSA_PSS) => with(&pss(algorithm)?),
            (ID_EC_PUBLIC_KEY, by) => with(ecdsa(curve(of), by)?),
            (ID_ED_25519, ID_ED_25519) => with(&ED25519),
            _ => Err(Error::UnsupportedAlgorithm),
        }
    }
}

/// The named curve of a key; none for curves given by their numbers.
fn curve(algorithm: &AlgorithmIdentifier) -> Option<ObjectIdentifier> {
    algorithm.parameters.as_ref()?.decode_as().ok()
}

fn ecdsa(
    curve: Option<ObjectIdentifier>,
    by: ObjectIdentifier,
) -> Result<&'static dyn VerificationAlgorithm, Error> {
    Ok(match (curve, by) {
        (Some(SECP_256_R_1), ECDSA_WITH_SHA_256) => &ECDSA_P256_SHA256_ASN1,
        (Some(SECP_256_R_1), ECDSA_WITH_SHA_384) => &ECDSA_P256_SHA384_ASN1,
        (Some(SECP_256_R_1), ECDSA_WITH_SHA_512) => &ECDSA_P256_SHA512_ASN1,
        (Some(SECP_384_R_1), ECDSA_WITH_SHA_256) => &ECDSA_P384_SHA256_ASN1,
        (Some(SECP_384_R_1), ECDSA_WITH_SHA_384) => &ECDSA_P384_SHA384_ASN1,
        (Some(SECP_384_R_1), ECDSA_WITH_SHA_512) => &ECDSA_P384_SHA512_ASN1,
        (Some(SECP_521_R_1), ECDSA_WITH_SHA_256) => &ECDSA_P521_SHA256_ASN1,
        (Some(SECP_521_R_1), ECDSA_WITH_SHA_384) => &ECDSA_P521_SHA384_ASN1,
        (Some(SECP_521_R_1), ECDSA_WITH_SHA_512) => &ECDSA_P521_SHA512_ASN1,
        _ => return Err(Error::UnsupportedAlgorithm),
    })
}

/// RSA-PSS with one digest for message and mask and any length of salt: `openssl req` makes the
/// salt as long as the key allows.
fn pss(algorithm: &AlgorithmIdentifier) -> Result<RsaParameters, Error> {
    let parameters = algorithm.parameters.as_ref().map(Any::decode_as);
    let Some(Ok(parameters)) = parameters else {
        return Err(Error::UnsupportedAlgorithm);
    };
    let PssParameters {
        hash,
        mask,
        salt_length,
        trailer,
    } = parameters;
    let hash = hash.map(|hash| hash.oid);
    let mask = mask.and_then(|mask| {
        let inner: AlgorithmIdentifier = mask.parameters?.decode_as().ok()?;
        Some(inner.oid)
    });
    if hash != mask || !matches!(trailer, None | Some(1)) {
        return Err(Error::UnsupportedAlgorithm);
    }
    let by = match hash {
        Some(ID_SHA_256) => RSA_PSS_2048_8192_SHA256,
        Some(ID_SHA_384) => RSA_PSS_2048_8192_SHA384,
        Some(ID_SHA_512) => RSA_PSS_2048_8192_SHA512,
        _ => return Err(Error::UnsupportedAlgorithm),
    };
    // RFC 4055: 20 when it is not given.
    Ok(by.with_pss_salt_length(RsaPssSaltLength::Custom(salt_length.unwrap_or(20))))
}

/// A signature algorithm by the name that the API shows, for example `SHA256withRSA`.
pub(super) fn signature_name(algorithm: &AlgorithmIdentifier) -> String {
    let name = match algorithm.oid {
        SHA_256_WITH_RSA_ENCRYPTION => "SHA256withRSA",
        SHA_384_WITH_RSA_ENCRYPTION => "SHA384withRSA",
        SHA_512_WITH_RSA_ENCRYPTION => "SHA512withRSA",
        ECDSA_WITH_SHA_256 => "SHA256withECDSA",
        ECDSA_WITH_SHA_384 => "SHA384withECDSA",
        ECDSA_WITH_SHA_512 => "SHA512withECDSA",
        ID_RSASSA_PSS => "RSASSA-PSS",
        ID_ED_25519 => "Ed25519",
        other => return other.to_string(),
    };
    name.to_owned()
}
