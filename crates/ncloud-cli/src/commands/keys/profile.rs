//! The profile whose key pair is used and replaced.

use std::path::PathBuf;

use clap::ArgMatches;
use ncloud_core::{Config, Credentials, Secret};

use crate::command_line::globals::Globals;
use crate::commands::configure;
use crate::failure::{Exit, Failure};
use crate::output::file::sweep;
use crate::settings;

/// Variable that names a profile.
const VARIABLE: &str = "NCLOUD_PROFILE";

/// A profile of a credentials file.
pub(super) struct Profile {
    pub(super) file: PathBuf,
    pub(super) name: String,
}

impl Profile {
    /// The one that the command line or the environment names.
    pub(super) fn read(matches: &ArgMatches, globals: &Globals) -> Result<Self, Failure> {
        let variable = std::env::var(VARIABLE).ok();
        let named = globals.profile.clone().or(variable);
        let name = named.filter(|name| !name.is_empty());
        Ok(Self {
            file: configure::path(matches)?,
            name: name.unwrap_or_else(|| configure::DEFAULT_PROFILE.to_owned()),
        })
    }

    /// The configuration that signs with the key pair of the profile, and with no other.
    pub(super) async fn config(&self, globals: &Globals) -> Result<Config, Failure> {
        let config = settings::config_of_profile(globals, &self.file, &self.name, None).await;
        config.map_err(|failure| match failure.exit {
            Exit::Authentication => Failure::new(
                Exit::Authentication,
                format!(
                    "the profile {} of {} has no key pair",
                    self.name,
                    self.file.display()
                ),
                "write one with `ncp configure`, or name another with --profile",
            ),
            _ => failure,
        })
    }

    /// The same configuration with another key pair.
    pub(super) async fn config_with(
        &self,
        globals: &Globals,
        credentials: Credentials,
    ) -> Result<Config, Failure> {
        settings::config_of_profile(globals, &self.file, &self.name, Some(credentials)).await
    }

    /// Puts another key pair into the profile. It is there as a whole, or not at all.
    pub(super) fn put(&self, access_key: &str, secret_key: &Secret) -> Result<(), Failure> {
        configure::put(&self.file, &self.name, access_key, secret_key, None)
    }

    /// Removes what a writer that was killed has left: it may hold secrets.
    pub(super) fn sweep(&self) {
        sweep(&self.file);
    }
}
