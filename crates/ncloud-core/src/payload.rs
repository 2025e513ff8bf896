//! What a request carries.

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue};

use crate::error::Result;
use crate::multipart::Multipart;

/// The body of a request. Each attempt sends it anew.
#[derive(Clone, Default)]
pub(crate) enum Payload {
    #[default]
    Nothing,
    Octets(Bytes),
    Parts(Multipart),
}

impl Payload {
    /// Adds the headers that only the body tells.
    pub(crate) fn describe(&self, headers: &mut HeaderMap) -> Result<()> {
        if let Self::Parts(parts) = self {
            headers.insert(CONTENT_TYPE, parts.content_type()?);
            // Without it the body would be sent in chunks, which not every gateway takes.
            headers.insert(CONTENT_LENGTH, HeaderValue::from(parts.length()));
        }
        Ok(())
    }

    /// The body for the transport.
    pub(crate) fn to_body(&self) -> Option<reqwest::Body> {
        match self {
            Self::Nothing => None,
            Self::Octets(octets) => Some(octets.clone().into()),
            Self::Parts(parts) => Some(reqwest::Body::wrap_stream(parts.clone().into_stream())),
        }
    }

    /// The whole body in memory.
    pub(crate) async fn collect(self) -> Result<Bytes> {
        match self {
            Self::Nothing => Ok(Bytes::new()),
            Self::Octets(octets) => Ok(octets),
            Self::Parts(parts) => parts.collect().await,
        }
    }
}
