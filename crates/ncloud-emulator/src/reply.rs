//! An answer before it becomes HTTP.

/// An answer, and what the emulator remembers of why it was given.
pub(crate) struct Reply {
    pub(crate) status: u16,
    /// Media type of the body; none when there is no body.
    pub(crate) media_type: Option<String>,
    pub(crate) body: Vec<u8>,
    /// Whether the service gave the answer, and not the gateway.
    pub(crate) from_service: bool,
    pub(crate) damage: Damage,
    /// Text of the header that explains a refusal.
    pub(crate) diagnosis: Option<String>,
    pub(crate) verdict: String,
}

/// What a fault does to an answer on its way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Damage {
    #[default]
    None,
    /// The body ends in the middle although the headers say that it is complete.
    Malformed,
    /// The connection ends in the middle of the body.
    Truncated,
    /// The connection ends without an answer.
    Dropped,
}
