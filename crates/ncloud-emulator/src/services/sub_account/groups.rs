//! Groups of sub accounts.

use serde_json::{Value, json};

use super::limits;
use super::listing;
use super::policies;
use super::refusal::Refusal;
use super::rows::Group;
use super::state::{State, nrn};
use crate::call::Call;
use crate::services::account::done_to;

pub(super) fn list(call: &Call) -> Result<Value, Refusal> {
    let state = super::state(call);
    let mut groups: Vec<(&str, &Group)> = state.groups.iter().collect();
    groups.sort_by_key(|(_, group)| group.number);
    let shown = groups.into_iter().map(|(id, group)| reference(id, group));
    Ok(listing::page(call, &shown.collect::<Vec<_>>()))
}

pub(super) fn create(call: &Call) -> Result<Value, Refusal> {
    let name = limits::name("groupName", call.member("groupName"))?;
    let tags = limits::tags(&call.body["tags"])?;
    let mut state = super::state(call);
    state.check_group_name(&name)?;
    let id = call.world.random.uuid();
    let group = Group {
        number: state.numbers.next("groups", 1),
        name,
        members: Vec::new(),
        policies: Vec::new(),
        tags,
    };
    state.groups.insert(id.clone(), group);
    Ok(done_to(&id))
}

pub(super) fn details(call: &Call) -> Result<Value, Refusal> {
    let state = super::state(call);
    let group = state.group(call)?;
    let members = group.members.iter().filter_map(|id| state.accounts.get(id));
    let members = members.map(|account| {
        json!({
            "subAccountId": account.id,
            "loginId": account.login_id,
            "name": account.name,
            "nrn": nrn("SubAccount", &account.id),
        })
    });
    let mut shown = reference(call.text("groupId"), group);
    shown["subAccounts"] = members.collect();
    shown["policies"] = policies::references(&state, &group.policies);
    Ok(shown)
}

pub(super) fn rename(call: &Call) -> Result<Value, Refusal> {
    let name = limits::name("groupName", call.member("groupName"))?;
    let mut state = super::state(call);
    if state.group(call)?.name != name {
        state.check_group_name(&name)?;
    }
    state.group_mut(call)?.name = name;
    Ok(done_to(call.text("groupId")))
}

pub(super) fn delete(call: &Call) -> Result<Value, Refusal> {
    let mut state = super::state(call);
    state.group(call)?;
    state.groups.remove(call.text("groupId"));
    Ok(done_to(call.text("groupId")))
}

impl State {
    fn check_group_name(&self, name: &str) -> Result<(), Refusal> {
        if self.groups.iter().any(|(_, group)| group.name == name) {
            return Err(Refusal::rule("groupName is in use"));
        }
        Ok(())
    }
}

fn reference(id: &str, group: &Group) -> Value {
    json!({ "groupId": id, "groupName": group.name, "nrn": nrn("Group", id) })
}
