//! Profiles: which roles certificates open, and for how long.

use serde_json::{Value, json};

use super::entry::{self, Entry};
use super::limits;
use super::listing;
use super::refusal::Refusal;
use super::rows::Profile;
use super::state::{State, in_order, nrn};
use crate::call::Call;
use crate::services::account::{matches, time};
use crate::services::sub_account;

/// This service, as entities of roles name it.
const SERVICE: &str = "ExternalAccess";

pub(super) fn list(call: &Call) -> Result<Value, Refusal> {
    let state = super::state(call);
    let profiles = in_order(&state.profiles).into_iter();
    let profiles = profiles.map(|(id, profile)| shown(call, id, profile));
    let profiles: Vec<Value> = profiles.filter(|profile| matches(call, profile)).collect();
    Ok(listing::page(call, &profiles))
}

pub(super) fn create(call: &Call) -> Result<Value, Refusal> {
    let profile = Profile {
        description: limits::description(call)?.unwrap_or_default(),
        duration: limits::duration(call)?.unwrap_or(limits::DEFAULT_DURATION),
        roles: roles(call)?,
    };
    let mut state = super::state(call);
    state.check_free(&profile.roles)?;
    let id = call.world.random.uuid();
    let profile = Entry::new(call, state.numbers.next("profiles", 1), profile);
    let shown = shown(call, &id, &profile);
    state.profiles.insert(id, profile);
    Ok(shown)
}

pub(super) fn get(call: &Call) -> Result<Value, Refusal> {
    let state = super::state(call);
    let profile = state.profile(call)?;
    Ok(shown(call, call.text("profileId"), profile))
}

pub(super) fn change(call: &Call) -> Result<Value, Refusal> {
    let mut state = super::state(call);
    state.profile(call)?;
    let name = entry::new_name(call, limits::LONGEST_NAME)?;
    let description = limits::description(call)?;
    let duration = limits::duration(call)?;
    let profile = state.profile_mut(call)?;
    profile.change(call, |profile| {
        profile.name = name.unwrap_or_else(|| profile.name.clone());
        let content = &mut profile.content;
        content.description = description.unwrap_or_else(|| content.description.clone());
        content.duration = duration.unwrap_or(content.duration);
    });
    Ok(shown(call, call.text("profileId"), profile))
}

pub(super) fn switch(call: &Call) -> Result<Value, Refusal> {
    let mut state = super::state(call);
    let profile = state.profile_mut(call)?;
    profile.switch(call);
    Ok(shown(call, call.text("profileId"), profile))
}

pub(super) fn delete(call: &Call) -> Result<Value, Refusal> {
    let mut state = super::state(call);
    let id = call.text("profileId");
    let deleted = shown(call, id, state.profile(call)?);
    state.profiles.remove(id);
    Ok(deleted)
}

/// The numbers of the roles that a call gives, each once. They must be roles that this service can take.
fn roles(call: &Call) -> Result<Vec<String>, Refusal> {
    let mut roles: Vec<String> = Vec::new();
    for role in call.texts("roleIdList") {
        if roles.iter().any(|known| known == role) {
            continue;
        }
        if !sub_account::is_role_for_service(call, role, SERVICE) {
            return Err(Refusal::rule(
                "roleIdList must hold numbers of roles of the type Service for ExternalAccess",
            ));
        }
        roles.push(role.to_owned());
    }
    Ok(roles)
}

impl State {
    /// Checks that roles are in no profile yet.
    fn check_free(&self, roles: &[String]) -> Result<(), Refusal> {
        let mut taken = self.profiles.iter().flat_map(|(_, one)| &one.content.roles);
        if taken.any(|role| roles.contains(role)) {
            return Err(Refusal::rule("a role can be in one profile only"));
        }
        Ok(())
    }
}

fn shown(call: &Call, id: &str, profile: &Entry<Profile>) -> Value {
    json!({
        "profileId": id,
        "profileNrn": nrn("Profile", id),
        "name": profile.name,
        "description": profile.content.description,
        "enabled": profile.is_enabled,
        "durationSeconds": profile.content.duration,
        "roleNrnList": sub_account::role_nrns(call, &profile.content.roles),
        "createTime": time(profile.created),
        "updateTime": time(profile.updated),
    })
}
