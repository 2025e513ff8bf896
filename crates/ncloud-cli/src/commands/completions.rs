//! `ncp completions`: what a shell reads at its start.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgMatches, Command};
use clap_complete::env::Shells;

use crate::command_line::text;
use crate::failure::Failure;
use crate::output;

pub(crate) const NAME: &str = "completions";

const AFTER_HELP: &str = "\
Put the line of your shell into the file that it reads at its start:
  bash        source <(ncp completions bash)
  zsh         source <(ncp completions zsh)
  fish        ncp completions fish | source
  PowerShell  ncp completions powershell | Out-String | Invoke-Expression";

pub(crate) fn command() -> Command {
    Command::new(NAME)
        .about("Print what makes a shell complete commands, flags and values")
        .after_help(AFTER_HELP)
        .arg(
            Arg::new("shell")
                .value_name("SHELL")
                .required(true)
                .help("Shell")
                .value_parser(PossibleValuesParser::new([
                    "bash",
                    "elvish",
                    "fish",
                    "powershell",
                    "zsh",
                ])),
        )
}

/// Prints the registration. From then on the shell asks this program.
///
/// # Errors
/// When standard output cannot be written.
pub(crate) fn run(matches: &ArgMatches) -> Result<(), Failure> {
    let name = text(matches, "shell").unwrap_or_default();
    let shells = Shells::builtins();
    let Some(shell) = shells.completer(name) else {
        return Err(Failure::usage(
            format!("`{name}` is not a shell that is known"),
            "see `ncp completions --help`",
        ));
    };
    let mut script = Vec::new();
    shell.write_registration("COMPLETE", "ncp", "ncp", "ncp", &mut script)?;
    output::line(&String::from_utf8_lossy(&script))
}
