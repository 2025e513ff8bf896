//! Tags of users, groups, policies and roles.

use serde_json::{Value, json};

use super::limits;
use super::listing::done;
use super::managed;
use super::refusal::Refusal;
use super::rows::Tags;
use super::state::State;
use crate::call::Call;

pub(super) fn list(call: &Call) -> Result<Value, Refusal> {
    let state = super::state(call);
    // A policy that is provided has none, and cannot have any.
    if managed::by_id(call.text("policyId")).is_some() {
        return Ok(json!([]));
    }
    let tags = state.tags_of(call)?.iter();
    let tags = tags.map(|(key, value)| {
        json!({ "tagKey": key, "tagValue": value, "tagDisplay": format!("{key}:{value}") })
    });
    Ok(tags.collect())
}

pub(super) fn add(call: &Call) -> Result<Value, Refusal> {
    let mut state = super::state(call);
    let mut tags = state.tags_of(call)?.clone();
    limits::tag(&mut tags, call.member("tagKey"), call.member("tagValue"))?;
    *state.tags_of_mut(call)? = tags;
    Ok(done())
}

pub(super) fn remove(call: &Call) -> Result<Value, Refusal> {
    let mut state = super::state(call);
    let tags = state.tags_of_mut(call)?;
    let (key, value) = (call.member("tagKey"), call.member("tagValue"));
    tags.retain(|known, of| known != key || of != value);
    Ok(done())
}

impl State {
    /// The tags of what a call is about.
    fn tags_of(&self, call: &Call) -> Result<&Tags, Refusal> {
        let names = &call.parameters;
        Ok(if names.contains_key("groupId") {
            &self.group(call)?.tags
        } else if names.contains_key("roleNo") {
            &self.role(call)?.tags
        } else if names.contains_key("policyId") {
            &self.policy(call)?.tags
        } else {
            &self.account(call)?.tags
        })
    }

    /// The tags of what a call is about, to be changed.
    fn tags_of_mut(&mut self, call: &Call) -> Result<&mut Tags, Refusal> {
        let names = &call.parameters;
        Ok(if names.contains_key("groupId") {
            &mut self.group_mut(call)?.tags
        } else if names.contains_key("roleNo") {
            &mut self.role_mut(call)?.tags
        } else if names.contains_key("policyId") {
            &mut self.policy_mut(call)?.tags
        } else {
            &mut self.account_mut(call)?.tags
        })
    }
}
