//! `ncp keys`: the access keys of the sub account whose key pair is in a profile.

mod journal;
mod list;
mod owner;
mod profile;
mod rotate;

use clap::{Arg, ArgMatches, Command};

use crate::command_line::option;
use crate::failure::Failure;

pub(crate) const NAME: &str = "keys";

/// The service of the keys.
const SERVICE: &str = "sub-account";

pub(crate) fn command() -> Command {
    Command::new(NAME)
        .about("Access keys of a sub account: list them, rotate the one in a profile")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([list::command(), rotate::command()])
}

/// # Errors
/// When the command fails.
pub(crate) async fn run(matches: &ArgMatches) -> Result<(), Failure> {
    match matches.subcommand() {
        Some((list::NAME, matches)) => list::run(matches).await,
        Some((rotate::NAME, matches)) => rotate::run(matches).await,
        _ => Err(Failure::usage(
            "no command was given",
            "see `ncp keys --help`",
        )),
    }
}

/// The arguments that all of them have.
fn arguments() -> [Arg; 2] {
    [
        option(
            "sub-account",
            "ID",
            "Sub account of the key [default: the one that has it, which is looked for]",
        ),
        option("file", "FILE", "Another file than ~/.ncloud/configure")
            .value_parser(clap::value_parser!(std::path::PathBuf)),
    ]
}
