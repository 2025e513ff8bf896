//! Code in a text, which nothing marks: where it begins, and where it ends.

use super::super::block::{Block, Line};
use super::super::{json, words};
use super::Reader;

/// What kind of code begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Code {
    Json,
    Curl,
    /// A request line of HTTP, with headers below.
    Http,
    /// What a converter wrapped into `<pre>`.
    Pre,
}

impl Code {
    /// The code that begins in this line.
    pub(super) fn beginning(line: &str) -> Option<Self> {
        if line.starts_with("<pre>") {
            return Some(Self::Pre);
        }
        if line.starts_with("curl ") {
            return Some(Self::Curl);
        }
        if is_json(line) {
            return Some(Self::Json);
        }
        let (method, target) = line.split_once(' ')?;
        let is_method = ["GET", "POST", "PUT", "DELETE", "PATCH"].contains(&method);
        (is_method && target.trim().starts_with("http") && !target.trim().contains(' '))
            .then_some(Self::Http)
    }
}

/// Whether a line looks like the first of JSON, and not like a placeholder in prose.
fn is_json(line: &str) -> bool {
    let Some(rest) = line.strip_prefix(['{', '[']) else {
        return false;
    };
    rest.trim().is_empty() || rest.trim_start().starts_with(['"', '{', '}', ']'])
}

impl Reader {
    /// Takes the code that begins here.
    pub(super) fn code(&mut self, code: Code) {
        let first = self.at;
        let end = match code {
            Code::Pre => self.end_of_pre(first),
            Code::Json => self.end_of_json(first),
            Code::Curl => self.end_of_curl(first),
            Code::Http => self.end_of_http(first),
        };
        let text = self.joined(first, end);
        let text = if code == Code::Pre {
            unwrap_pre(&text)
        } else {
            text
        };
        self.take(first, end, text);
    }

    /// Takes what stands between fences.
    pub(super) fn fenced(&mut self) {
        let first = self.at + 1;
        let length = self.lines[first..].iter().position(|line| line.is_fence());
        let end = length.map_or(self.lines.len(), |length| first + length);
        let text = self.joined(first, end);
        self.take(first, end, text);
        self.at = (end + 1).min(self.lines.len());
    }

    fn take(&mut self, first: usize, end: usize, text: String) {
        let number = self.lines.get(first).map_or(0, |line| line.number);
        if !text.trim().is_empty() {
            self.blocks.push(Block::Code(Line { number, text }));
        }
        self.at = end;
    }

    fn joined(&self, first: usize, end: usize) -> String {
        let lines: Vec<&str> = self.lines[first..end]
            .iter()
            .map(|line| line.raw())
            .collect();
        lines.join("\n")
    }

    /// A line that can only be outside of code.
    fn ends_code(&self, at: usize) -> bool {
        let line = &self.lines[at];
        line.is_section() || words::is_furniture(line.text()) || line.columns().is_some()
    }

    fn end_of_json(&self, first: usize) -> usize {
        let mut text = String::new();
        for at in first..self.lines.len() {
            if at > first && self.ends_code(at) {
                return at;
            }
            text.push_str(self.lines[at].raw());
            text.push('\n');
            if json::is_balanced(&text) {
                return at + 1;
            }
        }
        self.lines.len()
    }

    /// A command goes on after a backslash, and within single quotes.
    fn end_of_curl(&self, first: usize) -> usize {
        let mut in_quotes = false;
        for at in first..self.lines.len() {
            let line = &self.lines[at];
            if at > first && !in_quotes && self.ends_code(at) {
                return at;
            }
            // A heading in quotes means that the quotes were never closed.
            if in_quotes && line.is_section() {
                return at;
            }
            // A quote within quotes is written by leaving them: `'\''`.
            let quotes = line.raw().replace(r"'\''", "").matches('\'').count();
            in_quotes ^= quotes % 2 == 1;
            let next_is_option = self
                .lines
                .get(at + 1)
                .is_some_and(|next| next.raw().starts_with(['-', '\'']));
            if !in_quotes && !line.raw().ends_with('\\') && !next_is_option {
                return at + 1;
            }
        }
        self.lines.len()
    }

    fn end_of_http(&self, first: usize) -> usize {
        let is_header = |line: &str| {
            line.split_once(':').is_some_and(|(name, _)| {
                !name.is_empty()
                    && name
                        .chars()
                        .all(|character| character.is_ascii_alphanumeric() || character == '-')
            })
        };
        let headers = self.lines[first + 1..]
            .iter()
            .take_while(|line| is_header(line.raw()))
            .count();
        first + 1 + headers
    }

    fn end_of_pre(&self, first: usize) -> usize {
        let length = self.lines[first..]
            .iter()
            .position(|line| line.raw().contains("</pre>"));
        length.map_or(self.lines.len(), |length| first + length + 1)
    }
}

/// The text of `<pre>`, its entities resolved.
fn unwrap_pre(text: &str) -> String {
    let fragment = scraper::Html::parse_fragment(text);
    fragment
        .root_element()
        .text()
        .collect::<String>()
        .trim()
        .to_owned()
}
