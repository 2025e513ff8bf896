//! How the program fails.

/// What went wrong, what to do about it, and the exit code.
pub(super) struct Failure {
    pub(super) what: String,
    pub(super) advice: String,
    pub(super) code: u8,
}

impl Failure {
    /// The program was called in a way that cannot work.
    pub(super) fn usage(what: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            advice: advice.into(),
            code: 2,
        }
    }

    /// The system does not let the program work.
    pub(super) fn runtime(what: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            advice: advice.into(),
            code: 1,
        }
    }
}
