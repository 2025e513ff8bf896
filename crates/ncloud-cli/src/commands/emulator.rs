//! `ncp emulator`: the emulator of gateway and services.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::failure::{Exit, Failure};

pub(crate) const NAME: &str = "emulator";

pub(crate) fn command() -> Command {
    Command::new(NAME)
        .about("Run an emulator of gateway and services on this machine")
        .disable_help_flag(true)
        .arg(
            Arg::new("arguments")
                .help("Those of ncloud-emulator; --help lists them")
                .num_args(0..)
                .action(ArgAction::Append)
                .allow_hyphen_values(true)
                .trailing_var_arg(true)
                .value_parser(clap::value_parser!(OsString)),
        )
}

/// Runs the emulator until a signal ends it.
///
/// # Errors
/// When it fails; it has told then.
pub(crate) fn run(matches: &ArgMatches) -> Result<(), Failure> {
    let given = matches
        .get_many::<OsString>("arguments")
        .into_iter()
        .flatten();
    let name = OsString::from("ncp emulator");
    let code = ncloud_emulator::program(std::iter::once(&name).chain(given));
    if code == ExitCode::SUCCESS {
        Ok(())
    } else if code == ExitCode::from(Exit::Usage as u8) {
        Err(Failure::quiet(Exit::Usage))
    } else {
        Err(Failure::quiet(Exit::Other))
    }
}
