//! Reading the file: every row is checked before the first message is sent.

use std::collections::HashMap;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::message::{Common, is_number};
use crate::bulk::findings::{Finding, Problem};
use crate::bulk::table::{Content, Record, Table};
use crate::failure::Failure;

/// What to do about a finding.
pub(super) const ADVICE: &str =
    "mend the file; this run has sent nothing. `ncp sms send --help` tells about the columns";

/// The columns, and whether each must be there.
const COLUMNS: [(&str, bool); 3] = [("to", true), ("content", false), ("subject", false)];

/// A recipient.
pub(super) struct Row {
    pub(super) line: u64,
    /// Stands for number and text in the journal.
    pub(super) name: String,
    pub(super) to: String,
    pub(super) content: String,
    pub(super) subject: Option<String>,
}

/// The rows of a file, and what is wrong with others.
///
/// # Errors
/// When the file cannot be read, or its first line is wrong.
pub(super) fn read(file: &Path, common: &Common) -> Result<Content<Row>, Failure> {
    let table = Table {
        columns: &COLUMNS,
        each: "recipient",
        advice: ADVICE,
    };
    let mut content = table.read(file, |record| row(record, common))?;
    content.findings.extend(named_twice(&content.rows));
    Ok(content)
}

fn row(record: &Record<'_>, common: &Common) -> Result<Row, Problem> {
    let value = |name: &str| record.value(name);
    let to = value("to").unwrap_or_default();
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
        line: record.line,
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
