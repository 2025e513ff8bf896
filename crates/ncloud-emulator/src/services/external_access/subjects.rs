//! Subjects: holders of certificates that were seen. There is the one of [`example`] only.

use serde_json::Value;

use super::example;
use super::listing;
use super::refusal::Refusal;
use crate::call::Call;
use crate::services::account::matches;

pub(super) fn list(call: &Call) -> Result<Value, Refusal> {
    let subjects = [example::subject()].into_iter();
    let subjects: Vec<Value> = subjects.filter(|subject| matches(call, subject)).collect();
    Ok(listing::page(call, &subjects))
}

pub(super) fn get(call: &Call) -> Result<Value, Refusal> {
    check(call)?;
    Ok(example::subject())
}

pub(super) fn credentials(call: &Call) -> Result<Value, Refusal> {
    check(call)?;
    Ok(listing::page(call, &[example::credential()]))
}

/// Checks that there is the subject that a call is about.
fn check(call: &Call) -> Result<(), Refusal> {
    if call.text("subjectId") == example::ID {
        return Ok(());
    }
    Err(Refusal::unknown("there is no such subject"))
}
