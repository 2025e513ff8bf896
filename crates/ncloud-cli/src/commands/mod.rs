//! Commands of our own, beside those of the operations.

mod ca;
mod cert;
mod completions;
mod configure;
mod emulator;
mod keys;
pub(crate) mod kms;
mod man;
mod named;
mod search;
mod secret;
mod sign;
mod sms;
mod whoami;

use clap::{ArgMatches, Command};

use crate::failure::Failure;

/// All of them.
pub(crate) fn all() -> Vec<Command> {
    vec![
        ca::command(),
        cert::command(),
        search::command(),
        secret::command(),
        sms::command(),
        configure::command(),
        keys::command(),
        whoami::command(),
        sign::command(),
        emulator::command(),
        completions::command(),
        man::command(),
    ]
}

/// Runs a command that asks nobody; `None` when it is another one.
pub(crate) fn without_network(name: &str, matches: &ArgMatches) -> Option<Result<(), Failure>> {
    Some(match name {
        emulator::NAME => emulator::run(matches),
        completions::NAME => completions::run(matches),
        man::NAME => man::run(matches),
        _ => return None,
    })
}

/// Whether a command ends by itself when it is interrupted.
pub(crate) fn minds_interrupts(name: &str, matches: &ArgMatches) -> bool {
    name == cert::NAME && cert::minds_interrupts(matches)
        || name == sms::NAME && sms::minds_interrupts(matches)
}

/// Runs any other command.
///
/// # Errors
/// When the command fails, or there is none of this name.
pub(crate) async fn run(name: &str, matches: &ArgMatches) -> Result<(), Failure> {
    match name {
        ca::NAME => ca::run(matches).await,
        configure::NAME => configure::run(matches).await,
        cert::NAME => cert::run(matches).await,
        keys::NAME => keys::run(matches).await,
        search::NAME => search::run(matches).await,
        secret::NAME => secret::run(matches).await,
        whoami::NAME => whoami::run(matches).await,
        sign::NAME => sign::run(matches).await,
        sms::NAME => sms::run(matches).await,
        _ => Err(Failure::usage(
            format!("`{name}` is not a command"),
            "see `ncp --help`",
        )),
    }
}
