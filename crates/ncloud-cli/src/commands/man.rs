//! `ncp man`: the manual pages.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command};

use crate::command_line;
use crate::failure::Failure;
use crate::output::file::unwritable;

pub(crate) const NAME: &str = "man";

pub(crate) fn command() -> Command {
    Command::new(NAME)
        .about("Write the manual pages of all commands into a directory")
        .arg(
            Arg::new("out")
                .long("out")
                .value_name("DIRECTORY")
                .required(true)
                .help("Directory, such as ~/.local/share/man/man1; made when it is not there")
                .value_parser(clap::value_parser!(PathBuf)),
        )
}

/// Writes the pages, over those of an earlier version.
///
/// # Errors
/// When they cannot be written.
pub(crate) fn run(matches: &ArgMatches) -> Result<(), Failure> {
    let Some(directory) = matches.get_one::<PathBuf>("out") else {
        return Err(Failure::usage(
            "no directory was given",
            "name it with --out",
        ));
    };
    let fails = |error| unwritable(directory, &error);
    std::fs::create_dir_all(directory).map_err(fails)?;
    clap_mangen::generate_to(command_line::root(), directory).map_err(fails)
}
