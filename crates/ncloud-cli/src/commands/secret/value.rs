//! A value: a JSON object of pairs, written as text.

use clap::ArgMatches;
use ncloud_core::{Config, Secret, SecretJson};
use serde_json::{Map, Value};

use super::{SERVICE, find, stage};
use crate::call::Call;
use crate::command_line::globals::Globals;
use crate::failure::{Exit, Failure};

/// Reads the value that the arguments name. With `--dry-run` there is none: the request is shown.
///
/// # Errors
/// When the call fails, or the stage has no value.
pub(super) async fn read(
    config: &Config,
    globals: &Globals,
    matches: &ArgMatches,
) -> Result<Option<Secret>, Failure> {
    let id = find(config, globals, matches).await?;
    let stage = stage(matches);
    let parameters = [("secretId", id.as_str()), ("stage", stage)];
    let operation = "getSecretStageValue";
    let call = Call::of(config, globals, SERVICE, operation, &parameters, None)?;
    if globals.dry_run {
        call.show().await?;
        return Ok(None);
    }
    let mut answer = call.send().await?;
    let text = answer["data"]["decryptedSecretValue"]["value"].as_str();
    let value = Secret::new(text.unwrap_or_default());
    SecretJson::wipe(&mut answer);
    if value.expose().is_empty() {
        return Err(Failure::new(
            Exit::NotFound,
            format!("the stage `{stage}` has no value"),
            "choose another with --stage",
        ));
    }
    Ok(Some(value))
}

/// The pairs of a value; `None` when it has another form.
pub(super) fn pairs(value: &Secret) -> Option<Pairs> {
    match serde_json::from_str(value.expose()) {
        Ok(Value::Object(pairs)) => Some(Pairs(pairs)),
        _ => None,
    }
}

/// Pairs, wiped when they are dropped.
pub(super) struct Pairs(Map<String, Value>);

impl Pairs {
    /// Keys and texts. What is no text is written as JSON.
    pub(super) fn texts(&self) -> impl Iterator<Item = (&str, Secret)> {
        self.0
            .iter()
            .map(|(key, value)| (key.as_str(), text(value)))
    }

    /// The text of a key.
    pub(super) fn text(&self, key: &str) -> Option<Secret> {
        self.0.get(key).map(text)
    }
}

impl Drop for Pairs {
    fn drop(&mut self) {
        self.0.values_mut().for_each(SecretJson::wipe);
    }
}

fn text(value: &Value) -> Secret {
    match value {
        Value::String(text) => Secret::new(text.as_str()),
        other => Secret::new(other.to_string()),
    }
}
