//! `ncp keys list`: the access keys of the sub account, and which of them the profile has.

use clap::{ArgMatches, Command};
use serde_json::Value;

use super::owner;
use super::profile::Profile;
use crate::command_line::globals::Globals;
use crate::command_line::text;
use crate::failure::Failure;
use crate::output::{self, View};

pub(super) const NAME: &str = "list";

pub(super) fn command() -> Command {
    Command::new(NAME)
        .about("List the access keys of the sub account whose key pair is in the profile")
        .args(super::arguments())
}

/// # Errors
/// When the profile has no key pair of a sub account, or a call fails.
pub(super) async fn run(matches: &ArgMatches) -> Result<(), Failure> {
    let globals = Globals::read(matches);
    output::check(&globals)?;
    owner::refuse_dry_run(&globals)?;
    let profile = Profile::read(matches, &globals)?;
    let config = profile.config(&globals).await?;
    let own = owner::access_key(&config).await?;
    let id = owner::find(&config, &globals, text(matches, "sub-account"), &own).await?;
    let mut keys = owner::keys(&config, &globals, &id).await?;
    for key in &mut keys {
        let is_own = key["accessKey"] == own.as_str();
        key["inProfile"] = is_own.into();
    }
    output::print(&globals, &Value::Array(keys), &View::default())
}
