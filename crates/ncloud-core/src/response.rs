//! A successful answer.

use std::fmt;
use std::ops::Deref;

use bytes::Bytes;
use http::StatusCode;

/// The decoded body of a successful answer, with what identifies the call.
///
/// It dereferences to the body. `Debug` shows the size of a body that came as it is, because that may
/// hold anything.
#[derive(Clone)]
pub struct Response<T> {
    body: T,
    /// Size of a body that was not decoded.
    raw_size: Option<usize>,
    status: StatusCode,
    request_id: Option<String>,
    trace_id: Option<String>,
}

impl Response<Bytes> {
    /// An answer as it came.
    pub(crate) fn raw(
        body: Bytes,
        status: StatusCode,
        request_id: Option<String>,
        trace_id: Option<String>,
    ) -> Self {
        let raw_size = Some(body.len());
        Self {
            raw_size,
            ..Self::new(body, status, request_id, trace_id)
        }
    }
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
            raw_size: None,
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

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Response");
        match self.raw_size {
            Some(size) => shown.field("body", &format_args!("{size} bytes")),
            None => shown.field("body", &self.body),
        };
        shown
            .field("status", &self.status)
            .field("request_id", &self.request_id)
            .field("trace_id", &self.trace_id)
            .finish()
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.body
    }
}
