//! `ncp secret get`: a value on standard output.

use clap::{ArgMatches, Command};

use super::value;
use crate::command_line::globals::Globals;
use crate::command_line::{option, text};
use crate::failure::{Exit, Failure};
use crate::{output, settings};

pub(super) const NAME: &str = "get";

pub(super) fn command() -> Command {
    Command::new(NAME)
        .about("Print a value, or the text of one of its keys")
        .args(super::arguments())
        .arg(option(
            "key",
            "KEY",
            "Key whose text to print, instead of the whole value",
        ))
}

/// # Errors
/// When the value cannot be read, or does not have the key.
pub(super) async fn run(matches: &ArgMatches) -> Result<(), Failure> {
    let globals = Globals::read(matches);
    let config = settings::config(&globals).await?;
    let Some(value) = value::read(&config, &globals, matches).await? else {
        return Ok(());
    };
    let Some(key) = text(matches, "key") else {
        return output::line(value.expose());
    };
    let found = value::pairs(&value).and_then(|pairs| pairs.text(key));
    match found {
        Some(text) => output::line(text.expose()),
        None => Err(Failure::new(
            Exit::NotFound,
            format!("the value has no key `{key}`"),
            "keys are told apart by case",
        )),
    }
}
