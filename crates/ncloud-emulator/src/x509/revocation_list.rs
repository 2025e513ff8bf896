//! Revocation lists.

use der::asn1::Uint;
use x509_cert::Version;
use x509_cert::crl::{RevokedCert, TbsCertList};
use x509_cert::ext::pkix::CrlNumber;
use x509_cert::serial_number::SerialNumber;

use super::certificate::time;
use super::template::extension;
use super::{Error, Issuer, Signed};

/// What a revocation list is to hold.
pub(crate) struct RevocationList {
    pub(crate) number: u64,
    /// Epoch milliseconds.
    pub(crate) this_update: i64,
    /// Epoch milliseconds.
    pub(crate) next_update: i64,
    pub(crate) revoked: Vec<Revoked>,
}

/// A certificate on a revocation list.
pub(crate) struct Revoked {
    pub(crate) serial: Vec<u8>,
    /// When it was revoked, epoch milliseconds.
    pub(crate) time: i64,
}

impl RevocationList {
    /// The list as DER.
    ///
    /// # Errors
    /// When a value does not fit into a list, or when it cannot be signed.
    pub(crate) fn signed_by(&self, issuer: &Issuer<'_>) -> Result<Vec<u8>, Error> {
        let number = CrlNumber(Uint::try_from(self.number)?);
        let revoked: Result<Vec<RevokedCert>, Error> =
            self.revoked.iter().map(Revoked::entry).collect();
        let content: TbsCertList = TbsCertList {
            version: Version::V2,
            signature: issuer.key().signature_algorithm(),
            issuer: issuer.name().clone(),
            this_update: time(self.this_update)?,
            next_update: Some(time(self.next_update)?),
            // An empty list must be left out.
            revoked_certificates: Some(revoked?).filter(|revoked| !revoked.is_empty()),
            crl_extensions: Some(vec![
                extension(&issuer.key_identifier()?, false)?,
                extension(&number, false)?,
            ]),
        };
        Signed::make(&content, issuer.key())
    }
}

impl Revoked {
    /// Without a reason, for none is given.
    fn entry(&self) -> Result<RevokedCert, Error> {
        Ok(RevokedCert {
            serial_number: SerialNumber::new(&self.serial).map_err(|_| Error::Unencodable)?,
            revocation_date: time(self.time)?,
            crl_entry_extensions: None,
        })
    }
}
