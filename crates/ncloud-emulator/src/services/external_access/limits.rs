//! Limits that the schemas of requests do not tell: bytes, and those of changes.

use std::ops::RangeInclusive;

use super::refusal::Refusal;
use crate::call::Call;

/// Characters of a name at least.
const SHORTEST_NAME: usize = 3;
/// Characters of the name of a profile or a trust anchor at most.
pub(super) const LONGEST_NAME: usize = 30;
/// Characters of the name of a CRL at most.
pub(super) const LONGEST_CRL_NAME: usize = 15;
/// Bytes of a description at most.
const LONGEST_DESCRIPTION: usize = 300;
/// Seconds for which a role is taken.
const DURATIONS: RangeInclusive<i64> = 600..=43_200;
/// Seconds for which a role is taken when nothing else is asked for.
pub(super) const DEFAULT_DURATION: i64 = 3600;

/// A name.
pub(super) fn name(name: &str, longest: usize) -> Result<String, Refusal> {
    if (SHORTEST_NAME..=longest).contains(&name.chars().count()) {
        return Ok(name.to_owned());
    }
    Err(Refusal::rule(format!(
        "name must have {SHORTEST_NAME} to {longest} characters"
    )))
}

/// The description that a call gives, if it gives one.
pub(super) fn description(call: &Call) -> Result<Option<String>, Refusal> {
    let description = call.body["description"].as_str();
    match description {
        Some(description) if description.len() > LONGEST_DESCRIPTION => Err(Refusal::rule(
            format!("description must have {LONGEST_DESCRIPTION} bytes at most"),
        )),
        description => Ok(description.map(str::to_owned)),
    }
}

/// The duration that a call gives, if it gives one.
pub(super) fn duration(call: &Call) -> Result<Option<i64>, Refusal> {
    let duration = call.body["durationSeconds"].as_i64();
    match duration {
        Some(seconds) if !DURATIONS.contains(&seconds) => {
            let (least, most) = (DURATIONS.start(), DURATIONS.end());
            let rule = format!("durationSeconds must be {least} to {most}");
            Err(Refusal::rule(rule))
        }
        duration => Ok(duration),
    }
}
