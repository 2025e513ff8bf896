//! The tree of commands.
//!
//! Only what the arguments name is built: a service has its operations added when it is asked for.

pub(crate) mod globals;
pub(crate) mod operation;
pub(crate) mod usage;

use clap::builder::Styles;
use clap::builder::styling::AnsiColor;
use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::catalogue::{self, SERVICES};
use crate::{commands, output};

/// The heading of the services in the help.
const AFTER_HELP: &str = "\
Services and their operations are those of NAVER Cloud Platform's API; `ncp SERVICE --help` lists them.

Exit codes:
  0 done                5 not found              10 done in part
  1 other failure       6 throttled, quota used  130 interrupted
  2 wrong usage         7 failure of the service
  3 authentication      8 network
  4 permission          9 timeout";

/// Columns that a terminal needs for a flag beside its help.
const SIDE_BY_SIDE: u16 = 60;

/// All commands.
pub(crate) fn root() -> Command {
    let root = Command::new("ncp")
        .version(env!("CARGO_PKG_VERSION"))
        .about("NAVER Cloud Platform at a shell")
        .after_help(AFTER_HELP)
        .styles(styles())
        .subcommand_required(true)
        .arg_required_else_help(true)
        .max_term_width(100)
        // Side by side, flags and their help leave each other no room.
        .next_line_help(output::width().is_some_and(|width| width < SIDE_BY_SIDE))
        .args(globals::arguments());
    let services = SERVICES.iter().map(|service| {
        Command::new(service.name)
            .about(service.title)
            .defer(with_operations)
    });
    root.subcommands(services).subcommands(commands::all())
}

/// Adds its operations to the command of a service. A deferred function captures nothing, but knows the
/// name of the command.
fn with_operations(command: Command) -> Command {
    let Some(service) = catalogue::service(command.get_name()) else {
        return command;
    };
    let operations = service
        .operations
        .iter()
        .map(|operation| commands::kms::explain(operation, operation::command(operation)));
    command
        .long_about(service.about)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands(operations)
}

fn styles() -> Styles {
    Styles::styled()
        .header(AnsiColor::Green.on_default().bold())
        .usage(AnsiColor::Green.on_default().bold())
        .literal(AnsiColor::Cyan.on_default().bold())
        .placeholder(AnsiColor::Cyan.on_default())
}

/// A flag that takes one value.
pub(crate) fn option(name: &'static str, value: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(value).help(help)
}

/// A flag without a value.
pub(crate) fn switch(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name)
        .long(name)
        .help(help)
        .action(ArgAction::SetTrue)
}

/// The text of a flag, when it was given.
pub(crate) fn text<'a>(matches: &'a ArgMatches, name: &str) -> Option<&'a str> {
    matches
        .try_get_one::<String>(name)
        .ok()
        .flatten()
        .map(String::as_str)
}

/// Whether a flag was given.
pub(crate) fn is_set(matches: &ArgMatches, name: &str) -> bool {
    matches
        .try_get_one::<bool>(name)
        .ok()
        .flatten()
        .copied()
        .unwrap_or_default()
}
