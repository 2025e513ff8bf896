//! `ncp secret exec`: a program with the pairs of a value in its environment.
//!
//! They stand neither on a command line nor in the history of a shell, and no file holds them.

use std::ffi::OsString;
use std::io::ErrorKind;
use std::process::Command as Process;

use clap::{Arg, ArgMatches, Command, value_parser};

use super::value;
use crate::command_line::globals::Globals;
use crate::command_line::{option, text};
use crate::failure::{Exit, Failure};
use crate::settings;

pub(super) const NAME: &str = "exec";

pub(super) fn command() -> Command {
    Command::new(NAME)
        .about("Run a program with the pairs of a value in its environment")
        .long_about(
            "Run a program with the pairs of a value in its environment: each key is a variable. What the \
             program ends with, ncp ends with; as in a shell, 127 says that the program is not there, and \
             126 that it cannot be run.",
        )
        .args(super::arguments())
        .arg(
            option("prefix", "TEXT", "Text that the name of each variable begins with")
                .default_value(""),
        )
        .arg(
            Arg::new("program")
                .value_name("PROGRAM")
                .required(true)
                .num_args(1..)
                .last(true)
                .value_parser(value_parser!(OsString))
                .help("Program and its arguments"),
        )
}

/// # Errors
/// When the value cannot be read or put into an environment, or the program cannot be run.
pub(super) async fn run(matches: &ArgMatches) -> Result<(), Failure> {
    let globals = Globals::read(matches);
    let config = settings::config(&globals).await?;
    let Some(value) = value::read(&config, &globals, matches).await? else {
        return Ok(());
    };
    let pairs = value::pairs(&value).ok_or_else(|| {
        Failure::new(
            Exit::Other,
            "the value is not a JSON object, so it has no pairs",
            "`ncp secret get` prints it as it is",
        )
    })?;
    let mut words = matches
        .get_many::<OsString>("program")
        .into_iter()
        .flatten();
    let program = words
        .next()
        .ok_or_else(|| Failure::usage("missing: PROGRAM", "name it after `--`"))?;
    let mut process = Process::new(program);
    process.args(words);
    let prefix = text(matches, "prefix").unwrap_or_default();
    for (key, text) in pairs.texts() {
        let name = format!("{prefix}{key}");
        if name.is_empty() || name.contains(['=', '\0']) || text.expose().contains('\0') {
            return Err(Failure::new(
                Exit::Other,
                format!("the pair `{key}` cannot stand in an environment"),
                "a name has no `=`, and neither name nor text has a NUL",
            ));
        }
        process.env(name, text.expose());
    }
    replace(process).map_err(|error| {
        let exit = match error.kind() {
            ErrorKind::NotFound => Exit::NoProgram,
            _ => Exit::NotExecutable,
        };
        Failure::new(
            exit,
            format!("{} cannot be run: {error}", program.display()),
            "name a program that is there and may be run",
        )
    })
}

/// Puts the program in the place of this one: signals reach it, and what it ends with counts.
#[cfg(unix)]
fn replace(mut process: Process) -> Result<(), std::io::Error> {
    use std::os::unix::process::CommandExt as _;
    Err(process.exec())
}

/// Waits for the program and ends with its code.
#[cfg(not(unix))]
fn replace(mut process: Process) -> Result<(), std::io::Error> {
    let status = process.status()?;
    std::process::exit(status.code().unwrap_or(1))
}
