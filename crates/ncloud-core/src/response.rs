//! A successful answer.

use std::ops::Deref;

use http::StatusCode;

/// The decoded body of a successful answer, with what identifies the call.
///
/// It dereferences to the body.
#[derive(Clone, Debug)]
pub struct Response<T> {
    body: T,
    status: StatusCode,
    request_id: Option<String>,
    trace_id: Option<String>,
}

impl<T> Response<T> {
    pub(crate) fn new(
        body: T,
        status: StatusCode,
        request_id: Option<String>,
        trace_id: Option<String>,
    ) -> Self {
        Self {
            body,
            status,
            request_id,
            trace_id,
        }
    }

    /// The same call with another reading of its body.
    pub(crate) fn with_body<U>(&self, body: U) -> Response<U> {
        Response::new(
            body,
            self.status,
            self.request_id.clone(),
            self.trace_id.clone(),
        )
    }

    /// The body alone.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.body
    }

    /// HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// Number of the request, for the vendor's support.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// Number of the trace, for the vendor's support.
    #[must_use]
    pub fn trace_id(&self) -> Option<&str> {
        self.trace_id.as_deref()
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.body
    }
}
