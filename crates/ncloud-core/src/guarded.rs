//! Path and query of a call: what is sent, and what may be seen of it.

use crate::redact::REDACTED;

/// A text that is sent, beside the form that logs and errors may show.
#[derive(Clone, Default)]
pub(crate) struct Guarded {
    sent: String,
    /// What may be seen, once that differs.
    shown: Option<String>,
}

impl Guarded {
    /// A text without secrets.
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self {
            sent: text.into(),
            shown: None,
        }
    }

    /// Puts a value in the place of `{name}`.
    pub(crate) fn fill(&mut self, name: &str, value: &str, is_secret: bool) {
        if let Some(shown) = self.shown_for(is_secret) {
            fill(shown, name, seen(value, is_secret));
        }
        fill(&mut self.sent, name, value);
    }

    /// Adds a value at the end.
    pub(crate) fn push(&mut self, value: &str, is_secret: bool) {
        if let Some(shown) = self.shown_for(is_secret) {
            shown.push_str(seen(value, is_secret));
        }
        self.sent.push_str(value);
    }

    /// The text that may be seen, when it differs or is about to.
    fn shown_for(&mut self, is_secret: bool) -> Option<&mut String> {
        if is_secret && self.shown.is_none() {
            self.shown = Some(self.sent.clone());
        }
        self.shown.as_mut()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.sent.is_empty()
    }

    /// Whether something in it may not be seen.
    pub(crate) fn has_secrets(&self) -> bool {
        self.shown.is_some()
    }

    /// What is sent. It may hold a secret.
    pub(crate) fn sent(&self) -> &str {
        &self.sent
    }

    /// What may be seen.
    pub(crate) fn shown(&self) -> &str {
        self.shown.as_ref().unwrap_or(&self.sent)
    }
}

/// Puts a value in the place of `{name}`. What was filled in before has no braces: they are encoded.
fn fill(text: &mut String, name: &str, value: &str) {
    let mark = text.match_indices('{').find_map(|(start, _)| {
        let rest = text[start + 1..].strip_prefix(name)?;
        rest.starts_with('}')
            .then_some(start..start + name.len() + 2)
    });
    if let Some(mark) = mark {
        text.replace_range(mark, value);
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
        let mut text = Guarded::new("/jobs/{token}/{to}/start");
        text.fill("to", "7", false);
        assert!(!text.has_secrets());
        text.fill("token", "hunter2", true);
        text.push("?page=", false);
        text.push("1", false);
        assert!(text.has_secrets());
        assert_eq!(text.sent(), "/jobs/hunter2/7/start?page=1");
        assert_eq!(text.shown(), "/jobs/[redacted]/7/start?page=1");
    }
}
