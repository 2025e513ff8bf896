//! Reading the file: every row is checked before the first certificate is issued.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::key::KeyType;
use super::row::{COLUMNS, Row};
use crate::bulk::findings::{Finding, Problem};
use crate::bulk::table::{Content, Record, Table};
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

/// The rows of a file, and what is wrong with others. Names of files in it begin where the file is, from
/// wherever the program is run.
///
/// # Errors
/// When the file cannot be read, or its first line is wrong.
pub(super) fn read(file: &Path, defaults: &Defaults) -> Result<Content<Row>, Failure> {
    let columns = COLUMNS
        .each_ref()
        .map(|column| (column.name, column.required));
    let table = Table {
        columns: &columns,
        each: "certificate",
        advice: ADVICE,
    };
    let mut content = table.read(file, |record| row(file, record, defaults))?;
    content.findings.extend(named_twice(&content.rows));
    Ok(content)
}

fn row(file: &Path, record: &Record<'_>, defaults: &Defaults) -> Result<Row, Problem> {
    let value = |name: &str| record.value(name);
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
        line: record.line,
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
