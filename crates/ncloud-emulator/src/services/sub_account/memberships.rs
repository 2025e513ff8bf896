//! Who is in which group, and who has which policies. Each thing that a call names is an entry of its
//! answer.

use serde_json::Value;

use super::listing::failed;
use super::refusal::Refusal;
use super::state::State;
use crate::call::Call;
use crate::services::account::done_to;

/// Groups that a sub account may be in.
const MOST_GROUPS: usize = 10;

/// Puts a sub account into groups.
pub(super) fn join(call: &Call) -> Result<Value, Refusal> {
    let mut state = super::state(call);
    let account = state.account(call)?.id.clone();
    Ok(each(call, "groupIdList", |group| {
        state.enter(group, &account)
    }))
}

/// Takes a sub account out of groups.
pub(super) fn leave(call: &Call) -> Result<Value, Refusal> {
    let mut state = super::state(call);
    let account = state.account(call)?.id.clone();
    Ok(each(call, "groupIdList", |group| {
        state.exit(group, &account)
    }))
}

/// Puts sub accounts into a group.
pub(super) fn add(call: &Call) -> Result<Value, Refusal> {
    let mut state = super::state(call);
    state.group(call)?;
    let group = call.text("groupId");
    Ok(each(call, "subAccountIdList", |account| {
        state.enter(group, account)
    }))
}

/// Takes sub accounts out of a group.
pub(super) fn remove(call: &Call) -> Result<Value, Refusal> {
    let mut state = super::state(call);
    state.group(call)?;
    let group = call.text("groupId");
    Ok(each(call, "subAccountIdList", |account| {
        state.exit(group, account)
    }))
}

/// Gives policies to a sub account, a group or a role.
pub(super) fn attach_policies(call: &Call) -> Result<Value, Refusal> {
    let mut state = super::state(call);
    let mut policies = state.policies_of(call)?.clone();
    let answer = each(call, "policyIdList", |id| {
        if !state.has_policy(id) {
            return Err("This policy isn't registered.");
        }
        if !policies.iter().any(|policy| policy == id) {
            policies.push(id.to_owned());
        }
        Ok(())
    });
    *state.policies_of(call)? = policies;
    Ok(answer)
}

/// Takes policies from a sub account, a group or a role.
pub(super) fn detach_policies(call: &Call) -> Result<Value, Refusal> {
    let mut state = super::state(call);
    let mut policies = state.policies_of(call)?.clone();
    let answer = each(call, "policyIdList", |id| {
        policies.retain(|policy| policy != id);
        if state.has_policy(id) {
            Ok(())
        } else {
            Err("This policy isn't registered.")
        }
    });
    *state.policies_of(call)? = policies;
    Ok(answer)
}

impl State {
    /// The policies of the sub account, the group or the role that a call is about.
    fn policies_of(&mut self, call: &Call) -> Result<&mut Vec<String>, Refusal> {
        let names = &call.parameters;
        Ok(if names.contains_key("groupId") {
            &mut self.group_mut(call)?.policies
        } else if names.contains_key("roleNo") {
            &mut self.role_mut(call)?.policies
        } else {
            &mut self.account_mut(call)?.policies
        })
    }

    fn enter(&mut self, group: &str, account: &str) -> Result<(), &'static str> {
        if !self.accounts.contains(account) {
            return Err("This sub account isn't registered.");
        }
        let groups = self.groups_of(account);
        if groups.iter().any(|(id, _)| *id == group) {
            return Ok(());
        }
        if groups.len() >= MOST_GROUPS {
            return Err("The sub account is in as many groups as it may be in.");
        }
        let group = self.groups.get_mut(group);
        let group = group.ok_or("This group isn't registered.")?;
        group.members.push(account.to_owned());
        Ok(())
    }

    fn exit(&mut self, group: &str, account: &str) -> Result<(), &'static str> {
        let group = self.groups.get_mut(group);
        let group = group.ok_or("This group isn't registered.")?;
        group.members.retain(|member| member != account);
        if self.accounts.contains(account) {
            Ok(())
        } else {
            Err("This sub account isn't registered.")
        }
    }

    /// Takes a sub account out of all groups that it is in.
    pub(super) fn leave_all_groups(&mut self, account: &str) {
        let groups = self.groups_of(account).into_iter();
        let groups: Vec<String> = groups.map(|(id, _)| id.to_owned()).collect();
        for id in groups {
            if let Some(group) = self.groups.get_mut(&id) {
                group.members.retain(|member| member != account);
            }
        }
    }
}

/// What becomes of each thing that a list of the body names.
fn each(
    call: &Call,
    list: &str,
    mut change: impl FnMut(&str) -> Result<(), &'static str>,
) -> Value {
    let entries = call.texts(list).map(|id| match change(id) {
        Ok(()) => done_to(id),
        Err(message) => failed(id, message),
    });
    entries.collect()
}
