//! Policies: those that are provided and those of the account.
//!
//! Of a permission the gateway understands: `product`, the name of a service in any spelling
//! (`PrivateCA`, `private-ca`) or `*`; `actions`, names of operations or of the actions that their pages
//! list, with `*` for any end, `View*` for all that reads and `Change*` for all else; `resourceNrns`, `*`
//! or NRNs that end in a value of the path of the call; and the condition `StringEquals` with
//! `ncp:RequestRegion`. A permission with another condition allows nothing.

use serde_json::{Value, json};

use super::limits;
use super::listing::{self, failed};
use super::managed::{self, Managed};
use super::refusal::Refusal;
use super::rows::Policy;
use super::state::{State, nrn};
use crate::call::{Call, texts};
use crate::permission::{Permission, Statement};
use crate::services::account::{done_to, matches};

/// Reads what a policy allows.
pub(super) fn read(permissions: &Value) -> Vec<Permission> {
    let permissions = permissions.as_array().into_iter().flatten();
    let statements = permissions.flat_map(|permission| {
        let targets = permission["targets"].as_array().into_iter().flatten();
        targets.filter_map(|target| statement(target, &permission["condition"]))
    });
    statements.map(Permission::Statement).collect()
}

fn statement(target: &Value, condition: &Value) -> Option<Statement> {
    let resources = match &target["resourceNrns"] {
        Value::Null => vec!["*".to_owned()],
        list => texts(list).map(str::to_owned).collect(),
    };
    let mut regions = None;
    for (operator, keys) in condition.as_object().into_iter().flatten() {
        for (key, values) in keys.as_object().into_iter().flatten() {
            if operator != "StringEquals" || key != "ncp:RequestRegion" {
                return None;
            }
            regions = Some(texts(values).map(str::to_owned).collect());
        }
    }
    Some(Statement {
        product: target["product"].as_str()?.to_owned(),
        actions: texts(&target["actions"]).map(str::to_owned).collect(),
        resources,
        regions,
    })
}

pub(super) fn list(call: &Call) -> Result<Value, Refusal> {
    let state = super::state(call);
    let kind = call.text("type");
    let mut own: Vec<(&str, &Policy)> = state.policies.iter().collect();
    own.sort_by_key(|(_, policy)| policy.number);
    let own = own.into_iter().map(|(id, policy)| of_account(id, policy));
    let policies = managed::all().iter().map(provided).chain(own);
    let policies = policies.filter(|policy| {
        let is_of_kind = kind.is_empty() || policy["policyType"] == kind;
        is_of_kind && matches(call, policy)
    });
    Ok(listing::page(call, &policies.collect::<Vec<_>>()))
}

pub(super) fn create(call: &Call) -> Result<Value, Refusal> {
    let name = limits::name("policyName", call.member("policyName"))?;
    let description = limits::text("description", call.member("description"))?;
    let tags = limits::tags(&call.body["tags"])?;
    let mut state = super::state(call);
    if state.policies.len() >= limits::MOST {
        return Err(Refusal::rule(
            "the account has as many policies as it may have",
        ));
    }
    if state.has_policy_name(&name) {
        return Err(Refusal::rule("policyName is in use"));
    }
    let id = call.world.random.uuid();
    let answer = json!({
        "policyId": id,
        "policyName": name,
        "description": description,
        "validationResult": is_valid(),
        "tags": tags,
    });
    let policy = Policy {
        number: state.numbers.next("policies", 1),
        name,
        description,
        permissions: call.body["permissions"].clone(),
        tags,
    };
    state.policies.insert(id, policy);
    Ok(answer)
}

pub(super) fn details(call: &Call) -> Result<Value, Refusal> {
    let state = super::state(call);
    let id = call.text("policyId");
    let (mut shown, permissions) = match (managed::by_id(id), state.policies.get(id)) {
        (Some(managed), _) => (provided(managed), managed.permissions()),
        (None, Some(policy)) => (of_account(id, policy), policy.permissions.clone()),
        (None, None) => return Err(Refusal::unknown(call, "there is no such policy")),
    };
    if call.parameters.get("withPermissions") == Some(&Value::Bool(true)) {
        shown["permissions"] = permissions;
    }
    Ok(shown)
}

pub(super) fn change(call: &Call) -> Result<Value, Refusal> {
    let description = limits::text("description", call.member("description"))?;
    let mut state = super::state(call);
    let policy = state.policy_mut(call)?;
    policy.description = description;
    policy.permissions = call.body["permissions"].clone();
    Ok(done_to(call.text("policyId")))
}

pub(super) fn delete(call: &Call) -> Result<Value, Refusal> {
    let mut state = super::state(call);
    state.policy(call)?;
    // Who has it keeps its id, which stands for nothing from now on.
    state.policies.remove(call.text("policyId"));
    Ok(done_to(call.text("policyId")))
}

pub(super) fn delete_several(call: &Call) -> Result<Value, Refusal> {
    let mut state = super::state(call);
    let entries = texts(&call.body).map(|id| {
        if managed::by_id(id).is_some() {
            failed(id, "This policy is provided and cannot be deleted.")
        } else if state.policies.contains(id) {
            state.policies.remove(id);
            done_to(id)
        } else {
            failed(id, "This policy isn't registered.")
        }
    });
    Ok(entries.collect())
}

pub(super) fn validate(call: &Call) -> Result<Value, Refusal> {
    limits::name("policyName", call.member("policyName"))?;
    limits::text("description", call.member("description"))?;
    Ok(is_valid())
}

/// Policies in short.
pub(super) fn references(state: &State, ids: &[String]) -> Value {
    let policies = ids.iter().filter_map(|id| match managed::by_id(id) {
        Some(managed) => Some(provided(managed)),
        None => state.policies.get(id).map(|policy| of_account(id, policy)),
    });
    policies.collect()
}

impl State {
    fn has_policy_name(&self, name: &str) -> bool {
        let mut own = self.policies.iter();
        own.any(|(_, policy)| policy.name == name)
            || managed::all().iter().any(|policy| policy.name == name)
    }
}

fn is_valid() -> Value {
    json!({ "success": true, "details": [] })
}

fn provided(policy: &Managed) -> Value {
    json!({
        "policyId": policy.id,
        "policyName": policy.name,
        "policyType": "SYSTEM_MANAGED",
        "policyDesc": policy.description,
        "nrn": nrn("Policy", &policy.id),
    })
}

fn of_account(id: &str, policy: &Policy) -> Value {
    json!({
        "policyId": id,
        "policyName": policy.name,
        "policyType": "USER_CREATED",
        "policyDesc": policy.description,
        "nrn": nrn("Policy", id),
    })
}
