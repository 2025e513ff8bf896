//! From global flags to a configuration.

use std::env::VarError;
use std::path::Path;

use ncloud_core::service::{Operation, Security};
use ncloud_core::{
    CallOptions, Config, ConfigBuilder, Credentials, KeyBoundary, RetryPolicy, Site, Token,
};

use crate::command_line::globals::Globals;
use crate::failure::{Exit, Failure};

/// Variable with a token, for the operations that take one; it goes before the key pair there.
const TOKEN_VARIABLE: &str = "NCLOUD_KMS_TOKEN";
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
        if named {
            without_key_pair(name)
        } else {
            std::env::var(name)
        }
    });
    Ok(loading.await?)
}

/// The configuration with the key pair of a profile of a credentials file, or with another one in its place;
/// that of the environment does not count.
///
/// # Errors
/// When a setting is wrong, or the profile is not there.
pub(crate) async fn config_of_profile(
    globals: &Globals,
    file: &Path,
    profile: &str,
    instead: Option<Credentials>,
) -> Result<Config, Failure> {
    let builder = builder(globals)?.credentials_file(file).profile(profile);
    let mut builder = builder.without_server_role();
    if let Some(credentials) = instead {
        builder = builder.replace_credentials(credentials);
    }
    Ok(builder.load_from(&without_key_pair).await?)
}

/// The configuration of a call: with the token that the environment has, where the operation takes one,
/// else as [`config`].
///
/// # Errors
/// As [`config`], and when the token cannot be one, or is not there for an operation that takes nothing else.
pub(crate) async fn config_of_call(
    globals: &Globals,
    operation: &Operation,
) -> Result<Config, Failure> {
    let takes_token = operation
        .security
        .iter()
        .any(|security| matches!(security, Security::Token { .. }));
    let token = std::env::var(TOKEN_VARIABLE).ok();
    match token.filter(|token| takes_token && !token.trim().is_empty()) {
        Some(token) => {
            let builder = Config::builder().environment_from(&without_key_pair)?;
            let builder = apply(builder, globals)?.token(Token::new(token)?);
            Ok(builder.build()?)
        }
        None if takes_token && !operation.security.contains(&Security::Signature) => {
            Err(Failure::new(
                Exit::Authentication,
                format!("the operation takes a token, and {TOKEN_VARIABLE} is not set"),
                format!("set {TOKEN_VARIABLE}; `ncp kms create-token-set` makes tokens of a key"),
            ))
        }
        None => config(globals).await,
    }
}

/// The environment without its key pair.
fn without_key_pair(name: &str) -> Result<String, VarError> {
    if KEY_VARIABLES.contains(&name) {
        Err(VarError::NotPresent)
    } else {
        std::env::var(name)
    }
}

fn builder(globals: &Globals) -> Result<ConfigBuilder, Failure> {
    apply(Config::builder(), globals)
}

/// Puts what the flags say into a builder.
fn apply(builder: ConfigBuilder, globals: &Globals) -> Result<ConfigBuilder, Failure> {
    let mut builder = builder.user_agent(concat!("ncp/", env!("CARGO_PKG_VERSION")));
    if let Some(profile) = &globals.profile {
        builder = builder.profile(profile);
    }
    if let Some(site) = &globals.site {
        builder = builder.site(site.parse::<Site>()?);
    }
    if let Some(region) = &globals.region {
        builder = builder.region(region);
    }
    if let Some(boundary) = &globals.key_boundary {
        builder = builder.key_boundary(boundary.parse::<KeyBoundary>()?);
    }
    if let Some(endpoint) = &globals.endpoint {
        builder = builder.endpoint(endpoint.trim_end_matches('/'));
    }
    if let Some(retries) = globals.retries {
        builder = builder.retry(RetryPolicy::default().max_attempts(retries.saturating_add(1)));
    }
    Ok(builder)
}

/// What the next call of a command does differently.
pub(crate) fn options(globals: &Globals) -> CallOptions {
    let times = [globals.time_left(), globals.call_timeout];
    match times.into_iter().flatten().min() {
        Some(timeout) => CallOptions::new().total_timeout(timeout),
        None => CallOptions::new(),
    }
}
