//! What became of the rows.

use serde_json::{Value, json};

use super::row::Row;
use crate::failure::{Exit, Failure};

/// How a row ended.
pub(super) enum Outcome {
    /// Not yet.
    Open,
    /// An earlier run has issued it.
    Before(String),
    /// Issued, with this serial number.
    Issued(String),
    /// Issued by a request that was not answered, and found.
    Found(String),
    Failed(Failure),
}

impl Outcome {
    pub(super) fn is_done(&self) -> bool {
        matches!(self, Self::Before(_) | Self::Issued(_) | Self::Found(_))
    }

    pub(super) fn is_failed(&self) -> bool {
        matches!(self, Self::Failed(_))
    }

    fn describe(&self, row: &Row) -> Value {
        let (result, serial, error) = match self {
            Self::Open => ("open", None, None),
            Self::Before(serial) => ("before", Some(serial), None),
            Self::Issued(serial) => ("issued", Some(serial), None),
            Self::Found(serial) => ("found", Some(serial), None),
            Self::Failed(failure) => ("failed", None, Some(failure.what())),
        };
        json!({
            "line": row.line,
            "commonName": row.common_name(),
            "certificate": row.name,
            "result": result,
            "serialNo": serial,
            "error": error,
        })
    }
}

/// A result for each row.
pub(super) fn results(rows: &[Row], outcomes: &[Outcome]) -> Value {
    let results = rows.iter().zip(outcomes);
    results
        .map(|(row, outcome)| outcome.describe(row))
        .collect()
}

/// Whether all is done; `reason` is why the run ended before.
///
/// # Errors
/// When it is not.
pub(super) fn conclude(outcomes: &[Outcome], reason: Option<Failure>) -> Result<(), Failure> {
    let (all, done) = (
        outcomes.len(),
        outcomes.iter().filter(|one| one.is_done()).count(),
    );
    if done == all {
        return Ok(());
    }
    let failed = outcomes.iter().find_map(|outcome| match outcome {
        Outcome::Failed(failure) => Some(failure),
        _ => None,
    });
    let why = reason.as_ref().or(failed);
    let exit = match why.map(|failure| failure.exit) {
        Some(exit @ (Exit::Interrupted | Exit::Timeout)) if reason.is_some() => exit,
        Some(exit) if done == 0 => exit,
        _ => Exit::Partial,
    };
    let why = why.map_or("some may have been issued without an answer", Failure::what);
    Err(Failure::new(
        exit,
        format!("{done} of {all} certificates are issued: {why}"),
        "run the same command again: it goes on where it ended, and issues none twice",
    ))
}
