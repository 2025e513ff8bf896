//! Settings from wherever they are kept: the chain of sources of a key pair.

use std::env::VarError;
use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;

use futures_util::future::FutureExt as _;

use crate::credentials::file::{self, NamedProfile};
use crate::credentials::metadata::{self, Failure};
use crate::environment::{Environment, site_of_gateway};
use crate::{Config, ConfigBuilder, Credentials, Error, Result, RoleCredentials};

const PROFILE: &str = "NCLOUD_PROFILE";
/// Names of the metadata endpoint: that of the vendor's Go SDK, then that of the others.
const METADATA_ENDPOINT: [&str; 2] = ["NCLOUD_METADATA_API_ENDPOINT", "NCLOUD_METADATA_ENDPOINT"];
const HOME: &str = if cfg!(windows) { "USERPROFILE" } else { "HOME" };
/// Where the vendor's command line keeps key pairs, in the home directory.
const FILE: [&str; 2] = [".ncloud", "configure"];
/// What the file's URL is called in errors.
const FILE_GATEWAY: &str = "ncloud_api_url of the credentials file";

/// Where [`ConfigBuilder::load`] looks, as far as the program says.
#[derive(Clone, Default)]
pub(crate) struct Sources {
    profile: Option<String>,
    credentials_file: Option<PathBuf>,
    metadata_endpoint: Option<String>,
    without_role: bool,
    /// What to sign with in the place of what is found.
    replacement: Option<Credentials>,
}

impl Config {
    /// Settings from the environment, with a key pair from the first source that has one:
    ///
    /// 1. the environment, as [`Config::from_env`];
    /// 2. the file `~/.ncloud/configure` (`%USERPROFILE%\.ncloud\configure` on Windows), from the
    ///    profile that `NCLOUD_PROFILE` names, else from `DEFAULT` together with what stands before the
    ///    first section. Its `ncloud_api_url` counts as `NCLOUD_API_GW` does, when neither program nor
    ///    environment names a site or a gateway;
    /// 3. the role of the server, see [`RoleCredentials`]. `NCLOUD_METADATA_API_ENDPOINT`, else
    ///    `NCLOUD_METADATA_ENDPOINT`, replaces the address of its metadata service.
    ///
    /// A source that is there but broken, with half a pair for example, is an error and never skipped:
    /// the next one could hold keys of another account.
    ///
    /// # Errors
    /// When a source is broken, when none has a key pair (the message lists them all), and as
    /// [`Config::from_env`].
    pub async fn load() -> Result<Self> {
        Self::builder().load().await
    }
}

impl ConfigBuilder {
    /// Profile of the credentials file, for [`ConfigBuilder::load`]. It counts when the turn of the file
    /// comes, and must be there then.
    pub fn profile(mut self, name: impl Into<String>) -> Self {
        self.sources.profile = Some(name.into());
        self
    }

    /// Path of the credentials file, for [`ConfigBuilder::load`]. Unlike the one in the home directory
    /// it must exist when its turn comes.
    pub fn credentials_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.sources.credentials_file = Some(path.into());
        self
    }

    /// Origin of the metadata service, for [`ConfigBuilder::load`]. Plain http is for this machine and
    /// for 169.254.169.254 only.
    pub fn metadata_endpoint(mut self, origin: impl Into<String>) -> Self {
        self.sources.metadata_endpoint = Some(origin.into());
        self
    }

    /// Does not ask for the role of the server, for [`ConfigBuilder::load`]: the environment and the file
    /// are the only sources.
    pub fn without_server_role(mut self) -> Self {
        self.sources.without_role = true;
        self
    }

    /// Signs with this key pair in the place of the one that [`ConfigBuilder::load`] finds; site and
    /// gateway stay those of its source. For trying a key pair before it is written there.
    pub fn replace_credentials(mut self, credentials: Credentials) -> Self {
        self.sources.replacement = Some(credentials);
        self
    }

    /// Completes the settings as [`Config::load`] does, and checks them. What was set before wins; a
    /// key pair that was set ends the search before it begins.
    ///
    /// # Errors
    /// As [`Config::load`].
    pub async fn load(self) -> Result<Config> {
        let loading = self.load_from(&|name| std::env::var(name));
        loading.await
    }

    /// As [`ConfigBuilder::load`], with variables from a function, for tests and for programs that keep
    /// their settings elsewhere. All variables are read before this returns.
    ///
    /// # Errors
    /// As [`Config::load`].
    pub fn load_from(
        self,
        variable: &dyn Fn(&str) -> std::result::Result<String, VarError>,
    ) -> impl Future<Output = Result<Config>> + Send + use<> {
        let search = Search::new(self, &Environment::new(variable));
        // In a box it is compiled here, and not again with every program that waits for it.
        async move { search?.run().await }.boxed()
    }
}

/// A search for a key pair, with all that the environment says about it.
struct Search {
    builder: ConfigBuilder,
    file: Option<PathBuf>,
    file_is_named: bool,
    profile: Option<NamedProfile>,
    metadata_endpoint: String,
    metadata_variable: Option<&'static str>,
    /// What each source lacked.
    lacking: Vec<String>,
}

impl Search {
    fn new(builder: ConfigBuilder, environment: &Environment<'_>) -> Result<Self> {
        let mut builder = environment.settings(builder.clone())?.prefer(builder);
        let mut search = Self {
            file: None,
            file_is_named: false,
            profile: None,
            metadata_endpoint: metadata::ADDRESS.to_owned(),
            metadata_variable: None,
            lacking: vec!["explicit: the program gives none".to_owned()],
            builder: builder.clone(),
        };
        // What is not needed is not read: a variable of a later source cannot break an earlier one.
        if builder.credentials.is_some() {
            return Ok(search);
        }
        if let Some(credentials) = environment.credentials()? {
            tracing::debug!(credentials.source = credentials.source(), "key pair found");
            builder = builder.credentials(credentials);
            return Ok(Self { builder, ..search });
        }
        search.lacking.push(format!(
            "environment: {} are not set",
            Environment::KEY_VARIABLES
        ));
        let Sources {
            profile,
            credentials_file,
            metadata_endpoint,
            ..
        } = builder.sources;
        search.file_is_named = credentials_file.is_some();
        search.file = match credentials_file {
            Some(path) => Some(path),
            None => environment
                .path(HOME)
                .map(|home| home.join(FILE[0]).join(FILE[1])),
        };
        search.profile = match profile {
            Some(name) => Some(NamedProfile {
                name,
                variable: None,
            }),
            None => environment.get(PROFILE)?.map(|name| NamedProfile {
                name: name.to_string(),
                variable: Some(PROFILE),
            }),
        };
        if let Some(endpoint) = metadata_endpoint {
            search.metadata_endpoint = endpoint;
        } else if let Some((variable, endpoint)) = environment.first(&METADATA_ENDPOINT)? {
            search.metadata_endpoint = endpoint.to_string();
            search.metadata_variable = Some(variable);
        }
        Ok(search)
    }

    async fn run(mut self) -> Result<Config> {
        if self.builder.credentials.is_none() {
            self.ask_file()?;
        }
        if self.builder.sources.without_role {
            self.lacking.push("server role: not asked".to_owned());
        } else if self.builder.credentials.is_none() {
            self.ask_role().await?;
        }
        if self.builder.credentials.is_none() {
            return Err(Error::configuration(format!(
                "no source has a key pair: {}",
                self.lacking.join("; ")
            )));
        }
        if let Some(credentials) = self.builder.sources.replacement.take() {
            self.builder = self.builder.credentials(credentials);
        }
        self.builder.build()
    }

    fn ask_file(&mut self) -> Result<()> {
        let Some(path) = &self.file else {
            if let Some(profile) = &self.profile {
                return Err(Error::configuration(format!(
                    "the profile `{}` is not there, because {HOME} is not set and no file is named",
                    profile.name
                ))
                .in_source(profile.variable));
            }
            self.lacking.push(format!(
                "file: {HOME} is not set, so there is no home directory to look in"
            ));
            return Ok(());
        };
        let found = file::read(path, self.file_is_named, self.profile.as_ref())?;
        let mut builder = self.builder.clone();
        if let Some(gateway) = found
            .gateway
            .filter(|_| builder.site.is_none() && builder.endpoint.is_none())
        {
            builder = match site_of_gateway(&gateway) {
                Some(site) => builder.site(site),
                None => builder
                    .endpoint(gateway.trim_end_matches('/'))
                    .endpoint_from(FILE_GATEWAY),
            };
        }
        match found.credentials {
            Ok(credentials) => {
                tracing::debug!(
                    credentials.source = credentials.source(),
                    path = %path.display(),
                    "key pair found"
                );
                builder = builder.credentials(credentials);
            }
            Err(reason) => self.lacking.push(format!("file: {reason}")),
        }
        self.builder = builder;
        Ok(())
    }

    /// Asks once, to know whether there is a role; from then on the configuration asks.
    async fn ask_role(&mut self) -> Result<()> {
        let clock = Arc::clone(&self.builder.clock);
        let role = RoleCredentials::at(&self.metadata_endpoint, clock)
            .map_err(|error| error.in_source(self.metadata_variable))?;
        match role.look_up().await {
            Ok(credentials) => {
                tracing::debug!(credentials.source = credentials.source(), "key pair found");
                self.builder = self.builder.clone().credentials_provider(role);
            }
            Err(Failure::Unreachable(reason)) => {
                self.lacking.push(format!("server role: {reason}"));
            }
            Err(failure @ Failure::Wrong(_)) => {
                let before = self.lacking.join("; ");
                return Err(Error::from(failure).with_hint(Some(format!(
                    "the other sources have no key pair: {before}; where there is no role, set {}",
                    Environment::KEY_VARIABLES
                ))));
            }
        }
        Ok(())
    }
}
