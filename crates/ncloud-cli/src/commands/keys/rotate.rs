//! `ncp keys rotate`: another key pair in the profile, and the old key stopped.
//!
//! At any point at which the program may end, the profile has a key that works: the old one is stopped
//! after the new one was tried and the profile has it on disk. What was made is in the [`Journal`], so
//! another run goes on from there.

use std::time::{Duration, Instant};

use clap::{ArgMatches, Command};
use ncloud_core::{Config, Credentials, ErrorKind, Secret, SecretJson};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::journal::{Begun, Journal, Second};
use super::profile::Profile;
use super::{SERVICE, owner};
use crate::call::Call;
use crate::command_line::globals::Globals;
use crate::command_line::{is_set, switch, text};
use crate::failure::{Exit, Failure};
use crate::output::{self, View};
use crate::progress;

pub(super) const NAME: &str = "rotate";

/// How long a new key may take to be known.
const PATIENCE: Duration = Duration::from_secs(60);
/// Seconds by which the time at which a key was made may differ from that of the request: the gateway takes
/// requests for five minutes, and clocks may differ by as much.
const SETTLED: u64 = 10 * 60;
/// How long to wait before it is tried again.
const PAUSE: Duration = Duration::from_secs(1);

pub(super) fn command() -> Command {
    Command::new(NAME)
        .about("Replace the key pair in the profile by a new one, and stop the old key")
        .after_help(
            "Makes the second key of the sub account, tries it, writes it into the profile and stops the old one.\n\
             The secret key goes into the credentials file only; other profiles and comments there stay. The\n\
             profile has a key that works at any time: when a rotation is interrupted, run it again, and it\n\
             goes on. Until it is through, what was made is in a file beside the credentials file, with the\n\
             ending .rotation, for its owner only. A sub account has two keys at most, so a rotation needs\n\
             that there is only one.",
        )
        .args(super::arguments())
        .arg(switch(
            "delete-old",
            "Delete the old key when it is stopped; otherwise it can be started again",
        ))
}

/// # Errors
/// When there is no room for a second key, a call fails, or a file cannot be written. What was done is
/// kept for the next run.
pub(super) async fn run(matches: &ArgMatches) -> Result<(), Failure> {
    let globals = Globals::read(matches);
    output::check(&globals)?;
    owner::refuse_dry_run(&globals)?;
    let profile = Profile::read(matches, &globals)?;
    let journal = Journal::open(&profile.file)?;
    profile.sweep();
    // Read under the lock of the journal: no other run changes it meanwhile.
    let config = match profile.config(&globals).await {
        Ok(config) => config,
        Err(failure) => {
            journal.give_up()?;
            return Err(failure);
        }
    };
    let mut rotation = Rotation {
        globals,
        profile,
        journal,
        config,
    };
    let begun = match rotation.begin(text(matches, "sub-account")).await {
        Ok(begun) => begun,
        Err(failure) => {
            rotation.journal.give_up()?;
            return Err(failure);
        }
    };
    let new = rotation.switch(&begun).await?;
    rotation.stop(&begun).await?;
    let deletes = is_set(matches, "delete-old");
    if deletes {
        rotation.delete(&begun.sub_account, &begun.old).await?;
    }
    rotation.journal.end()?;
    let answer = json!({
        "profile": begun.profile,
        "subAccountId": begun.sub_account,
        "accessKey": new,
        "oldAccessKey": begun.old,
        "oldStatus": if deletes { "deleted" } else { "stopped" },
    });
    output::print(&rotation.globals, &answer, &View::default())
}

/// A rotation under way.
struct Rotation {
    globals: Globals,
    profile: Profile,
    journal: Journal,
    /// Signs with the key pair of the profile.
    config: Config,
}

impl Rotation {
    /// Finds out what is to be replaced: what the journal says, or the key of the profile.
    async fn begin(&mut self, given: Option<&str>) -> Result<Begun, Failure> {
        let own = owner::access_key(&self.config).await?;
        if let Some(begun) = self.journal.begun.clone() {
            self.check(&begun, given, &own)?;
            return Ok(begun);
        }
        let sub_account = owner::find(&self.config, &self.globals, given, &own).await?;
        let keys = owner::keys(&self.config, &self.globals, &sub_account).await?;
        if let Some(other) = keys.iter().find(|key| key["accessKey"] != own.as_str()) {
            let name = other["accessKey"].as_str().unwrap_or_default();
            let state = match other["active"].as_bool() {
                Some(false) => "stopped",
                _ => "active",
            };
            return Err(Failure::new(
                Exit::Other,
                format!(
                    "the sub account {sub_account} has two keys, as many as it may have; the other one, {name}, \
                     is {state}"
                ),
                format!(
                    "delete it when nobody needs it: `ncp sub-account delete-access-key --sub-account-id \
                     {sub_account} --access-key {name}`"
                ),
            ));
        }
        let begun = Begun {
            profile: self.profile.name.clone(),
            sub_account,
            old: own,
        };
        self.journal.begin(&begun)?;
        Ok(begun)
    }

    /// Whether this run can go on with what another one has begun.
    fn check(&self, begun: &Begun, given: Option<&str>, own: &str) -> Result<(), Failure> {
        let journal = self.journal.path().display();
        if begun.profile != self.profile.name {
            return Err(Failure::usage(
                format!("a rotation of the profile {} is not through", begun.profile),
                format!("first run `ncp keys rotate --profile {}`", begun.profile),
            ));
        }
        if given.is_some_and(|given| given != begun.sub_account) {
            return Err(Failure::usage(
                format!(
                    "a rotation of the sub account {} is not through",
                    begun.sub_account
                ),
                "leave --sub-account out",
            ));
        }
        let is_new =
            matches!(&self.journal.second, Second::Made { access_key, .. } if access_key == own);
        if own != begun.old && !is_new {
            return Err(Failure::new(
                Exit::Other,
                format!("the profile has another key, {own}, than when the rotation was begun"),
                format!(
                    "look at the keys with `ncp keys list`, then remove {journal}; it holds the secret of a key"
                ),
            ));
        }
        Ok(())
    }

    /// Sees to it that the profile has the new key, which works; its name.
    async fn switch(&mut self, begun: &Begun) -> Result<String, Failure> {
        let own = owner::access_key(&self.config).await?;
        if own != begun.old {
            return Ok(own);
        }
        self.clear_up(begun).await?;
        if matches!(self.journal.second, Second::None) {
            self.make(begun).await?;
        }
        let Second::Made { access_key, secret } = &self.journal.second else {
            return Err(unexpected());
        };
        let credentials = Credentials::new(access_key, secret.expose())?;
        let config = self.profile.config_with(&self.globals, credentials).await?;
        self.try_out(&config, begun).await?;
        // Somebody may have written the file meanwhile.
        let now = owner::access_key(&self.profile.config(&self.globals).await?).await?;
        if now != begun.old {
            self.check(begun, None, &now)?;
        }
        self.profile.put(access_key, secret)?;
        self.config = self.profile.config(&self.globals).await?;
        Ok(access_key.clone())
    }

    /// Deletes a key whose secret was lost, and forgets one that is gone.
    async fn clear_up(&mut self, begun: &Begun) -> Result<(), Failure> {
        if matches!(self.journal.second, Second::None) {
            return Ok(());
        }
        let keys = owner::keys(&self.config, &self.globals, &begun.sub_account).await?;
        let announced = match &self.journal.second {
            Second::Made { access_key, .. } if owner::has(&keys, access_key) => return Ok(()),
            Second::Unknown { made } => *made,
            _ => return self.journal.none(),
        };
        // There was one key when it was announced that a second one would be made.
        for key in &keys {
            if let Some(name) = key["accessKey"].as_str().filter(|name| *name != begun.old) {
                if !is_made_about(key, announced) {
                    return Err(self.stranger(name));
                }
                progress::note(&format!(
                    "note: {name} was made by a run that was interrupted before it had the secret; deleting it"
                ));
                self.delete(&begun.sub_account, name).await?;
            }
        }
        self.journal.none()
    }

    fn stranger(&self, name: &str) -> Failure {
        let journal = self.journal.path().display();
        Failure::new(
            Exit::Other,
            format!("the sub account has a second key, {name}, which this rotation has not made"),
            format!("remove {journal}, and delete that key when nobody needs it"),
        )
    }

    /// Makes the second key. Its secret is on the disk before anything else happens.
    async fn make(&mut self, begun: &Begun) -> Result<(), Failure> {
        let call = self.call("createAccessKey", &begun.sub_account, None)?;
        self.journal.making()?;
        let mut answer = match call.send().await {
            Ok(answer) => answer,
            Err(error) => {
                if error.did_nothing() {
                    self.journal.none()?;
                }
                return Err(error.into());
            }
        };
        let secret = Secret::new(answer["keySecret"].as_str().unwrap_or_default());
        let access_key = answer["accessKey"].as_str().map(str::to_owned);
        SecretJson::wipe(&mut answer);
        match access_key.filter(|_| !secret.expose().is_empty()) {
            Some(access_key) => self.journal.made(&access_key, &secret),
            None => Err(unexpected()),
        }
    }

    /// Reads with the new key, until it is known.
    async fn try_out(&self, config: &Config, begun: &Begun) -> Result<(), Failure> {
        let parameters = [("subAccountId", begun.sub_account.as_str())];
        let id = "getAccessKeys";
        let call = Call::of(config, &self.globals, SERVICE, id, &parameters, None)?;
        let patience = self.globals.time_left().unwrap_or(PATIENCE);
        let end = Instant::now() + patience.min(PATIENCE);
        loop {
            match call.send().await {
                Ok(_) => return Ok(()),
                Err(error)
                    if error.kind() == ErrorKind::Authentication
                        && Instant::now() + PAUSE < end =>
                {
                    tokio::time::sleep(PAUSE).await;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Stops the old key, with the new one.
    async fn stop(&self, begun: &Begun) -> Result<(), Failure> {
        let body = json!({ "accessKey": begun.old, "active": false });
        let call = self.call("updateAccessKeyStatus", &begun.sub_account, Some(body))?;
        done(&begun.old, call.send().await)
    }

    /// Deletes a key that is not the one of the profile.
    async fn delete(&self, sub_account: &str, access_key: &str) -> Result<(), Failure> {
        let body = json!({ "accessKey": access_key });
        let call = self.call("deleteAccessKey", sub_account, Some(body))?;
        done(access_key, call.send().await)
    }

    /// A call about the keys of the sub account, with the key of the profile.
    fn call(&self, id: &str, sub_account: &str, body: Option<Value>) -> Result<Call, Failure> {
        let parameters = [("subAccountId", sub_account)];
        Call::of(&self.config, &self.globals, SERVICE, id, &parameters, body)
    }
}

/// Whether a key may have been made by a request of this time, seconds since 1970.
fn is_made_about(key: &Value, time: i64) -> bool {
    let made = key["createTime"].as_str();
    let made = made.and_then(|made| OffsetDateTime::parse(made, &Rfc3339).ok());
    made.is_some_and(|made| made.unix_timestamp().abs_diff(time) <= SETTLED)
}

/// What became of stopping or deleting a key: one that is gone does no harm.
fn done(access_key: &str, outcome: ncloud_core::Result<Value>) -> Result<(), Failure> {
    match outcome {
        Ok(answer) if answer["success"] == false => {
            let reason = answer["message"].as_str().unwrap_or("no reason was given");
            Err(Failure::new(
                Exit::Service,
                format!("the key {access_key} could not be stopped or deleted: {reason}"),
                "run it again; the profile has a key that works",
            ))
        }
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error.into()),
    }
}

fn unexpected() -> Failure {
    Failure::new(
        Exit::Service,
        "the answer has no access key and no secret key",
        "run it again; a key without its secret is deleted then",
    )
}
