//! Certificates in the making.

use der::asn1::{Ia5String, Null, OctetString};
use der::flagset::FlagSet;
use der::oid::db::rfc5280::{ID_AD_CA_ISSUERS, ID_AD_OCSP};
use der::oid::db::rfc6960::ID_PKIX_OCSP_NOCHECK;
use der::oid::{AssociatedOid, ObjectIdentifier};
use der::{Encode, Sequence};
use x509_cert::ext::pkix::crl::dp::DistributionPoint;
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};
use x509_cert::ext::pkix::{
    AccessDescription, AuthorityInfoAccessSyntax, AuthorityKeyIdentifier, BasicConstraints,
    CrlDistributionPoints, ExtendedKeyUsage, KeyUsage, KeyUsages, SubjectAltName,
    SubjectKeyIdentifier,
};
use x509_cert::ext::{Extension, Extensions};
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::time::Validity;
use x509_cert::{AlgorithmIdentifier, SubjectPublicKeyInfo, Version};

use super::certificate::time;
use super::{AltName, Certificate, Error, PrivateKey, PublicKey, Signed};

/// Whether a certificate may sign others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Authority {
    No,
    /// It may, with at most this many further CAs below it.
    Yes {
        path_length: Option<u8>,
    },
}

/// A purpose of the extended key usage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    ServerAuth,
    ClientAuth,
    OcspSigning,
}

impl Purpose {
    fn oid(self) -> ObjectIdentifier {
        use der::oid::db::rfc5280::{ID_KP_CLIENT_AUTH, ID_KP_OCSP_SIGNING, ID_KP_SERVER_AUTH};
        match self {
            Self::ServerAuth => ID_KP_SERVER_AUTH,
            Self::ClientAuth => ID_KP_CLIENT_AUTH,
            Self::OcspSigning => ID_KP_OCSP_SIGNING,
        }
    }
}

/// What a certificate is to hold.
pub(crate) struct Template<'a> {
    pub(crate) subject: Name,
    pub(crate) alt_names: Vec<AltName>,
    pub(crate) public_key: &'a PublicKey,
    /// Positive, big-endian, at most 20 octets.
    pub(crate) serial: &'a [u8],
    /// Epoch milliseconds.
    pub(crate) not_before: i64,
    /// Epoch milliseconds.
    pub(crate) not_after: i64,
    pub(crate) authority: Authority,
    pub(crate) key_usages: FlagSet<KeyUsages>,
    pub(crate) purposes: &'a [Purpose],
    pub(crate) crl_urls: &'a [String],
    pub(crate) ocsp_urls: &'a [String],
    /// Where the certificate of the signer can be fetched.
    pub(crate) issuer_urls: &'a [String],
    /// Whether clients need not ask if the certificate was revoked; for OCSP responders.
    pub(crate) ocsp_no_check: bool,
}

/// Who signs.
pub(crate) struct Issuer<'a> {
    name: &'a Name,
    key: &'a PrivateKey,
    key_identifier: Vec<u8>,
}

impl<'a> Issuer<'a> {
    /// The subject of a certificate.
    pub(crate) fn new(certificate: &'a Certificate, key: &'a PrivateKey) -> Self {
        Self {
            name: certificate.subject(),
            key,
            key_identifier: certificate
                .key_identifier()
                .unwrap_or_else(|| key.public_key().identifier()),
        }
    }

    /// Someone who has no certificate yet, who therefore signs for itself.
    pub(crate) fn own(name: &'a Name, key: &'a PrivateKey) -> Self {
        Self {
            name,
            key,
            key_identifier: key.public_key().identifier(),
        }
    }

    pub(super) fn name(&self) -> &Name {
        self.name
    }

    pub(super) fn key(&self) -> &PrivateKey {
        self.key
    }

    pub(super) fn key_identifier(&self) -> Result<AuthorityKeyIdentifier, Error> {
        Ok(AuthorityKeyIdentifier {
            key_identifier: Some(OctetString::new(self.key_identifier.as_slice())?),
            ..AuthorityKeyIdentifier::default()
        })
    }
}

/// `TBSCertificate` of RFC 5280. That of `x509-cert` can only be made by its builder, which asks
/// for keys in the traits of other libraries.
#[derive(Sequence)]
struct Content {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    version: Version,
    serial_number: SerialNumber,
    signature: AlgorithmIdentifier,
    issuer: Name,
    validity: Validity,
    subject: Name,
    subject_public_key_info: SubjectPublicKeyInfo,
    #[asn1(context_specific = "3", tag_mode = "EXPLICIT")]
    extensions: Extensions,
}

impl Template<'_> {
    /// The certificate.
    ///
    /// # Errors
    /// When a value does not fit into a certificate, or when it cannot be signed.
    pub(crate) fn signed_by(&self, issuer: &Issuer<'_>) -> Result<Certificate, Error> {
        let content = Content {
            version: Version::V3,
            serial_number: SerialNumber::new(self.serial).map_err(|_| Error::Unencodable)?,
            signature: issuer.key.signature_algorithm(),
            issuer: issuer.name.clone(),
            validity: Validity::new(time(self.not_before)?, time(self.not_after)?),
            subject: self.subject.clone(),
            subject_public_key_info: self.public_key.info().clone(),
            extensions: self.extensions(issuer)?,
        };
        Certificate::from_der(Signed::make(&content, issuer.key)?)
    }

    fn extensions(&self, issuer: &Issuer<'_>) -> Result<Extensions, Error> {
        let mut extensions = Extensions::new();
        let (ca, path_len_constraint) = match self.authority {
            Authority::No => (false, None),
            Authority::Yes { path_length } => (true, path_length),
        };
        let constraints = BasicConstraints {
            ca,
            path_len_constraint,
        };
        extensions.push(extension(&constraints, true)?);
        if !self.key_usages.is_empty() {
            extensions.push(extension(&KeyUsage(self.key_usages), true)?);
        }
        if !self.purposes.is_empty() {
            let purposes = self.purposes.iter().map(|purpose| purpose.oid());
            extensions.push(extension(&ExtendedKeyUsage(purposes.collect()), false)?);
        }
        let identifier = OctetString::new(self.public_key.identifier())?;
        extensions.push(extension(&SubjectKeyIdentifier(identifier), false)?);
        extensions.push(extension(&issuer.key_identifier()?, false)?);
        if let Some(names) = alt_names(&self.alt_names, self.subject.is_empty())? {
            extensions.push(names);
        }
        if !self.crl_urls.is_empty() {
            let point = DistributionPoint {
                distribution_point: Some(DistributionPointName::FullName(urls(self.crl_urls)?)),
                reasons: None,
                crl_issuer: None,
            };
            extensions.push(extension(&CrlDistributionPoints(vec![point]), false)?);
        }
        let mut access = descriptions(ID_AD_OCSP, self.ocsp_urls)?;
        access.extend(descriptions(ID_AD_CA_ISSUERS, self.issuer_urls)?);
        if !access.is_empty() {
            extensions.push(extension(&AuthorityInfoAccessSyntax(access), false)?);
        }
        if self.ocsp_no_check {
            extensions.push(Extension {
                extn_id: ID_PKIX_OCSP_NOCHECK,
                critical: false,
                extn_value: OctetString::new(Null.to_der()?)?,
            });
        }
        Ok(extensions)
    }
}

/// An extension around its value.
pub(super) fn extension<T: Encode + AssociatedOid>(
    value: &T,
    critical: bool,
) -> Result<Extension, Error> {
    let value = value.to_der().map_err(|_| Error::Unencodable)?;
    Ok(Extension {
        extn_id: T::OID,
        critical,
        extn_value: OctetString::new(value)?,
    })
}

/// The extension of alternative names, which is critical where there is no subject.
pub(super) fn alt_names(names: &[AltName], no_subject: bool) -> Result<Option<Extension>, Error> {
    if names.is_empty() {
        return Ok(None);
    }
    let names: Result<Vec<GeneralName>, Error> = names.iter().map(AltName::to_general).collect();
    Ok(Some(extension(&SubjectAltName(names?), no_subject)?))
}

fn urls(urls: &[String]) -> Result<Vec<GeneralName>, Error> {
    let url = |url: &String| {
        let url = Ia5String::new(url).map_err(|_| Error::Unencodable)?;
        Ok(GeneralName::UniformResourceIdentifier(url))
    };
    urls.iter().map(url).collect()
}

fn descriptions(
    method: ObjectIdentifier,
    given: &[String],
) -> Result<Vec<AccessDescription>, Error> {
    let described = |access_location| AccessDescription {
        access_method: method,
        access_location,
    };
    Ok(urls(given)?.into_iter().map(described).collect())
}
