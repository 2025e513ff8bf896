//! Reading the file: every row is checked before the first certificate is issued.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use csv::{ErrorKind, StringRecord, Trim};

use super::key::KeyType;
use super::row::{COLUMNS, Row};
use crate::bulk::findings::{Finding, Lines, Problem, refuse};
use crate::failure::Failure;
use crate::output::file::directory;

/// What to do about a finding.
pub(super) const ADVICE: &str =
    "mend the file; this run has issued nothing. `ncp cert bulk --help` tells about the columns";

/// What rows have that say nothing of their own.
pub(super) struct Defaults {
    pub(super) key_type: KeyType,
    pub(super) period: Option<String>,
}

/// What is in a file.
pub(super) struct Content {
    pub(super) rows: Vec<Row>,
    pub(super) findings: Vec<Finding>,
}

/// The rows of a file, and what is wrong with others. Names of files in it begin where the file is, from
/// wherever the program is run.
///
/// # Errors
/// When the file cannot be read, or its first line is wrong.
pub(super) fn read(file: &Path, defaults: &Defaults) -> Result<Content, Failure> {
    let bytes = std::fs::read(file).map_err(|error| {
        let what = format!("{} cannot be read: {error}", file.display());
        Failure::usage(what, "name a CSV file")
    })?;
    let mut lines = Lines::of(&bytes);
    let mut reader = csv::ReaderBuilder::new()
        .trim(Trim::All)
        .from_reader(&*bytes);
    let header = reader.headers().map_err(|error| unreadable(file, &error))?;
    let header = header.clone();
    check_header(file, &header)?;
    let (mut rows, mut findings) = (Vec::new(), Vec::new());
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = lines.line(record.position());
                match row(file, &header, &record, line, defaults) {
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
            "write one line for each certificate below the names of the columns",
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
        let reason = if COLUMNS.iter().all(|column| column.name != name) {
            let known: Vec<&str> = COLUMNS.iter().map(|column| column.name).collect();
            format!("is not a column; known are {}", known.join(", "))
        } else if header.iter().take(place).any(|other| other == name) {
            "is there twice".to_owned()
        } else {
            continue;
        };
        findings.push(Finding::of(1, Some(format!("`{name}`")), reason));
    }
    for column in COLUMNS.iter().filter(|column| column.required) {
        if header.iter().all(|name| name != column.name) {
            findings.push(Finding::new(1, Problem::new(column.name, "is missing")));
        }
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
    file: &Path,
    header: &StringRecord,
    record: &StringRecord,
    line: u64,
    defaults: &Defaults,
) -> Result<Row, Problem> {
    let value = |name: &str| {
        let place = header.iter().position(|column| column == name);
        let value = place.and_then(|place| record.get(place));
        value.filter(|value| !value.is_empty())
    };
    for column in COLUMNS.iter().filter(|column| column.required) {
        if value(column.name).is_none() {
            return Err(Problem::new(column.name, "is empty"));
        }
    }
    let place = |name: &'static str| -> Result<Option<PathBuf>, Problem> {
        let folder = file.parent().unwrap_or(Path::new(""));
        let path = value(name).map(|name| folder.join(name));
        if let Some(path) = &path
            && !directory(path).is_dir()
        {
            let reason = format!("there is no directory {}", directory(path).display());
            return Err(Problem::new(name, reason));
        }
        Ok(path)
    };
    let key_type = match value("key-type") {
        Some(name) => KeyType::named(name).map_err(|reason| Problem::new("key-type", reason))?,
        None => defaults.key_type,
    };
    let subject = COLUMNS.iter().filter_map(|column| {
        let member = column.member.strip_prefix("x509Parameters.")?;
        let value = value(column.name).filter(|_| column.name != "san")?;
        Some((member, value.to_owned()))
    });
    let names = value("san").unwrap_or_default();
    let names = names
        .split([' ', '\t', ',', ';'])
        .filter(|name| !name.is_empty());
    let row = Row {
        line,
        name: value("out-cert").unwrap_or_default().to_owned(),
        subject: subject.collect(),
        alternative_names: names.map(str::to_owned).collect(),
        key_type,
        period: value("period")
            .map(str::to_owned)
            .or_else(|| defaults.period.clone()),
        key: place("out-key")?.unwrap_or_default(),
        certificate: place("out-cert")?.unwrap_or_default(),
        chain: place("out-chain")?,
    };
    row.request()?;
    Ok(row)
}

/// Files that more than one row, or one row twice, would write.
fn named_twice(rows: &[Row]) -> Vec<Finding> {
    let mut seen: HashMap<PathBuf, u64> = HashMap::new();
    let mut findings = Vec::new();
    for row in rows {
        let files = [
            ("out-key", Some(row.key.clone())),
            ("out-key", Some(row.pending_key())),
            ("out-cert", Some(row.certificate.clone())),
            ("out-chain", row.chain.clone()),
        ];
        for (column, path) in files {
            let Some(path) = path else { continue };
            if let Some(line) = seen.get(&path) {
                let reason = format!("{} is named on line {line}, too", path.display());
                findings.push(Finding::new(row.line, Problem::new(column, reason)));
                // One is enough: whoever mends it mends the file beside it, too.
                break;
            } else {
                seen.insert(path, row.line);
            }
        }
    }
    findings
}
