//! `ncp whoami`: which key pair is in use, and whether the clock is right.

use clap::{ArgMatches, Command};
use serde_json::json;

use crate::command_line::globals::Globals;
use crate::failure::Failure;
use crate::output::View;
use crate::{output, settings};

pub(crate) const NAME: &str = "whoami";

pub(crate) fn command() -> Command {
    Command::new(NAME)
        .about("Tell which key pair is in use, where it comes from, and how far the clock is off")
}

/// Prints source, access key, site, region and clock offset.
///
/// # Errors
/// When there is no key pair. That the gateway cannot be reached is told, and no failure.
pub(crate) async fn run(matches: &ArgMatches) -> Result<(), Failure> {
    let globals = Globals::read(matches);
    output::check(&globals)?;
    let config = settings::config(&globals).await?;
    let credentials = config.credentials().await?;
    let clock = match config.clock_offset().await {
        Ok(Some(offset)) => json!(offset),
        Ok(None) => json!(null),
        Err(error) => json!(format!("unknown: {error}")),
    };
    let answer = json!({
        "source": credentials.source(),
        "accessKey": credentials.access_key(),
        "site": config.site().as_str(),
        "region": config.region(),
        "gatewayClockOffsetMilliseconds": clock,
    });
    output::print(&globals, &answer, &View::default())
}
