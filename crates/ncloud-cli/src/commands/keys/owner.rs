//! The sub account that an access key belongs to.

use ncloud_core::Config;
use serde_json::Value;

use super::SERVICE;
use crate::call::Call;
use crate::command_line::globals::Globals;
use crate::failure::{Exit, Failure};

/// The access key that a configuration signs with.
pub(super) async fn access_key(config: &Config) -> Result<String, Failure> {
    Ok(config.credentials().await?.access_key().to_owned())
}

/// The id of the sub account that has a key; when it is given, it must be right.
///
/// No operation tells the sub account of a key, so the keys of one after the other are looked at.
///
/// # Errors
/// When no sub account has the key, or a call fails.
pub(super) async fn find(
    config: &Config,
    globals: &Globals,
    given: Option<&str>,
    access_key: &str,
) -> Result<String, Failure> {
    if let Some(id) = given {
        let keys = keys(config, globals, id).await?;
        if has(&keys, access_key) {
            return Ok(id.to_owned());
        }
        return Err(Failure::new(
            Exit::NotFound,
            format!("the sub account {id} does not have the key {access_key} of the profile"),
            "leave --sub-account out, or name another --profile",
        ));
    }
    let accounts = Call::of(config, globals, SERVICE, "getSubAccounts", &[], None)?;
    for account in accounts.items().await? {
        let Some(id) = account["subAccountId"].as_str() else {
            continue;
        };
        if has(&keys(config, globals, id).await?, access_key) {
            return Ok(id.to_owned());
        }
    }
    Err(Failure::new(
        Exit::NotFound,
        format!("no sub account has the key {access_key} of the profile"),
        "keys of a main account are changed in the console; name another --profile",
    ))
}

/// The access keys of a sub account.
///
/// # Errors
/// When the call fails.
pub(super) async fn keys(
    config: &Config,
    globals: &Globals,
    id: &str,
) -> Result<Vec<Value>, Failure> {
    let parameters = [("subAccountId", id)];
    let call = Call::of(config, globals, SERVICE, "getAccessKeys", &parameters, None)?;
    match call.send().await? {
        Value::Array(keys) => Ok(keys),
        _ => Err(Failure::new(
            Exit::Service,
            "the answer is no list of keys",
            "run it again with --verbose",
        )),
    }
}

/// Whether a list of keys has this one.
pub(super) fn has(keys: &[Value], access_key: &str) -> bool {
    keys.iter().any(|key| key["accessKey"] == access_key)
}

/// There is more than one request, and what the later ones are follows from the answers.
pub(super) fn refuse_dry_run(globals: &Globals) -> Result<(), Failure> {
    if globals.dry_run {
        return Err(Failure::usage(
            "--dry-run sends nothing, and what would be sent depends on the answers",
            "leave it out; `ncp sub-account get-access-keys --dry-run` shows a single request",
        ));
    }
    Ok(())
}
