//! `ncp secret put`: another value in one stage.

use clap::{ArgGroup, ArgMatches, Command};
use serde_json::json;

use super::{SERVICE, find, stage, value};
use crate::call::Call;
use crate::command_line::globals::Globals;
use crate::command_line::{option, switch};
use crate::failure::Failure;
use crate::input::{self, Stdin};
use crate::settings;

pub(super) const NAME: &str = "put";

/// A value never stands on the command line, where others see it.
const SOURCES: [&str; 3] = ["value-file", "value-env", "value-stdin"];

pub(super) fn command() -> Command {
    Command::new(NAME)
        .about("Replace the value in one stage, and leave the others as they are")
        .args(super::arguments())
        .arg(option(
            "value-file",
            "FILE",
            "The value: a JSON object of texts, from a file",
        ))
        .arg(option(
            "value-env",
            "VARIABLE",
            "As --value-file, from an environment variable",
        ))
        .arg(switch(
            "value-stdin",
            "As --value-file, from standard input",
        ))
        .group(ArgGroup::new("source").args(SOURCES).required(true))
}

/// # Errors
/// When the value is not JSON, or the call fails.
pub(super) async fn run(matches: &ArgMatches) -> Result<(), Failure> {
    let globals = Globals::read(matches);
    let given = input::flags("value", matches, &mut Stdin::default())?;
    let given = given.filter(|given| value::pairs(given).is_some());
    let given = given.ok_or_else(|| {
        Failure::usage(
            "the value is not a JSON object",
            "write it as {\"KEY\":\"text\",…}",
        )
    })?;
    let config = settings::config(&globals).await?;
    let id = find(&config, &globals, matches).await?;
    let parameters = [("secretId", id.as_str()), ("stage", stage(matches))];
    let body = Some(json!({ "value": given.expose() }));
    let operation = "updateSecretStageValue";
    let call = Call::of(&config, &globals, SERVICE, operation, &parameters, body)?;
    if globals.dry_run {
        return call.show().await;
    }
    call.send().await?;
    Ok(())
}
