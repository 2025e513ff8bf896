//! Requests for certificates (PKCS#10).

use der::Decode as _;
use der::asn1::SetOfVec;
use der::oid::AssociatedOid as _;
use x509_cert::attr::Attribute;
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::{BasicConstraints, KeyUsage, KeyUsages, SubjectAltName};
use x509_cert::name::Name;
use x509_cert::request::{CertReq, CertReqInfo, ExtensionReq, Version};

use super::template::{alt_names, extension};
use super::{AltName, Error, PrivateKey, PublicKey, Signed, text};

const LABELS: [&str; 2] = ["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"];

/// What somebody asks for, having proved to hold the private key.
pub(crate) struct Request {
    pub(crate) subject: Name,
    pub(crate) public_key: PublicKey,
    pub(crate) alt_names: Vec<AltName>,
    /// The path length of a CA, where one is asked for.
    pub(crate) path_length: Option<u8>,
}

impl Request {
    /// Reads PEM that holds one request, and verifies its signature. Attributes and extensions
    /// that are not needed are skipped, whatever they are.
    ///
    /// # Errors
    /// When it is not a request, when its key or its signature algorithm is not supported, or when
    /// the signature is not by its own key.
    pub(crate) fn from_pem(pem: &str) -> Result<Self, Error> {
        let der = text::block(pem, &LABELS)?;
        let info = CertReq::from_der(&der)?.info;
        let public_key = PublicKey::new(info.public_key);
        public_key.check()?;
        Signed::read(&der)?.verify(&public_key)?;
        let mut request = Self {
            subject: info.subject,
            public_key,
            alt_names: Vec::new(),
            path_length: None,
        };
        let asked = info.attributes.iter();
        let asked = asked.filter(|attribute| attribute.oid == ExtensionReq::OID);
        for value in asked.flat_map(|attribute| attribute.values.iter()) {
            for extension in value.decode_as::<Vec<Extension>>()? {
                request.read(&extension)?;
            }
        }
        Ok(request)
    }

    fn read(&mut self, extension: &Extension) -> Result<(), Error> {
        let value = extension.extn_value.as_bytes();
        match extension.extn_id {
            SubjectAltName::OID => {
                let names = SubjectAltName::from_der(value)?;
                self.alt_names.extend(names.0.iter().map(AltName::read));
            }
            BasicConstraints::OID => {
                self.path_length = BasicConstraints::from_der(value)?.path_len_constraint;
            }
            _ => {}
        }
        Ok(())
    }

    /// Makes the request of a CA, as PEM.
    ///
    /// # Errors
    /// When a value does not fit into a request, or when it cannot be signed.
    pub(crate) fn of_authority(
        subject: &Name,
        names: &[AltName],
        key: &PrivateKey,
    ) -> Result<String, Error> {
        let constraints = BasicConstraints {
            ca: true,
            path_len_constraint: None,
        };
        let usage = KeyUsage(KeyUsages::KeyCertSign | KeyUsages::CRLSign);
        let mut extensions = vec![extension(&constraints, true)?, extension(&usage, true)?];
        extensions.extend(alt_names(names, subject.is_empty())?);
        let attribute = Attribute::try_from(ExtensionReq(extensions))?;
        let info = CertReqInfo {
            version: Version::V1,
            subject: subject.clone(),
            public_key: key.public_key().info().clone(),
            attributes: SetOfVec::try_from(vec![attribute])?,
        };
        text::pem(LABELS[0], &Signed::make(&info, key)?)
    }
}
