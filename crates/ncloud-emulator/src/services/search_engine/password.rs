//! Passwords of the accounts of engines. They are checked and forgotten.

use super::refusal::Refusal;

/// Characters that are refused.
const FORBIDDEN: [char; 7] = ['\'', '"', '`', '₩', '/', '&', ' '];

/// Whether a password is as documented. The limits of its length are in the specification.
pub(super) fn check(password: &str) -> Result<(), Refusal> {
    if password.contains(FORBIDDEN) {
        let reason = "searchEngineUserPassword must not hold quotes, backticks, ₩, /, & or spaces.";
        return Err(reason.into());
    }
    let has = |kind: fn(char) -> bool| password.chars().any(kind);
    let special = |character: char| !character.is_ascii_alphanumeric();
    if has(|character| character.is_ascii_alphabetic())
        && has(|character| character.is_ascii_digit())
        && has(special)
    {
        return Ok(());
    }
    let reason = "searchEngineUserPassword must hold letters, digits and special characters.";
    Err(reason.into())
}
