//! Files, standard input and environment variables.

use std::io::Read as _;
use std::path::Path;

use clap::ArgMatches;
use ncloud_core::Secret;
use zeroize::Zeroizing;

use crate::command_line::{is_set, text};
use crate::failure::Failure;

/// Standard input, which can be read once.
#[derive(Default)]
pub(crate) struct Stdin {
    reader: Option<String>,
}

impl Stdin {
    /// All of it, for `flag`.
    ///
    /// # Errors
    /// When another flag has read it, it cannot be read, or it is not text.
    pub(crate) fn read(&mut self, flag: &str) -> Result<Secret, Failure> {
        if let Some(other) = &self.reader {
            return Err(Failure::usage(
                format!("standard input is for {other} and for {flag}"),
                "give one of them a file",
            ));
        }
        self.reader = Some(flag.to_owned());
        let mut text = Zeroizing::new(String::new());
        std::io::stdin()
            .read_to_string(&mut text)
            .map_err(|error| {
                Failure::usage(
                    format!("standard input cannot be read: {error}"),
                    format!("give {flag} a file"),
                )
            })?;
        Ok(Secret::new(text.as_str()))
    }
}

/// The text of a file, or of standard input for `-`.
pub(crate) fn file(path: &Path, flag: &str, stdin: &mut Stdin) -> Result<Secret, Failure> {
    if path.as_os_str() == "-" {
        return stdin.read(flag);
    }
    read_text(path, flag)
}

/// The text of a file.
///
/// # Errors
/// When it cannot be read, or is not text.
pub(crate) fn read_text(path: &Path, flag: &str) -> Result<Secret, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        Failure::usage(
            format!("{} cannot be read: {error}", path.display()),
            format!("name a readable text file with {flag}"),
        )
    })?;
    Ok(Secret::new(text))
}

/// What the flags `-file`, `-env` and `-stdin` of a member give. The line break that ends a file is not
/// part of a value.
pub(crate) fn flags(
    flag: &str,
    matches: &ArgMatches,
    stdin: &mut Stdin,
) -> Result<Option<Secret>, Failure> {
    let (from_file, from_env) = (format!("{flag}-file"), format!("{flag}-env"));
    let from_stdin = format!("{flag}-stdin");
    let given = if let Some(path) = text(matches, &from_file) {
        file(Path::new(path), &format!("--{from_file}"), stdin)?
    } else if let Some(variable) = text(matches, &from_env) {
        let value = std::env::var(variable).map_err(|_| {
            Failure::usage(
                format!("the environment variable {variable} is not set, or not text"),
                format!("set it, or give --{from_file}"),
            )
        })?;
        Secret::new(value)
    } else if is_set(matches, &from_stdin) {
        stdin.read(&format!("--{from_stdin}"))?
    } else {
        return Ok(None);
    };
    let text = given.expose();
    let text = text.strip_suffix('\n').unwrap_or(text);
    let text = text.strip_suffix('\r').unwrap_or(text);
    if text.is_empty() {
        return Err(Failure::usage(
            format!("the value for --{flag} is empty"),
            "check the file, the variable or standard input",
        ));
    }
    Ok(Some(Secret::new(text)))
}
