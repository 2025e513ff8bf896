//! Sub accounts with rights on a CA.

use serde_json::{Value, json};

use super::refusal::Refusal;
use super::rows::User;
use super::state::key;
use crate::call::{Call, Outcome};
use crate::services::MEMBER;

pub(super) fn list(call: &Call) -> Result<Outcome, Refusal> {
    let tag = call.text("caTag");
    let state = super::state(call);
    state.ca(tag)?;
    let prefix = key(tag, "");
    let users = state.users.starting_with(&prefix);
    let users: Vec<Value> = users
        .map(|(_, user)| {
            json!({
                "loginId": user.login_id,
                "mbrNo": user.member_number,
                "idNo": user.id_number,
            })
        })
        .collect();
    Ok(call.success("Success", json!({ "data": users })))
}

/// Gives rights to a sub account. There are no sub accounts to look it up in, so its name is made
/// up.
pub(super) fn add(call: &Call) -> Result<Outcome, Refusal> {
    let tag = call.text("caTag");
    let id = call.member("idNo");
    let mut state = super::state(call);
    state.ca(tag)?;
    let login: String = id.chars().take_while(|letter| *letter != '-').collect();
    let user = User {
        login_id: format!("user-{login}"),
        member_number: MEMBER,
        id_number: id.to_owned(),
    };
    state.users.insert(key(tag, id), user);
    Ok(super::empty(call))
}

pub(super) fn delete(call: &Call) -> Result<Outcome, Refusal> {
    let tag = call.text("caTag");
    let mut state = super::state(call);
    state.ca(tag)?;
    let removed = state.users.remove(&key(tag, call.text("idNo")));
    if removed.is_none() {
        return Err(Refusal::new(
            "NOT_FOUND",
            "the sub account has no rights on the CA",
        ));
    }
    Ok(super::empty(call))
}
