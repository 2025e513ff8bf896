//! Secrets from files and variables.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use super::failure::Failure;

/// The text of the file, or else of the variable, without white space around it; none when there is
/// neither.
///
/// # Errors
/// When the file cannot be read or is empty, or the variable is not text.
pub(super) fn read(
    file: Option<&Path>,
    option: &str,
    variable: &str,
) -> Result<Option<String>, Failure> {
    let Some(file) = file else {
        let given = std::env::var_os(variable)
            .map(OsString::into_string)
            .transpose()
            .map_err(|_| Failure::usage(format!("{variable} is not UTF-8"), "set it to text"))?;
        return Ok(given.and_then(|given| trimmed(&given)));
    };
    let text = fs::read_to_string(file).map_err(|error| {
        Failure::usage(
            format!("{} cannot be read: {error}", file.display()),
            format!("name a readable file with {option}"),
        )
    })?;
    let secret = trimmed(&text).ok_or_else(|| {
        Failure::usage(
            format!("{} is empty", file.display()),
            format!("set {variable}, or name a file with {option}"),
        )
    })?;
    Ok(Some(secret))
}

fn trimmed(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
