//! An answer before it becomes HTTP.

/// An answer, and what the emulator remembers of why it was given.
pub(crate) struct Reply {
    pub(crate) status: u16,
    /// Media type of the body; none when there is no body.
    pub(crate) media_type: Option<String>,
    pub(crate) body: Vec<u8>,
    /// Whether the service gave the answer, and not the gateway.
    pub(crate) from_service: bool,
    /// Text of the header that explains a failed authentication.
    pub(crate) diagnosis: Option<String>,
    pub(crate) verdict: String,
}
