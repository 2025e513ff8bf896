//! What became of the recipients.

use serde_json::{Value, json};

use super::rows::Row;
use crate::bulk::exit_of_part;
use crate::failure::{Exit, Failure};

/// How a row ended.
#[derive(Clone)]
pub(super) enum Outcome {
    /// Not yet.
    Open,
    /// Accepted by a request of an earlier run, with this id.
    Before(String),
    /// Accepted by this request.
    Accepted(String),
    /// Accepted by this request, which was not answered, and was found.
    Found(String),
    /// Refused: nothing was sent.
    Refused(String),
    /// Not known; it is not sent again.
    Doubt,
}

impl Outcome {
    pub(super) fn is_done(&self) -> bool {
        matches!(self, Self::Before(_) | Self::Accepted(_) | Self::Found(_))
    }

    fn describe(&self, row: &Row) -> Value {
        let (result, request, error) = match self {
            Self::Open => ("open", None, None),
            Self::Before(request) => ("before", Some(request), None),
            Self::Accepted(request) => ("accepted", Some(request), None),
            Self::Found(request) => ("found", Some(request), None),
            Self::Refused(reason) => ("refused", None, Some(reason)),
            Self::Doubt => ("doubt", None, None),
        };
        json!({
            "line": row.line,
            "to": row.to,
            "result": result,
            "requestId": request,
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
    let doubts = outcomes
        .iter()
        .filter(|one| matches!(one, Outcome::Doubt))
        .count();
    let refused = rows.iter().zip(outcomes).find_map(|pair| match pair {
        (row, Outcome::Refused(reason)) => Some((row.line, reason)),
        _ => None,
    });
    let (exit, why) = match (&reason, refused) {
        (Some(reason), _) => (reason.exit, reason.what().to_owned()),
        (None, Some((line, reason))) => (Exit::Service, format!("line {line}: {reason}")),
        (None, None) => (
            Exit::Partial,
            "requests were not answered and may have been acted on".to_owned(),
        ),
    };
    let exit = exit_of_part(exit, reason.is_some(), done);
    let doubts = match doubts {
        0 => String::new(),
        count => format!("; {count} are in doubt"),
    };
    Err(Failure::new(
        exit,
        format!("{done} of {all} messages are accepted{doubts}: {why}"),
        "mend what is wrong and run the same command again: it goes on where it ended, and sends none twice",
    ))
}
