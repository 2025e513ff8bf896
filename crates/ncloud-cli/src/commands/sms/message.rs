//! What all messages have in common, and the rules for texts.

use clap::ArgMatches;
use encoding_rs::EUC_KR;
use serde_json::{Value, json};

use super::rows::Row;
use crate::command_line::text;
use crate::failure::Failure;

/// The most bytes of a title.
const SUBJECT: usize = 40;

/// What all messages of a run have in common.
pub(super) struct Common {
    service: String,
    from: String,
    kind: String,
    content: Option<String>,
    subject: Option<String>,
    content_type: String,
    country: Option<String>,
}

impl Common {
    /// What the flags say.
    ///
    /// # Errors
    /// When a flag breaks a rule.
    pub(super) fn of(matches: &ArgMatches) -> Result<Self, Failure> {
        let flag = |name: &str| text(matches, name).unwrap_or_default().to_owned();
        let option = |name: &str| text(matches, name).map(str::to_owned);
        let common = Self {
            service: flag("service"),
            from: flag("from"),
            kind: flag("type"),
            content: option("content"),
            subject: option("subject"),
            content_type: flag("content-type"),
            country: option("country-code"),
        };
        let refuse = |name: &str, reason: String| {
            Failure::usage(format!("--{name} {reason}"), "see `ncp sms send --help`")
        };
        if !is_number(&common.from) {
            return Err(refuse("from", "must be digits only".to_owned()));
        }
        if let Some(content) = &common.content {
            common
                .check_content(content)
                .map_err(|reason| refuse("content", reason))?;
        }
        if let Some(subject) = &common.subject {
            common
                .check_subject(subject)
                .map_err(|reason| refuse("subject", reason))?;
        }
        Ok(common)
    }

    pub(super) fn service(&self) -> &str {
        &self.service
    }

    pub(super) fn from(&self) -> &str {
        &self.from
    }

    /// The text for a recipient with or without one of its own.
    pub(super) fn content_for<'a>(&'a self, own: Option<&'a str>) -> Option<&'a str> {
        own.or(self.content.as_deref())
    }

    /// The title for a recipient with or without one of its own.
    pub(super) fn subject_for<'a>(&'a self, own: Option<&'a str>) -> Option<&'a str> {
        own.or(self.subject.as_deref())
    }

    /// The rule that a text breaks.
    pub(super) fn check_content(&self, content: &str) -> Result<(), String> {
        let most = if self.kind == "SMS" { 90 } else { 2000 };
        fits(content, most, &self.kind)
    }

    /// The rule that a title breaks.
    pub(super) fn check_subject(&self, subject: &str) -> Result<(), String> {
        if self.kind == "SMS" {
            return Err("is for LMS only".to_owned());
        }
        fits(subject, SUBJECT, "a title")
    }

    /// The body of a request to these recipients.
    pub(super) fn body(&self, rows: &[&Row]) -> Value {
        let first = rows.first().map_or("", |row| row.content.as_str());
        let content = self.content.as_deref().unwrap_or(first);
        let messages = rows.iter().map(|row| {
            let mut message = json!({ "to": row.to });
            if row.content != content {
                message["content"] = row.content.clone().into();
            }
            if row.subject != self.subject
                && let Some(subject) = &row.subject
            {
                message["subject"] = subject.clone().into();
            }
            message
        });
        let mut body = json!({
            "type": self.kind,
            "contentType": self.content_type,
            "from": self.from,
            "content": content,
            "messages": messages.collect::<Vec<_>>(),
        });
        if let Some(subject) = &self.subject {
            body["subject"] = subject.clone().into();
        }
        if let Some(country) = &self.country {
            body["countryCode"] = country.clone().into();
        }
        body
    }
}

/// Whether a text is a telephone number as SENS takes it.
pub(super) fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn fits(text: &str, most: usize, what: &str) -> Result<(), String> {
    let (bytes, _, has_others) = EUC_KR.encode(text);
    if has_others {
        return Err("has a character that EUC-KR does not".to_owned());
    }
    if bytes.len() > most {
        let length = bytes.len();
        return Err(format!(
            "has {length} bytes in EUC-KR; {what} has at most {most}"
        ));
    }
    Ok(())
}
