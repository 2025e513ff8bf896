//! What is checked of rows before the first of them begins.

use std::collections::HashSet;
use std::path::Path;

use ncloud_core::Config;

use super::journal::{Journal, Known, Stage};
use super::place;
use super::row::{COLUMNS, Column, Row};
use super::rows::ADVICE;
use crate::bulk::findings::{Finding, Problem, refuse};
use crate::command_line::globals::Globals;
use crate::commands::cert::{call, issue};
use crate::failure::Failure;

/// What leaves the documented limits.
pub(super) async fn beyond_limits(
    config: &Config,
    globals: &Globals,
    ca: &str,
    rows: &[Row],
) -> Result<Vec<Finding>, Failure> {
    let mut findings = Vec::new();
    for row in rows {
        let body = Some(row.as_issue_body());
        let call = call(config, globals, issue::OPERATION, &[("caTag", ca)], body)?;
        let Err(error) = call.check().await else {
            continue;
        };
        let message = error.message();
        let at = |column: &&Column| message.starts_with(&format!("`{}`", column.member));
        let Some(column) = COLUMNS.iter().find(at) else {
            return Err(error.into());
        };
        let reason = message[column.member.len() + 2..].trim().to_owned();
        findings.push(Finding::new(row.line, Problem::new(column.name, reason)));
    }
    Ok(findings)
}

/// Whether every row in doubt is still in the file: without it, nobody would look for its certificate.
pub(super) fn none_is_lost(rows: &[Row], journal: &Journal) -> Result<(), Failure> {
    let names: HashSet<&str> = rows.iter().map(|row| row.name.as_str()).collect();
    match journal.in_doubt().find(|name| !names.contains(name)) {
        Some(name) => Err(Failure::usage(
            format!(
                "the row of {name} is gone from the file, but its certificate may have been issued"
            ),
            "put the row back, so that the certificate is found",
        )),
        None => Ok(()),
    }
}

/// Whether every row is the one that its journal knows, and finds its places free.
pub(super) fn places(
    file: &Path,
    rows: &[Row],
    known: impl Fn(&Row) -> Option<Known>,
    force: bool,
) -> Result<(), Failure> {
    let check = |row: &Row| {
        let known = known(row);
        let is_begun = known.is_some();
        if let Some(known) = known
            && known.stage != Stage::Keyed
        {
            if known.content == row.content() {
                return Ok(());
            }
            let reason = "its certificate was asked for already, but for something else: restore the \
                          row, or give it another name";
            return Err(Problem::new("out-cert", reason));
        }
        if !is_begun {
            place::no_stranger_waits(row)?;
        }
        if force { Ok(()) } else { place::is_free(row) }
    };
    let findings: Vec<Finding> = rows
        .iter()
        .filter_map(|row| Some(Finding::new(row.line, check(row).err()?)))
        .collect();
    refuse(file, findings, ADVICE)
}
