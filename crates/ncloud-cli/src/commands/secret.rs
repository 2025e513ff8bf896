//! `ncp secret`: the values of Secret Manager, for scripts and programs.

mod exec;
mod get;
mod put;
mod value;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgMatches, Command};
use ncloud_core::Config;

use crate::command_line::globals::Globals;
use crate::command_line::{option, text};
use crate::commands::named::Named;
use crate::failure::Failure;

pub(crate) const NAME: &str = "secret";

/// The service of the secrets.
const SERVICE: &str = "secret-manager";

const SECRETS: Named = Named {
    service: SERVICE,
    operation: "getSecretList",
    item: "secret",
    name: "secretName",
    id: "secretId",
    id_name: "ID",
    advice: "`ncp secret-manager get-secret-list --all -o table` lists the secrets of a boundary of keys",
};

/// The longest name. An ID is longer, which tells the two apart.
const LONGEST_NAME: usize = 15;

pub(crate) fn command() -> Command {
    Command::new(NAME)
        .about("Values of Secret Manager: read one, replace one, run a program with one")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([get::command(), put::command(), exec::command()])
}

/// # Errors
/// When the command fails.
pub(crate) async fn run(matches: &ArgMatches) -> Result<(), Failure> {
    match matches.subcommand() {
        Some((get::NAME, matches)) => get::run(matches).await,
        Some((put::NAME, matches)) => put::run(matches).await,
        Some((exec::NAME, matches)) => exec::run(matches).await,
        _ => Err(Failure::usage(
            "no command was given",
            "see `ncp secret --help`",
        )),
    }
}

/// The arguments that all of them have.
fn arguments() -> [Arg; 2] {
    [
        Arg::new("secret")
            .value_name("SECRET")
            .required(true)
            .help("ID or name of the secret"),
        option("stage", "STAGE", "Stage of the value")
            .value_parser(PossibleValuesParser::new(["previous", "active", "pending"]))
            .default_value("active"),
    ]
}

/// The stage that was named.
fn stage(matches: &ArgMatches) -> &str {
    text(matches, "stage").unwrap_or("active")
}

/// The ID of the secret that was named.
///
/// # Errors
/// When there is none of this name, or there are several.
async fn find(config: &Config, globals: &Globals, matches: &ArgMatches) -> Result<String, Failure> {
    let given = text(matches, "secret").unwrap_or_default();
    if given.chars().count() > LONGEST_NAME {
        return Ok(given.to_owned());
    }
    SECRETS.find(config, globals, given).await
}
