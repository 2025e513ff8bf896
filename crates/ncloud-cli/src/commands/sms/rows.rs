//! Reading the file: every row is checked before the first message is sent.

use std::collections::HashMap;
use std::path::Path;

use csv::{ErrorKind, StringRecord, Trim};
use sha2::{Digest as _, Sha256};

use super::message::{Common, is_number};
use crate::bulk::findings::{Finding, Lines, Problem, refuse};
use crate::failure::Failure;

/// What to do about a finding.
pub(super) const ADVICE: &str =
    "mend the file; this run has sent nothing. `ncp sms send --help` tells about the columns";

/// The columns; the first is required.
const COLUMNS: [&str; 3] = ["to", "content", "subject"];

/// A recipient.
pub(super) struct Row {
    pub(super) line: u64,
    /// Stands for number and text in the journal.
    pub(super) name: String,
    pub(super) to: String,
    pub(super) content: String,
    pub(super) subject: Option<String>,
}

/// What is in a file.
pub(super) struct Content {
    pub(super) rows: Vec<Row>,
    pub(super) findings: Vec<Finding>,
}

/// The rows of a file, and what is wrong with others.
///
/// # Errors
/// When the file cannot be read, or its first line is wrong.
pub(super) fn read(file: &Path, common: &Common) -> Result<Content, Failure> {
    let bytes = std::fs::read(file).map_err(|error| {
        let what = format!("{} cannot be read: {error}", file.display());
        Failure::usage(what, "name a CSV file")
    })?;
    let mut lines = Lines::of(&bytes);
    let mut reader = csv::ReaderBuilder::new()
        .trim(Trim::All)
        .from_reader(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes));
    let header = reader.headers().map_err(|error| unreadable(file, &error))?;
    let header = header.clone();
    check_header(file, &header)?;
    let (mut rows, mut findings) = (Vec::new(), Vec::new());
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = lines.line(record.position());
                match row(&header, &record, line, common) {
                    Ok(row) => rows.push(row),
                    Err(problem) => findings.push(Finding::new(line, problem)),
                }
            }
            Err(error) => {
                let line = lines.line(error.position());
                findings.push(broken(file, &header, line, &error)?);
            }
        }
    }
    findings.extend(named_twice(&rows));
    if rows.is_empty() && findings.is_empty() {
        return Err(Failure::usage(
            format!("{} has no rows", file.display()),
            "write one line for each recipient below the names of the columns",
        ));
    }
    Ok(Content { rows, findings })
}

fn unreadable(file: &Path, error: &csv::Error) -> Failure {
    Failure::usage(
        format!("{}: line 1: not CSV in UTF-8: {error}", file.display()),
        "write the names of the columns into the first line",
    )
}

fn check_header(file: &Path, header: &StringRecord) -> Result<(), Failure> {
    let mut findings = Vec::new();
    for (place, name) in header.iter().enumerate() {
        let reason = if !COLUMNS.contains(&name) {
            format!("is not a column; known are {}", COLUMNS.join(", "))
        } else if header.iter().take(place).any(|other| other == name) {
            "is there twice".to_owned()
        } else {
            continue;
        };
        findings.push(Finding::of(1, Some(format!("`{name}`")), reason));
    }
    if header.iter().all(|name| name != COLUMNS[0]) {
        findings.push(Finding::new(1, Problem::new(COLUMNS[0], "is missing")));
    }
    refuse(file, findings, ADVICE)
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

fn row(
    header: &StringRecord,
    record: &StringRecord,
    line: u64,
    common: &Common,
) -> Result<Row, Problem> {
    let value = |name: &str| {
        let place = header.iter().position(|column| column == name);
        let value = place.and_then(|place| record.get(place));
        value.filter(|value| !value.is_empty())
    };
    let to = value("to").ok_or_else(|| Problem::new("to", "is empty"))?;
    if !is_number(to) {
        return Err(Problem::new("to", "must be digits only"));
    }
    let content = common
        .content_for(value("content"))
        .ok_or_else(|| Problem::new("content", "is empty, and there is no --content"))?;
    let problem = |column, reason| Problem { column, reason };
    common
        .check_content(content)
        .map_err(|reason| problem("content", reason))?;
    let subject = common.subject_for(value("subject"));
    if let Some(subject) = subject {
        common
            .check_subject(subject)
            .map_err(|reason| problem("subject", reason))?;
    }
    Ok(Row {
        line,
        name: name(to, content, subject),
        to: to.to_owned(),
        content: content.to_owned(),
        subject: subject.map(str::to_owned),
    })
}

/// What stands for a message in the journal, which is to hold neither numbers nor texts.
fn name(to: &str, content: &str, subject: Option<&str>) -> String {
    let mut hash = Sha256::new();
    for part in [to, content, subject.unwrap_or_default()] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let octets = hash.finalize();
    octets
        .iter()
        .take(16)
        .map(|octet| format!("{octet:02x}"))
        .collect()
}

/// Messages that would go to one number twice.
fn named_twice(rows: &[Row]) -> Vec<Finding> {
    let mut seen: HashMap<&str, u64> = HashMap::new();
    let mut findings = Vec::new();
    for row in rows {
        if let Some(line) = seen.get(row.name.as_str()) {
            let reason = format!("gets the same text on line {line}, too");
            findings.push(Finding::new(row.line, Problem::new("to", reason)));
        } else {
            seen.insert(&row.name, row.line);
        }
    }
    findings
}
