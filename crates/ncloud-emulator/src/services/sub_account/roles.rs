//! Roles, and what may take them. Nobody takes one here.

use serde_json::{Value, json};

use super::limits;
use super::listing::{self, failed};
use super::policies;
use super::refusal::Refusal;
use super::rows::{Role, TargetAccount};
use super::state::{State, nrn};
use crate::call::{Call, texts};
use crate::services::account::{done_to, matches, time};

/// The kind of roles that users of an account take.
const FOR_ACCOUNT: &str = "Account";
/// The kind of roles that services take.
const FOR_SERVICES: &str = "Service";
/// Services that can take a role.
const SERVICES: [&str; 4] = ["Datafence", "DataFlow", "ExternalAccess", "DataStream"];

pub(super) fn list(call: &Call) -> Result<Value, Refusal> {
    let state = super::state(call);
    let mut roles: Vec<(&str, &Role)> = state.roles.iter().collect();
    roles.sort_by_key(|(_, role)| role.number);
    let roles = roles.into_iter().map(|(id, role)| shown(id, role));
    let roles: Vec<Value> = roles.filter(|role| matches(call, role)).collect();
    Ok(listing::page(call, &roles))
}

pub(super) fn create(call: &Call) -> Result<Value, Refusal> {
    let kind = call.member("roleType").to_owned();
    let session = call.body["sessionExpirationSec"].as_i64();
    check_session(&kind, session)?;
    let description = description(call)?;
    let tags = limits::tags(&call.body["tags"])?;
    let mut state = super::state(call);
    let name = call.member("roleName").to_owned();
    state.check_role_name(&name)?;
    let id = call.world.random.uuid();
    let role = Role {
        number: state.numbers.next("roles", 1),
        name,
        kind,
        session,
        description,
        is_active: true,
        created: call.now,
        modified: call.now,
        account: None,
        entities: Vec::new(),
        policies: Vec::new(),
        tags,
    };
    state.roles.insert(id.clone(), role);
    Ok(done_to(&id))
}

pub(super) fn details(call: &Call) -> Result<Value, Refusal> {
    let state = super::state(call);
    let role = state.role(call)?;
    let entities = role.entities.iter();
    let entities = entities.map(|(id, kind)| json!({ "id": id, "type": kind }));
    let mut shown = shown(call.text("roleNo"), role);
    shown["policies"] = policies::references(&state, &role.policies);
    shown["entities"] = entities.collect();
    Ok(shown)
}

pub(super) fn change(call: &Call) -> Result<Value, Refusal> {
    let description = description(call)?;
    let session = call.body["sessionExpirationSec"].as_i64();
    let mut state = super::state(call);
    let role = state.role(call)?;
    if call.member("roleType") != role.kind {
        return Err(Refusal::rule("roleType cannot be changed"));
    }
    check_session(&role.kind, session)?;
    let name = call.body["roleName"].as_str();
    let name = name.filter(|name| *name != role.name);
    if let Some(name) = name {
        state.check_role_name(name)?;
    }
    let role = state.role_mut(call)?;
    if let Some(name) = name {
        name.clone_into(&mut role.name);
    }
    role.session = session.or(role.session);
    role.description = description.or_else(|| role.description.take());
    Ok(done_to(call.text("roleNo")))
}

pub(super) fn delete(call: &Call) -> Result<Value, Refusal> {
    let mut state = super::state(call);
    state.role(call)?;
    state.roles.remove(call.text("roleNo"));
    Ok(done_to(call.text("roleNo")))
}

pub(super) fn switch(call: &Call) -> Result<Value, Refusal> {
    super::state(call).role_mut(call)?.is_active = is_active(call);
    Ok(done_to(call.text("roleNo")))
}

pub(super) fn switch_several(call: &Call) -> Result<Value, Refusal> {
    let mut state = super::state(call);
    let entries = texts(&call.body).map(|id| match state.roles.get_mut(id) {
        Some(role) => {
            role.is_active = is_active(call);
            role.modified = call.now;
            done_to(id)
        }
        None => failed(id, "This role isn't registered."),
    });
    Ok(entries.collect())
}

pub(super) fn account(call: &Call) -> Result<Value, Refusal> {
    let state = super::state(call);
    let account = state.role(call)?.account.as_ref();
    let account = account.ok_or_else(|| Refusal::unknown(call, "the role has no account"))?;
    Ok(json!({
        "isMyAccount": account.is_own,
        "accountName": account.name,
        "loginId": account.login_id,
    }))
}

pub(super) fn attach_account(call: &Call) -> Result<Value, Refusal> {
    let text = |name: &str| call.body[name].as_str().map(str::to_owned);
    let is_own = call.body["isMyAccount"] == true;
    let account = TargetAccount {
        is_own,
        name: text("accountName").filter(|_| !is_own),
        login_id: text("loginId").filter(|_| !is_own),
    };
    if !is_own && (account.name.is_none() || account.login_id.is_none()) {
        return Err(Refusal::rule(
            "another account needs accountName and loginId",
        ));
    }
    let mut state = super::state(call);
    if state.role(call)?.kind != FOR_ACCOUNT {
        return Err(Refusal::rule("the role is not of the type Account"));
    }
    state.role_mut(call)?.account = Some(account);
    Ok(done_to(call.text("roleNo")))
}

pub(super) fn detach_account(call: &Call) -> Result<Value, Refusal> {
    super::state(call).role_mut(call)?.account = None;
    Ok(done_to(call.text("roleNo")))
}

pub(super) fn attach_entities(call: &Call) -> Result<Value, Refusal> {
    let mut state = super::state(call);
    let role = state.role_mut(call)?;
    let given = call.body["roleEntityList"].as_array().into_iter().flatten();
    let entries = given.map(|entity| {
        let text = |name: &str| entity[name].as_str().unwrap_or_default().to_owned();
        let (id, kind) = (text("id"), text("type"));
        if kind != role.kind {
            return failed(&id, "The role is of another type.");
        }
        if kind == FOR_SERVICES && !SERVICES.contains(&id.as_str()) {
            return failed(&id, "This service cannot take roles.");
        }
        let answer = done_to(&id);
        if !role.entities.iter().any(|(known, _)| *known == id) {
            role.entities.push((id, kind));
        }
        answer
    });
    Ok(entries.collect())
}

pub(super) fn detach_entities(call: &Call) -> Result<Value, Refusal> {
    let mut state = super::state(call);
    let role = state.role_mut(call)?;
    let entries = call.texts("entityIdList").map(|id| {
        role.entities.retain(|(known, _)| known != id);
        json!({ "success": true, "id": id, "name": "removeEntity" })
    });
    Ok(entries.collect())
}

/// Whether there is a role with this number that a service can take.
pub(in crate::services) fn is_role_for_service(call: &Call, id: &str, service: &str) -> bool {
    let state = super::state(call);
    let role = state.roles.get(id).filter(|role| role.kind == FOR_SERVICES);
    role.is_some_and(|role| role.entities.iter().any(|(entity, _)| entity == service))
}

/// The names across the platform of those of these roles that there are.
pub(in crate::services) fn role_nrns(call: &Call, ids: &[String]) -> Vec<String> {
    let state = super::state(call);
    let ids = ids.iter().filter(|id| state.roles.contains(id));
    ids.map(|id| nrn("Role", id)).collect()
}

impl State {
    fn check_role_name(&self, name: &str) -> Result<(), Refusal> {
        if self.roles.iter().any(|(_, role)| role.name == name) {
            return Err(Refusal::rule("roleName is in use"));
        }
        Ok(())
    }
}

fn is_active(call: &Call) -> bool {
    call.parameters.get("active") == Some(&Value::Bool(true))
}

fn check_session(kind: &str, session: Option<i64>) -> Result<(), Refusal> {
    if kind == FOR_ACCOUNT && session.is_none() {
        return Err(Refusal::rule("sessionExpirationSec is missing"));
    }
    Ok(())
}

fn description(call: &Call) -> Result<Option<String>, Refusal> {
    let given = call.body["descCont"].as_str();
    given
        .map(|given| limits::text("descCont", given))
        .transpose()
}

fn shown(id: &str, role: &Role) -> Value {
    json!({
        "nrn": nrn("Role", id),
        "roleNo": id,
        "roleName": role.name,
        "roleType": role.kind,
        "sessionExpirationSec": role.session,
        "descCont": role.description,
        "active": role.is_active,
        "createTime": time(role.created),
        "modifiedTime": time(role.modified),
        "lastUseTime": null,
    })
}
