//! Refusals, with the codes and the words of the service.

use crate::call::{Call, Outcome};

/// What an operation answers, or why it refuses.
pub(super) type Answer = Result<Outcome, Refusal>;

/// Why a valid request is refused.
pub(super) enum Refusal {
    /// A file is not PEM, or holds no private key that can be read.
    NotPem,
    /// An instance uses the certificate.
    InUse,
    /// Name and number do not belong together, or there is no such certificate.
    NoSuchPair,
    /// There is no certificate of this number, or it is not issued yet.
    NoCertificate,
    /// Nothing else of this number or name is there; says what.
    NothingFound(&'static str),
    /// The certificate, its chain or a request for a certificate does not hold.
    InvalidCertificate,
    /// The private key belongs to another certificate.
    OtherKey,
    /// The name of a certificate breaks the rule.
    InvalidName,
    /// A DNS alternative name is none.
    InvalidDnsNames,
    /// No window of time was given.
    NoWindow,
    /// A member that only some requests need is missing.
    Missing(&'static str),
    /// A member breaks a rule that the document of the operation does not state.
    Invalid(&'static str, String),
}

impl Refusal {
    /// The refusal as an answer to this call.
    pub(super) fn outcome(&self, call: &Call) -> Outcome {
        let (status, code, message) = self.parts();
        let status = match call.operation.id.as_str() {
            // Under HTTP 200 its document knows an archive only, and no page says how it refuses.
            "downloadCertificate" => status.max(400),
            _ => status,
        };
        call.failure(status, code.into(), &message)
    }

    fn parts(&self) -> (u16, &'static str, String) {
        let (status, code, message) = match self {
            Self::NotPem => (
                200,
                "1002",
                "Unable to load certificate. Expecting PEM format file.",
            ),
            Self::InUse => (
                200,
                "1004",
                "Failed to delete the certificate. Delete the instance being used first or \
                 replace the certificate being used for the instance.",
            ),
            Self::NoSuchPair => (
                200,
                "1004",
                "Failed to delete the certificate. No certificate was found with a matching with \
                 requested certificate name and certificate number.",
            ),
            Self::NoCertificate => (200, "1006", "No certificate exists."),
            Self::NothingFound(what) => return (200, "2200", format!("No {what} was found.")),
            Self::InvalidCertificate => (200, "26034", "The certificate is invalid."),
            Self::OtherKey => (
                200,
                "26040",
                "Public key in certificate does not match with private key.",
            ),
            Self::InvalidName => (400, "2000", super::INVALID_NAME),
            Self::InvalidDnsNames => (200, "2201", "Invalid DNS SANs input format."),
            Self::NoWindow => (
                200,
                "2101",
                "minutes, seconds, or startDateTime and endDateTime must be given.",
            ),
            Self::Missing(name) => return (400, "2100", super::missing(name)),
            Self::Invalid(name, rule) => return (400, "2000", super::broken(name, rule)),
        };
        (status, code, message.to_owned())
    }
}
