//! A certificate of the account, and its state at a time.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::files::Files;
use super::validation::Request;
use crate::clock::{SECOND, timestamp};
use crate::services::MEMBER;
use crate::x509::Certificate as Content;

/// How long a revocation takes, milliseconds.
pub(super) const REVOCATION_TIME: i64 = 30 * SECOND;

/// Where a certificate comes from.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Kind {
    #[serde(rename = "EXTERNAL")]
    External,
    #[serde(rename = "NCP_PRIVATE")]
    Private,
    #[serde(rename = "NCP_PRIVATE_SSL")]
    PrivateSsl,
    #[serde(rename = "NCP_FREE_DV_01")]
    CloudBasic,
    #[serde(rename = "NCP_GLOBAL_EDGE_DEDICATED")]
    GlobalEdge,
    #[serde(rename = "NCP_PAID_DV_01")]
    AdvancedDv,
    #[serde(rename = "NCP_PAID_OV_01")]
    AdvancedOv,
}

impl Kind {
    /// The code in answers.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::External => "EXTERNAL",
            Self::Private => "NCP_PRIVATE",
            Self::PrivateSsl => "NCP_PRIVATE_SSL",
            Self::CloudBasic => "NCP_FREE_DV_01",
            Self::GlobalEdge => "NCP_GLOBAL_EDGE_DEDICATED",
            Self::AdvancedDv => "NCP_PAID_DV_01",
            Self::AdvancedOv => "NCP_PAID_OV_01",
        }
    }

    /// Whether it is one of the kinds with a certificate signing request and an order.
    pub(super) fn is_advanced(self) -> bool {
        matches!(self, Self::AdvancedDv | Self::AdvancedOv)
    }

    /// Whether the service makes its key pair, which the account never sees.
    pub(super) fn is_cloud(self) -> bool {
        matches!(self, Self::CloudBasic | Self::GlobalEdge)
    }
}

/// A row of the table.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Certificate {
    pub(super) number: i64,
    pub(super) name: String,
    pub(super) kind: Kind,
    /// Main domain, and the further ones. Of a registered certificate, those that it holds.
    pub(super) common_name: String,
    pub(super) dns_names: Vec<String>,
    /// When it was registered or requested, epoch milliseconds.
    pub(super) registered: i64,
    /// When it last changed, except by the mere passing of time, epoch milliseconds.
    pub(super) updated: i64,
    /// Number of the order; only Advanced certificates have one.
    pub(super) order: Option<i64>,
    /// How it was requested from the emulated public CA; none of those that came from elsewhere.
    pub(super) request: Option<Request>,
    /// None until it is issued.
    pub(super) files: Option<Files>,
    /// Whether it could not be issued.
    #[serde(default)]
    pub(super) failed: bool,
    /// When its revocation was requested, epoch milliseconds.
    pub(super) revoked: Option<i64>,
    /// When renewal was switched on, epoch milliseconds; none while it is off.
    pub(super) renewal: Option<i64>,
    /// Numbers of the instances that use it. No operation of this service changes them.
    #[serde(default)]
    pub(super) used_by: Vec<i64>,
}

/// The documented states, as code and name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Status {
    Ongoing,
    Normal,
    NoPrivateKey,
    GlobalEdge,
    Failed,
    Expired,
    ValidationExpired,
    Revoked,
    RevocationRequested,
}

impl Status {
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Ongoing => "0",
            Self::Normal => "1",
            Self::NoPrivateKey => "2",
            Self::GlobalEdge => "3",
            Self::Failed => "-1",
            Self::Expired => "-2",
            Self::ValidationExpired => "-4",
            Self::Revoked => "-5",
            Self::RevocationRequested => "-7",
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Ongoing => "ONGOING",
            Self::Normal => "NORMAL",
            Self::NoPrivateKey => "NORMAL_UNREGISTERED_PRIVATE_KEY",
            Self::GlobalEdge => "NORMAL_GLOBAL_EDGE_DEDICATED",
            Self::Failed => "FAILED",
            Self::Expired => "EXPIRE",
            Self::ValidationExpired => "VALIDATION_EXPIRE",
            Self::Revoked => "REVOKE",
            Self::RevocationRequested => "REQUEST_REVOKE",
        }
    }
}

impl Certificate {
    /// A certificate with a number and nothing else yet.
    pub(super) fn new(number: i64, kind: Kind, now: i64) -> Self {
        Self {
            number,
            name: String::new(),
            kind,
            common_name: String::new(),
            dns_names: Vec::new(),
            registered: now,
            updated: now,
            order: None,
            request: None,
            files: None,
            failed: false,
            revoked: None,
            renewal: None,
            used_by: Vec::new(),
        }
    }

    /// The state at a time, epoch milliseconds.
    pub(super) fn status(&self, now: i64) -> Status {
        if let Some(revoked) = self.revoked {
            return if now >= revoked.saturating_add(REVOCATION_TIME) {
                Status::Revoked
            } else {
                Status::RevocationRequested
            };
        }
        if let Some(files) = &self.files {
            return match self.kind {
                _ if now > files.certificate.not_after() => Status::Expired,
                Kind::GlobalEdge => Status::GlobalEdge,
                _ if files.private_key.is_none() => Status::NoPrivateKey,
                _ => Status::Normal,
            };
        }
        let request = self.request.as_ref();
        match request {
            _ if self.failed => Status::Failed,
            Some(request) if request.has_timed_out(now) => Status::ValidationExpired,
            _ => Status::Ongoing,
        }
    }

    /// When it last changed before `now`, epoch milliseconds.
    pub(super) fn changed(&self, now: i64) -> i64 {
        let timed_out = match (&self.request, self.status(now)) {
            (Some(request), Status::ValidationExpired) => request.deadline(),
            _ => self.updated,
        };
        timed_out.max(self.updated)
    }

    /// Distinguished name of the subject.
    fn subject(&self) -> String {
        self.files.as_ref().map_or_else(
            || format!("CN={}", self.common_name),
            |files| files.certificate.subject().to_string(),
        )
    }

    /// An entry in the lists of API 2.0. No page tells the values of the members that are null.
    pub(super) fn entry(&self, now: i64) -> Value {
        let status = self.status(now);
        json!({
            "certificateNo": self.number,
            "certificateName": self.name,
            "memberNo": MEMBER.to_string(),
            "commonName": self.common_name,
            "dnsName": self.dns_names.join(","),
            "statusCode": status.code(),
            "statusName": status.name(),
            "certificateType": self.kind.code(),
            "domainCode": null,
            "updateDate": timestamp(self.changed(now)),
            "issueType": null,
            "subjectDN": self.subject(),
        })
    }

    /// An entry in the list of API 1.0. No page tells the values of `domainCode`.
    pub(super) fn registered_entry(&self, now: i64) -> Value {
        let status = self.status(now);
        let content = self.files.as_ref().map(|files| &files.certificate);
        let issued = self.files.as_ref().and_then(|files| files.issued);
        json!({
            "certificateNo": self.number,
            "certificateName": self.name,
            "certificateType": self.kind.code(),
            "memberNo": MEMBER.to_string(),
            "dnInfo": self.subject(),
            "domainAddress": self.common_name,
            "subDomainAddress": self.dns_names.join(","),
            "regDate": timestamp(self.registered),
            "validStartDate": content.map(|content| timestamp(content.not_before())),
            "validEndDate": content.map(|content| timestamp(content.not_after())),
            "updateDate": timestamp(self.changed(now)),
            "issueDate": issued.map(timestamp),
            "statusCode": status.code(),
            "statusName": status.name(),
            "externalYn": if self.kind == Kind::External { "Y" } else { "N" },
            "domainCode": null,
            "caInfo": content.map(|content| content.issuer().to_string()),
            "certSerialNumber": content.map(|content| content.serial_text().replace(':', "")),
            "certPublicKeyInfo": content.map(|content| content.public_key().algorithm_name()),
            "certSignAlgorithmName": content.map(Content::signature_algorithm),
        })
    }
}
