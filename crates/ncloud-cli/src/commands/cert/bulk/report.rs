//! What became of the rows.

use serde_json::{Value, json};

use super::row::Row;
use crate::bulk::exit_of_part;
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
pub(super) fn conclude(
    rows: &[Row],
    outcomes: &[Outcome],
    reason: Option<Failure>,
) -> Result<(), Failure> {
    let all = outcomes.len();
    let done = outcomes.iter().filter(|one| one.is_done()).count();
    if done == all {
        return Ok(());
    }
    let failed = rows.iter().zip(outcomes).find_map(|pair| match pair {
        (row, Outcome::Failed(failure)) => Some((row.line, failure)),
        _ => None,
    });
    let (exit, why) = match (&reason, failed) {
        (Some(reason), _) => (reason.exit, reason.what().to_owned()),
        (None, Some((line, first))) => (first.exit, format!("line {line}: {}", first.what())),
        (None, None) => {
            let why = "requests that were not answered may still be acted on";
            (Exit::Partial, why.to_owned())
        }
    };
    let exit = exit_of_part(exit, reason.is_some(), done);
    Err(Failure::new(
        exit,
        format!("{done} of {all} certificates are issued: {why}"),
        "mend what is wrong and run the same command again: it goes on where it ended, and issues none twice",
    ))
}
