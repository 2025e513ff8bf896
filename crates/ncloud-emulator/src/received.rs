//! What the emulator remembers of a request.

use std::fmt;

/// Header that carries the signature, which `Debug` leaves out.
const SIGNATURE: &str = "x-ncp-apigw-signature-v2";

/// A request as it arrived, and what became of it.
///
/// Its `Debug` form shows neither the signature nor the body.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReceivedRequest {
    /// Method as sent.
    pub method: String,
    /// Request target exactly as sent: path and query, still encoded.
    pub target: String,
    /// Headers in the order of arrival; names in lower case. Octets that are not UTF-8 are replaced.
    pub headers: Vec<(String, String)>,
    /// Body; empty when there was none or it was too large.
    pub body: Vec<u8>,
    /// HTTP status of the answer.
    pub status: u16,
    /// What the emulator made of it, for example `private-ca createCa: answered`.
    pub verdict: String,
}

impl ReceivedRequest {
    /// The first value of a header; `name` in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let header = self.headers.iter().find(|(given, _)| given == name)?;
        Some(&header.1)
    }
}

impl fmt::Debug for ReceivedRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |(name, value): &(String, String)| {
            let secret = name == SIGNATURE || name.contains("authorization") || name == "cookie";
            (
                name.clone(),
                if secret {
                    "[redacted]".to_owned()
                } else {
                    value.clone()
                },
            )
        };
        formatter
            .debug_struct("ReceivedRequest")
            .field("method", &self.method)
            .field("target", &self.target)
            .field(
                "headers",
                &self.headers.iter().map(shown).collect::<Vec<_>>(),
            )
            .field("body", &format_args!("[{} bytes]", self.body.len()))
            .field("status", &self.status)
            .field("verdict", &self.verdict)
            .finish()
    }
}
