//! `ncp ca`: certificate authorities of Private CA as what they are.

mod tree;

use clap::{ArgMatches, Command};
use ncloud_core::Config;
use serde_json::Value;

use crate::call::Call;
use crate::command_line::globals::Globals;
use crate::failure::Failure;
use crate::{output, settings};

pub(crate) const NAME: &str = "ca";

/// The service of the CAs.
pub(crate) const SERVICE: &str = "private-ca";

pub(crate) fn command() -> Command {
    Command::new(NAME)
        .about("Certificate authorities of Private CA")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(
            Command::new("tree")
                .about("Draw the CAs below those that signed them, with state and expiry"),
        )
}

/// # Errors
/// When a call fails.
pub(crate) async fn run(matches: &ArgMatches) -> Result<(), Failure> {
    let Some(("tree", matches)) = matches.subcommand() else {
        return Err(Failure::usage(
            "no command was given",
            "see `ncp ca --help`",
        ));
    };
    let globals = Globals::read(matches);
    output::check(&globals)?;
    let config = settings::config(&globals).await?;
    let found = list(&config, &globals).await?;
    output::coloured(&tree::draw(&found, crate::time::now(), output::width()))
}

/// Every CA of the account, as the service lists it.
///
/// # Errors
/// When a call fails.
async fn list(config: &Config, globals: &Globals) -> Result<Vec<Value>, Failure> {
    let call = Call::of(config, globals, SERVICE, "getCaList", &[], None)?;
    call.items().await
}
