//! What is wrong with a file of rows, and where.

use std::path::Path;

use csv::Position;

use crate::failure::Failure;

/// Something that is wrong with the file.
pub(crate) struct Finding {
    line: u64,
    column: Option<String>,
    reason: String,
}

impl Finding {
    pub(crate) fn new(line: u64, problem: Problem) -> Self {
        Self {
            line,
            column: Some(problem.column.to_owned()),
            reason: problem.reason,
        }
    }

    /// One that is not about the value of a known column.
    pub(crate) fn of(line: u64, column: Option<String>, reason: String) -> Self {
        Self {
            line,
            column,
            reason,
        }
    }

    fn describe(&self, file: &Path) -> String {
        let (file, line, reason) = (file.display(), self.line, &self.reason);
        match &self.column {
            Some(column) => format!("{file}: line {line}, column {column}: {reason}"),
            None => format!("{file}: line {line}: {reason}"),
        }
    }
}

/// All findings as one failure; those beyond the first are told at once, so that one run tells them all.
///
/// # Errors
/// When there is a finding.
pub(crate) fn refuse(file: &Path, mut findings: Vec<Finding>, advice: &str) -> Result<(), Failure> {
    findings.sort_by_key(|finding| finding.line);
    let Some((first, others)) = findings.split_first() else {
        return Ok(());
    };
    for finding in others {
        crate::progress::note(&finding.describe(file));
    }
    let more = match others.len() {
        0 => String::new(),
        count => format!(" (and {count} more, above)"),
    };
    Err(Failure::usage(
        format!("{}{more}", first.describe(file)),
        advice,
    ))
}

/// On which lines records begin. The reader counts from where the one before has ended, which is too few
/// after lines that are empty or end as on Windows.
pub(crate) struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    /// Those of a file.
    pub(crate) fn of(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            at: 0,
            line: 1,
        }
    }

    /// The line of a position, which is behind those that were asked for before.
    pub(crate) fn line(&mut self, position: Option<&Position>) -> u64 {
        let start = position.map_or(0, Position::byte);
        let start = usize::try_from(start).unwrap_or(usize::MAX);
        while let Some(byte) = self.bytes.get(self.at) {
            if self.at >= start && !matches!(byte, b'\r' | b'\n') {
                break;
            }
            self.at += 1;
            self.line += u64::from(*byte == b'\n');
        }
        self.line
    }
}

/// What is wrong with a value, and in which column.
pub(crate) struct Problem {
    pub(crate) column: &'static str,
    pub(crate) reason: String,
}

impl Problem {
    pub(crate) fn new(column: &'static str, reason: impl Into<String>) -> Self {
        Self {
            column,
            reason: reason.into(),
        }
    }
}
