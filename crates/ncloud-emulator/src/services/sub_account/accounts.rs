//! Sub accounts: making, listing, changing, deleting.

use serde_json::{Map, Value, json};

use super::access_rules;
use super::limits;
use super::listing::{self, done, done_to, matches, time};
use super::policies;
use super::refusal::Refusal;
use super::rows::SubAccount;
use super::state::{State, nrn};
use crate::call::Call;

/// Numbers begin after this one, as in the examples.
const FIRST_NUMBER: i64 = 16_041;

pub(super) fn create(call: &Call) -> Result<Value, Refusal> {
    let flag = |name: &str| call.body[name].as_bool();
    let text = |name: &str| call.body[name].as_str().map(str::to_owned);
    let memo = call.body["memo"].as_str();
    let memo = memo.map(|memo| limits::text("memo", memo)).transpose()?;
    let can_use_console = flag("canConsoleAccess").unwrap_or_default();
    let generates = flag("needPasswordGenerate").unwrap_or_default();
    if can_use_console && !generates && call.body["password"].is_null() {
        return Err(Refusal::rule("password is missing"));
    }
    let tags = limits::tags(&call.body["tags"])?;
    let api_sources = access_rules::sources(&call.body["apiAllowSources"])?;
    let console_addresses = access_rules::addresses(&call.body["consolePermitIps"])?;
    let mut state = super::state(call);
    if state.accounts.len() >= limits::MOST {
        return Err(Refusal::rule(
            "the account has as many sub accounts as it may have",
        ));
    }
    let login_id = call.member("loginId").to_owned();
    if state.has_login_id(&login_id) {
        return Err(Refusal::rule("loginId is in use"));
    }
    let id = call.world.random.uuid();
    let account = SubAccount {
        id: id.clone(),
        number: state.next("accounts", FIRST_NUMBER),
        login_id,
        name: call.member("name").to_owned(),
        email: text("email"),
        memo,
        is_active: flag("active").unwrap_or(true),
        can_call_apis: flag("canAPIGatewayAccess").unwrap_or_default(),
        can_use_console,
        must_reset_password: flag("needPasswordReset").unwrap_or_default(),
        needs_second_factor: flag("isMfaMandatory").unwrap_or_default(),
        restricts_console: flag("useConsolePermitIp").unwrap_or_default(),
        console_addresses,
        restricts_apis: flag("useApiAllowSource").unwrap_or_default(),
        api_sources,
        created: call.now,
        modified: call.now,
        policies: Vec::new(),
        tags,
    };
    state.accounts.insert(id.clone(), account);
    let mut answer = done_to(&id);
    if generates {
        answer["generatedPassword"] = password(call).into();
    }
    Ok(answer)
}

pub(super) fn list(call: &Call) -> Result<Value, Refusal> {
    let state = super::state(call);
    let mut accounts: Vec<&SubAccount> =
        state.accounts.iter().map(|(_, account)| account).collect();
    accounts.sort_by_key(|account| account.number);
    let shown = accounts.into_iter().map(|account| shown(account).into());
    let shown: Vec<Value> = shown.filter(|account| matches(call, account)).collect();
    Ok(listing::page(call, &shown))
}

pub(super) fn details(call: &Call) -> Result<Value, Refusal> {
    let state = super::state(call);
    let account = state.account(call)?;
    let mut members = shown(account);
    members.insert("groups".to_owned(), groups(&state, account));
    members.insert(
        "policies".to_owned(),
        policies::references(&state, &account.policies),
    );
    members.insert(
        "isMfaMandatory".to_owned(),
        account.needs_second_factor.into(),
    );
    Ok(members.into())
}

pub(super) fn change(call: &Call) -> Result<Value, Refusal> {
    let body = &call.body;
    let memo = body["memo"].as_str();
    let memo = memo.map(|memo| limits::text("memo", memo)).transpose()?;
    let list = |name: &str| body.get(name).filter(|list| list.is_array());
    let api_sources = list("apiAllowSources").map(access_rules::sources);
    let api_sources = api_sources.transpose()?;
    let console_addresses = list("consolePermitIps").map(access_rules::addresses);
    let console_addresses = console_addresses.transpose()?;
    let mut state = super::state(call);
    let account = state.account_mut(call)?;
    if let Some(name) = body["name"].as_str() {
        name.clone_into(&mut account.name);
    }
    if let Some(email) = body["email"].as_str() {
        account.email = Some(email.to_owned());
    }
    account.memo = memo.or_else(|| account.memo.take());
    for (name, flag) in [
        ("active", &mut account.is_active),
        ("isMfaMandatory", &mut account.needs_second_factor),
        ("canConsoleAccess", &mut account.can_use_console),
        ("canAPIGatewayAccess", &mut account.can_call_apis),
        ("useConsolePermitIp", &mut account.restricts_console),
        ("useApiAllowSource", &mut account.restricts_apis),
    ] {
        *flag = body[name].as_bool().unwrap_or(*flag);
    }
    if let Some(sources) = api_sources {
        account.api_sources = sources;
    }
    if let Some(addresses) = console_addresses {
        account.console_addresses = addresses;
    }
    Ok(done_to(&account.id))
}

pub(super) fn delete(call: &Call) -> Result<Value, Refusal> {
    let mut state = super::state(call);
    let id = state.account(call)?.id.clone();
    let keys = state.keys.iter().filter(|(_, key)| key.owner == id);
    let keys: Vec<String> = keys.map(|(access, _)| access.to_owned()).collect();
    for key in keys {
        state.keys.remove(&key);
    }
    state.leave_all_groups(&id);
    state.accounts.remove(&id);
    Ok(done_to(&id))
}

pub(super) fn reset_password(call: &Call) -> Result<Value, Refusal> {
    let mut state = super::state(call);
    state.account(call)?;
    let mut answer = done();
    if call.body["needPasswordGenerate"] == true {
        answer["generatedPassword"] = password(call).into();
    } else if call.body["newPassword"].is_null() {
        return Err(Refusal::rule("newPassword is missing"));
    }
    state.account_mut(call)?;
    Ok(answer)
}

pub(super) fn ids_by_number(call: &Call) -> Result<Value, Refusal> {
    let state = super::state(call);
    let numbers = call.text("subAccountNo").split(',');
    let found = numbers.filter_map(|number| {
        let number: i64 = number.trim().parse().ok()?;
        let mut accounts = state.accounts.iter();
        let (id, _) = accounts.find(|(_, account)| account.number == number)?;
        Some(json!({ "subAccountNo": number, "subAccountId": id }))
    });
    Ok(found.collect())
}

pub(super) fn user(call: &Call) -> Result<Value, Refusal> {
    let state = super::state(call);
    let account = state.account(call)?;
    Ok(json!({
        "subAccountId": account.id,
        "loginId": account.login_id,
        "name": account.name,
        "email": account.email,
        "groups": groups(&state, account),
        "active": account.is_active,
        "deleted": false,
        "createTime": time(account.created),
        "principalType": "IamUser",
    }))
}

pub(super) fn second_factors(call: &Call) -> Result<Value, Refusal> {
    let state = super::state(call);
    let is_mandatory = state.account(call)?.needs_second_factor;
    Ok(json!({ "isMfaMandatory": is_mandatory, "mfaList": [] }))
}

pub(super) fn check_login_id(call: &Call) -> Result<Value, Refusal> {
    Ok(if super::state(call).has_login_id(call.text("loginId")) {
        json!({ "success": false, "message": "loginId is in use" })
    } else {
        done()
    })
}

impl State {
    fn has_login_id(&self, login_id: &str) -> bool {
        let mut accounts = self.accounts.iter();
        accounts.any(|(_, account)| account.login_id.eq_ignore_ascii_case(login_id))
    }
}

/// A password that keeps the usual rules: letters of both cases, a digit, a sign.
fn password(call: &Call) -> String {
    format!("Nc1#{}", call.world.random.hex(10))
}

fn groups(state: &State, account: &SubAccount) -> Value {
    let groups = state.groups_of(&account.id).into_iter();
    let groups = groups.map(
        |(id, group)| json!({ "groupId": id, "groupName": group.name, "nrn": nrn("Group", id) }),
    );
    groups.collect()
}

/// A sub account in a list.
fn shown(account: &SubAccount) -> Map<String, Value> {
    let members = json!({
        "subAccountId": account.id,
        "subAccountNo": account.number,
        "loginId": account.login_id,
        "name": account.name,
        "email": account.email,
        "memo": account.memo,
        "active": account.is_active,
        "canAPIGatewayAccess": account.can_call_apis,
        "canConsoleAccess": account.can_use_console,
        "needPasswordReset": account.must_reset_password,
        "useConsolePermitIp": account.restricts_console,
        "consolePermitIps": account.console_addresses,
        "useApiAllowSource": account.restricts_apis,
        "apiAllowSources": account.api_sources,
        "createTime": time(account.created),
        "modifiedTime": time(account.modified),
        "lastLoginTime": null,
        "nrn": nrn("SubAccount", &account.id),
    });
    match members {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}
