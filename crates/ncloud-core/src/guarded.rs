//! Path and query of a call: what is sent, and what may be seen of it.

use crate::redact::REDACTED;

/// A text that is sent, beside the form that logs and errors may show.
#[derive(Clone, Default)]
pub(crate) struct Guarded {
    sent: String,
    shown: String,
}

impl Guarded {
    /// A text without secrets.
    pub(crate) fn new(text: impl Into<String>) -> Self {
        let sent = text.into();
        Self {
            shown: sent.clone(),
            sent,
        }
    }

    /// Puts a value in the place of a mark.
    pub(crate) fn fill(&mut self, mark: &str, value: &str, is_secret: bool) {
        self.sent = self.sent.replace(mark, value);
        self.shown = self.shown.replace(mark, seen(value, is_secret));
    }

    /// Adds a value at the end.
    pub(crate) fn push(&mut self, value: &str, is_secret: bool) {
        self.sent.push_str(value);
        self.shown.push_str(seen(value, is_secret));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.sent.is_empty()
    }

    /// What is sent. It may hold a secret.
    pub(crate) fn sent(&self) -> &str {
        &self.sent
    }

    /// What may be seen.
    pub(crate) fn shown(&self) -> &str {
        &self.shown
    }
}

fn seen(value: &str, is_secret: bool) -> &str {
    if is_secret { REDACTED } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_sent_but_not_shown() {
        let mut text = Guarded::new("/jobs/{token}/start");
        text.fill("{token}", "hunter2", true);
        text.push("?page=", false);
        text.push("1", false);
        assert_eq!(text.sent(), "/jobs/hunter2/start?page=1");
        assert_eq!(text.shown(), "/jobs/[redacted]/start?page=1");
    }
}
