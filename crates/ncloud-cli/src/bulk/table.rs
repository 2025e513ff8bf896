//! Reading a file of rows: each is checked before anything is done for the first one.

use std::path::Path;

use csv::{ErrorKind, StringRecord, Trim};

use super::findings::{Finding, Lines, Problem, refuse};
use crate::failure::Failure;

/// What Excel writes before UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// What a file is to hold.
pub(crate) struct Table<'a> {
    /// Names of the columns, and whether each must be there.
    pub(crate) columns: &'a [(&'static str, bool)],
    /// What a row stands for, as in "one line for each certificate".
    pub(crate) each: &'static str,
    /// What to do about a finding.
    pub(crate) advice: &'static str,
}

/// What is in a file.
pub(crate) struct Content<R> {
    pub(crate) rows: Vec<R>,
    pub(crate) findings: Vec<Finding>,
}

/// A line of the file with the names of its columns.
pub(crate) struct Record<'a> {
    header: &'a StringRecord,
    values: StringRecord,
    pub(crate) line: u64,
}

impl Record<'_> {
    /// The value of a column, unless it is empty or not there.
    pub(crate) fn value(&self, column: &str) -> Option<&str> {
        let place = self.header.iter().position(|name| name == column)?;
        self.values.get(place).filter(|value| !value.is_empty())
    }
}

impl Table<'_> {
    /// The rows of a file, and what is wrong with others.
    ///
    /// # Errors
    /// When the file cannot be read, or its first line is wrong.
    pub(crate) fn read<R>(
        &self,
        file: &Path,
        mut row: impl FnMut(&Record<'_>) -> Result<R, Problem>,
    ) -> Result<Content<R>, Failure> {
        let bytes = std::fs::read(file).map_err(|error| {
            let what = format!("{} cannot be read: {error}", file.display());
            Failure::usage(what, "name a CSV file")
        })?;
        let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&bytes);
        let mut lines = Lines::of(bytes);
        let mut reader = csv::ReaderBuilder::new().trim(Trim::All).from_reader(bytes);
        let header = reader.headers().map_err(|error| unreadable(file, &error))?;
        let header = &header.clone();
        self.check_header(file, header)?;
        let (mut rows, mut findings) = (Vec::new(), Vec::new());
        for record in reader.records() {
            match record {
                Ok(values) => {
                    let line = lines.line(values.position());
                    let record = Record {
                        header,
                        values,
                        line,
                    };
                    match self.check_required(&record).and_then(|()| row(&record)) {
                        Ok(row) => rows.push(row),
                        Err(problem) => findings.push(Finding::new(line, problem)),
                    }
                }
                Err(error) => {
                    let line = lines.line(error.position());
                    findings.push(broken(file, header, line, &error)?);
                }
            }
        }
        if rows.is_empty() && findings.is_empty() {
            let what = format!("{} has no rows", file.display());
            let each = self.each;
            let advice = format!("write one line for each {each} below the names of the columns");
            return Err(Failure::usage(what, advice));
        }
        Ok(Content { rows, findings })
    }

    fn required(&self) -> impl Iterator<Item = &'static str> {
        let required = self.columns.iter().filter(|(_, required)| *required);
        required.map(|(name, _)| *name)
    }

    fn check_header(&self, file: &Path, header: &StringRecord) -> Result<(), Failure> {
        let mut findings = Vec::new();
        for (place, name) in header.iter().enumerate() {
            let reason = if self.columns.iter().all(|(column, _)| *column != name) {
                let known: Vec<&str> = self.columns.iter().map(|(column, _)| *column).collect();
                format!("is not a column; known are {}", known.join(", "))
            } else if header.iter().take(place).any(|other| other == name) {
                "is there twice".to_owned()
            } else {
                continue;
            };
            findings.push(Finding::of(1, Some(format!("`{name}`")), reason));
        }
        for column in self.required() {
            if header.iter().all(|name| name != column) {
                findings.push(Finding::new(1, Problem::new(column, "is missing")));
            }
        }
        refuse(file, findings, self.advice)
    }

    fn check_required(&self, record: &Record<'_>) -> Result<(), Problem> {
        let empty = self.required().find(|name| record.value(name).is_none());
        match empty {
            Some(column) => Err(Problem::new(column, "is empty")),
            None => Ok(()),
        }
    }
}

fn unreadable(file: &Path, error: &csv::Error) -> Failure {
    Failure::usage(
        format!("{}: line 1: not CSV in UTF-8: {error}", file.display()),
        "write the names of the columns into the first line",
    )
}

/// A record that is no record.
fn broken(
    file: &Path,
    header: &StringRecord,
    line: u64,
    error: &csv::Error,
) -> Result<Finding, Failure> {
    let (column, reason) = match error.kind() {
        ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => {
            let reason = format!("has {len} fields, the first line names {expected_len} columns");
            (None, reason)
        }
        ErrorKind::Utf8 { err, .. } => {
            let column = header.get(err.field()).map(str::to_owned);
            (column, "is not UTF-8".to_owned())
        }
        _ => return Err(unreadable(file, error)),
    };
    Ok(Finding::of(line, column, reason))
}
