//! From where a sub account may use the console and call APIs.

use serde_json::{Value, json};

use super::refusal::Refusal;
use super::rows::Source;
use crate::call::{Call, texts};
use crate::key::address;
use crate::services::account::done_to;

pub(super) fn console(call: &Call) -> Result<Value, Refusal> {
    let state = super::state(call);
    let account = state.account(call)?;
    Ok(json!({
        "subAccountId": account.id,
        "useConsolePermitIp": account.restricts_console,
        "consolePermitIps": account.console_addresses,
    }))
}

pub(super) fn change_console(call: &Call) -> Result<Value, Refusal> {
    let addresses = addresses(&call.body["consolePermitIps"])?;
    let mut state = super::state(call);
    let account = state.account_mut(call)?;
    account.restricts_console = call.body["useConsolePermitIp"] == true;
    account.console_addresses = addresses;
    Ok(done_to(&account.id))
}

pub(super) fn api(call: &Call) -> Result<Value, Refusal> {
    let state = super::state(call);
    let account = state.account(call)?;
    Ok(json!({
        "useApiAllowSource": account.restricts_apis,
        "apiAllowSources": account.api_sources,
    }))
}

pub(super) fn change_api(call: &Call) -> Result<Value, Refusal> {
    let sources = sources(&call.body["apiAllowSources"])?;
    let mut state = super::state(call);
    let account = state.account_mut(call)?;
    account.restricts_apis = call.body["useApiAllowSource"] == true;
    account.api_sources = sources;
    Ok(done_to(&account.id))
}

/// Reads addresses, single ones and ranges.
pub(super) fn addresses(list: &Value) -> Result<Vec<String>, Refusal> {
    let addresses: Vec<String> = texts(list).map(str::to_owned).collect();
    if addresses.iter().any(|text| address(text).is_none()) {
        return Err(Refusal::rule(
            "consolePermitIps must hold addresses, or ranges in CIDR notation",
        ));
    }
    Ok(addresses)
}

/// Reads sources of calls.
pub(super) fn sources(list: &Value) -> Result<Vec<Source>, Refusal> {
    let items = list.as_array().into_iter().flatten();
    let sources = items.map(|item| {
        let text = |name: &str| item[name].as_str().map(str::to_owned);
        let (Some(kind), Some(source)) = (text("type"), text("source")) else {
            return Err(Refusal::rule("a source needs its type and itself"));
        };
        if kind == "IP" && address(&source).is_none() {
            return Err(Refusal::rule(
                "a source of the type IP must be an address, or a range in CIDR notation",
            ));
        }
        Ok(Source { kind, source })
    });
    sources.collect()
}
