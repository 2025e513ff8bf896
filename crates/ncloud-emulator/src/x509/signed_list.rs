//! Revocation lists that exist.

use der::{Decode as _, Sequence};
use x509_cert::crl::RevokedCert;
use x509_cert::ext::Extensions;
use x509_cert::name::Name;
use x509_cert::time::Time;
use x509_cert::{AlgorithmIdentifier, Version};

use super::{Certificate, Error, Signed, text};

/// A revocation list: its octets, and who says to have issued it.
pub(crate) struct SignedList {
    der: Vec<u8>,
    issuer: Name,
}

/// `TBSCertList` of RFC 5280 5.1. That of `x509-cert` leaves out lists of version 1, which name no
/// version: `openssl ca` makes such lists unless its configuration asks for extensions.
#[derive(Sequence)]
struct Content {
    version: Option<Version>,
    algorithm: AlgorithmIdentifier,
    issuer: Name,
    this_update: Time,
    next_update: Option<Time>,
    revoked: Option<Vec<RevokedCert>>,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    extensions: Option<Extensions>,
}

impl SignedList {
    /// Reads DER.
    ///
    /// # Errors
    /// When it is not a revocation list.
    pub(crate) fn from_der(der: impl Into<Vec<u8>>) -> Result<Self, Error> {
        let der = der.into();
        let content = Content::from_der(&Signed::read(&der)?.content()?)?;
        if !matches!(content.version, None | Some(Version::V2)) {
            return Err(Error::Malformed);
        }
        Ok(Self {
            issuer: content.issuer,
            der,
        })
    }

    /// Reads PEM that holds one list.
    ///
    /// # Errors
    /// When it holds something else.
    pub(crate) fn from_pem(pem: &str) -> Result<Self, Error> {
        Self::from_der(text::block(pem, &["X509 CRL"])?)
    }

    /// Checks that it names `issuer` as its issuer, and that this has signed it.
    ///
    /// # Errors
    /// When names or signature do not fit, or when the signature cannot be checked.
    pub(crate) fn verify_signed_by(&self, issuer: &Certificate) -> Result<(), Error> {
        if self.issuer != *issuer.subject() {
            return Err(Error::BadSignature);
        }
        Signed::read(&self.der)?.verify(&issuer.public_key())
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    use super::*;

    const CA: &str = "\
        MIIBKDCB0KADAgECAgEBMAoGCCqGSM49BAMCMBMxETAPBgNVBAMMCHBsYW50LWNhMCAXDTI1MDEwMTAw\
        MDAwMFoYDzIxMjUwMTAxMDAwMDAwWjATMREwDwYDVQQDDAhwbGFudC1jYTBZMBMGByqGSM49AgEGCCqG\
        SM49AwEHA0IABI4TLBs1m/IEHdymTyhZwvLnbRvIOVAqEp2gpVIpUqBlEXYGPQ3YKzLdufs7ZheMRc6A\
        1xMObSvXLi8kyB8fefejEzARMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIgIAyeUENI\
        fKEHYBvpkE6ZOH6JqzIyp7xt8352mOQAxZcCIDkhpxzGkRPt4T+Qpn4JlW51EwH1PJ+agwCoF7CwRarx";
    /// Of version 1, made by `openssl ca -gencrl`.
    const WITHOUT_VERSION: &str = "\
        MIGZMEEwCgYIKoZIzj0EAwIwEzERMA8GA1UEAwwIcGxhbnQtY2EXDTI2MTEyMjEwNTcxNloYDzIxMDkw\
        MTExMTA1NzE2WjAKBggqhkjOPQQDAgNIADBFAiEAxjys5IHdVSKi7cD7eqK7gkvGhHEeW3749lh2aNcA\
        80kCIEnKgsdauhH/PIeBmNVAYLSY443Ry4TediteH6Vj+WUA";
    /// With one revoked certificate.
    const LIST: &str = "\
        MIGxMFoCAQEwCgYIKoZIzj0EAwIwEzERMA8GA1UEAwwIcGxhbnQtY2EXDTI1MDEwMjAwMDAwMFoYDzIx\
        MjUwMTAxMDAwMDAwWjAUMBICAQcXDTI1MDEwMjAwMDAwMFowCgYIKoZIzj0EAwIDRwAwRAIgWFomasjk\
        1FrR6CV8/W1swS4QRSa0HOhvSh076fqH3pwCIF8fue9QiMO7zzjAfusCxiAFBcB8zeLg32gn3kwQw0sk";

    fn read(text: &str) -> Result<SignedList, Error> {
        SignedList::from_der(STANDARD.decode(text).unwrap_or_default())
    }

    #[test]
    fn lists_of_both_versions_are_read_and_verified() -> Result<(), Error> {
        let ca = Certificate::from_der(STANDARD.decode(CA).unwrap_or_default())?;
        for text in [WITHOUT_VERSION, LIST] {
            read(text)?.verify_signed_by(&ca)?;
        }
        let mut forged = read(LIST)?;
        forged.der[40] ^= 1;
        assert!(forged.verify_signed_by(&ca).is_err());
        Ok(())
    }

    #[test]
    fn what_is_no_list_is_refused() {
        for text in ["", "AQID", CA, &LIST[..80]] {
            assert_eq!(read(text).err(), Some(Error::Malformed), "{text}");
        }
    }
}
