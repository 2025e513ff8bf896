//! What a probe found, fit to be passed on: no values.

use std::fmt;
use std::time::Duration;

use super::deviation::Deviation;

/// The outcome of all operations.
#[derive(Clone, Debug, Default)]
pub(crate) struct Report {
    pub(crate) entries: Vec<Entry>,
}

/// The outcome of one operation.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) service: String,
    pub(crate) operation: String,
    pub(crate) outcome: Outcome,
}

/// What became of an operation.
#[derive(Clone, Debug)]
pub(crate) enum Outcome {
    /// It was not called, for this reason.
    Skipped(String),
    /// It was called, and no answer came.
    Unanswered(String),
    /// It was answered.
    Answered {
        status: u16,
        meaning: Meaning,
        time: Duration,
        deviations: Vec<Deviation>,
    },
}

/// Whether the service did what it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// It did.
    Success,
    /// It did not, for this reason.
    Refused(&'static str),
}

impl Report {
    /// Number of entries of a kind.
    fn count(&self, kind: impl Fn(&Outcome) -> bool) -> usize {
        let outcomes = self.entries.iter().map(|entry| &entry.outcome);
        outcomes.filter(|outcome| kind(outcome)).count()
    }

    /// Number of operations that did what they were asked.
    pub(crate) fn successes(&self) -> usize {
        self.count(|outcome| {
            matches!(
                outcome,
                Outcome::Answered {
                    meaning: Meaning::Success,
                    ..
                }
            )
        })
    }

    /// All deviations.
    pub(crate) fn deviations(&self) -> impl Iterator<Item = &Deviation> {
        self.entries.iter().flat_map(|entry| match &entry.outcome {
            Outcome::Answered { deviations, .. } => deviations.as_slice(),
            _ => &[],
        })
    }

    /// An error when an answer deviates, is missing, or when none was a success: then nothing
    /// was compared.
    pub(crate) fn verdict(&self) -> Result<(), String> {
        let deviations = self.deviations().count();
        let unanswered = self.count(|outcome| matches!(outcome, Outcome::Unanswered(_)));
        if deviations > 0 || unanswered > 0 {
            Err(format!(
                "{deviations} deviations, {unanswered} calls without an answer"
            ))
        } else if self.successes() == 0 {
            Err("no operation succeeded, so nothing was compared".to_owned())
        } else {
            Ok(())
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for entry in &self.entries {
            writeln!(formatter, "{entry}")?;
        }
        let skipped = self.count(|outcome| matches!(outcome, Outcome::Skipped(_)));
        let successes = self.successes();
        write!(
            formatter,
            "{successes} succeeded, {} did not, {skipped} were skipped",
            self.entries.len() - skipped - successes
        )
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}: ", self.service, self.operation)?;
        match &self.outcome {
            Outcome::Skipped(reason) => write!(formatter, "skipped, {reason}"),
            Outcome::Unanswered(reason) => write!(formatter, "no answer, {reason}"),
            Outcome::Answered {
                status,
                meaning,
                time,
                deviations,
            } => {
                write!(formatter, "HTTP {status}, {} ms", time.as_millis())?;
                if let Meaning::Refused(reason) = meaning {
                    write!(formatter, ", {reason}")?;
                }
                show(deviations, formatter)
            }
        }
    }
}

/// Shows the first of those deviations that differ in the index of an item only.
fn show(deviations: &[Deviation], formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut groups: Vec<(Deviation, &Deviation, usize)> = Vec::new();
    for deviation in deviations {
        let anywhere = Deviation {
            pointer: without_indices(&deviation.pointer),
            ..deviation.clone()
        };
        match groups.iter_mut().find(|(known, ..)| *known == anywhere) {
            Some((.., count)) => *count += 1,
            None => groups.push((anywhere, deviation, 1)),
        }
    }
    for (_, first, count) in groups {
        write!(formatter, "\n  {first}")?;
        if count > 1 {
            write!(formatter, ", in {count} places")?;
        }
    }
    Ok(())
}

fn without_indices(pointer: &str) -> String {
    let is_index = |token: &str| token.bytes().all(|byte| byte.is_ascii_digit());
    let tokens = pointer.split('/');
    let kept: Vec<&str> = tokens
        .map(|token| if is_index(token) { "*" } else { token })
        .collect();
    kept.join("/")
}
