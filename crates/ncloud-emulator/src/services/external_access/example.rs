//! The subject that there is from the start. It is fixed, so nothing of it is remembered.
//!
//! It cannot be mistaken for somebody who was here: its certificate expired in the year 2000, nobody has
//! the key of it or of its issuer, and it was refused.

use serde_json::{Value, json};

use super::state::nrn;

/// Id of the subject.
pub(super) const ID: &str = "6e636c6f-7564-4000-8000-656d756c6174";
/// Subject, issuer and serial number of its certificate.
const SUBJECT: &str = "CN=nobody.invalid";
const ISSUER: &str = "CN=ncloud-emulator";
const SERIAL: &str = "6e636c6f7564";
/// When it was seen for the only time: when its certificate began to be valid.
const SEEN: &str = "2000-01-01T00:00:00Z";
const CERTIFICATE: &str = "\
-----BEGIN CERTIFICATE-----
MIIBNjCB3aADAgECAgZuY2xvdWQwCgYIKoZIzj0EAwIwGjEYMBYGA1UEAwwPbmNs
b3VkLWVtdWxhdG9yMB4XDTAwMDEwMTAwMDAwMFoXDTAwMDEwMjAwMDAwMFowGTEX
MBUGA1UEAwwObm9ib2R5LmludmFsaWQwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
AATXPqvMd1x7+9K3VDFe9quVfsqgqW7iO7AJwlkYYFvZEScT9YjRxo+V/dIcMB1P
Id3jC55eWIuTYDKI8oYEwlh3oxAwDjAMBgNVHRMBAf8EAjAAMAoGCCqGSM49BAMC
A0gAMEUCIBTMADWh/Y46JRfCyqNigviMPvetflkZFkkmmGYvtLicAiEA6W9Tl/Ad
/bVi86kphOXRAGoj9xamgtFtKOGcqDhyltY=
-----END CERTIFICATE-----";

/// The subject.
pub(super) fn subject() -> Value {
    json!({
        "subjectId": ID,
        "subjectNrn": nrn("Subject", ID),
        "x509Subject": SUBJECT,
        "enabled": false,
        "createTime": SEEN,
        "updateTime": SEEN,
        "lastSeenTime": SEEN,
    })
}

/// Its only certificate.
pub(super) fn credential() -> Value {
    json!({
        "issuer": ISSUER,
        "serialNumber": SERIAL,
        "x509CertificateData": CERTIFICATE,
        "failed": true,
        "seenTime": SEEN,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::account::time;
    use crate::x509::{Certificate, Error};

    #[test]
    fn it_says_what_its_certificate_says() -> Result<(), Error> {
        let certificate = Certificate::from_pem(CERTIFICATE)?;
        assert_eq!(certificate.subject().to_string(), SUBJECT);
        assert_eq!(certificate.issuer().to_string(), ISSUER);
        assert_eq!(certificate.serial_text().replace(':', ""), SERIAL);
        assert_eq!(time(certificate.not_before()), SEEN);
        Ok(())
    }
}
