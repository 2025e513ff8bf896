//! From global flags to a configuration.

use std::env::VarError;

use ncloud_core::{CallOptions, Config, ConfigBuilder, RetryPolicy, Site};

use crate::command_line::globals::Globals;
use crate::failure::Failure;

/// Variables with a key pair.
const KEY_VARIABLES: [&str; 4] = [
    "NCLOUD_ACCESS_KEY_ID",
    "NCLOUD_ACCESS_KEY",
    "NCLOUD_SECRET_ACCESS_KEY",
    "NCLOUD_SECRET_KEY",
];

/// The configuration of a command; flags win over the environment and the file.
///
/// # Errors
/// When a setting is wrong, or no source has a key pair.
pub(crate) async fn config(globals: &Globals) -> Result<Config, Failure> {
    let named = globals.profile.is_some();
    // Whoever names a profile does not mean the key pair that happens to be in the environment.
    let loading = builder(globals)?.load_from(&|name| {
        if named && KEY_VARIABLES.contains(&name) {
            Err(VarError::NotPresent)
        } else {
            std::env::var(name)
        }
    });
    Ok(loading.await?)
}

fn builder(globals: &Globals) -> Result<ConfigBuilder, Failure> {
    let mut builder = Config::builder().user_agent(concat!("ncp/", env!("CARGO_PKG_VERSION")));
    if let Some(profile) = &globals.profile {
        builder = builder.profile(profile);
    }
    if let Some(site) = &globals.site {
        builder = builder.site(site.parse::<Site>()?);
    }
    if let Some(region) = &globals.region {
        builder = builder.region(region);
    }
    if let Some(endpoint) = &globals.endpoint {
        builder = builder.endpoint(endpoint.trim_end_matches('/'));
    }
    if let Some(retries) = globals.retries {
        builder = builder.retry(RetryPolicy::default().max_attempts(retries.saturating_add(1)));
    }
    Ok(builder)
}

/// What each call of a command does differently.
pub(crate) fn options(globals: &Globals) -> CallOptions {
    match globals.timeout {
        Some(timeout) => CallOptions::new().total_timeout(timeout),
        None => CallOptions::new(),
    }
}
