//! `wait_until_…` on the builders of operations that show a state, as `x-ncloud-wait` says.

use quote::format_ident;
use serde_json::Value;
use syn::{ImplItem, parse_quote};

use super::operations::Builder;
use crate::document::members;

/// The methods that wait for a state of the operation's answer.
pub(super) fn waiters(call: &Builder<'_>) -> Vec<ImplItem> {
    members(&call.operation.value["x-ncloud-wait"])
        .map(|(name, target)| waiter(call, name, target))
        .collect()
}

fn waiter(call: &Builder<'_>, name: &str, target: &Value) -> ImplItem {
    let method = format_ident!("wait_until_{name}");
    let texts = |member: &str| -> Vec<String> {
        target[member]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|value| value.as_str().map(str::to_owned))
            .collect()
    };
    let (success, failure) = (texts("success"), texts("failure"));
    let pointer = target["state"].as_str().unwrap_or_default();
    let gone = target["gone"] == true;
    let description = target["description"].as_str().unwrap_or_default().trim();
    let text = format!(
        "{description}\n\nReached with: {}. Given up with: {}. Await it; timeout and interval can be set.",
        list(&success, gone),
        list(&failure, false),
    );
    let (constant, answer) = (&call.constant, &call.answer);
    parse_quote! {
        #[doc = #text]
        pub fn #method(self) -> ncloud_core::Waiter<'a, #answer> {
            static TARGET: ncloud_core::wait::Target = ncloud_core::wait::Target {
                name: #name,
                pointer: #pointer,
                success: &[#(#success),*],
                failure: &[#(#failure),*],
                gone: #gone,
            };
            let client = &self.client.inner;
            ncloud_core::Waiter::new(client, &super::operations::#constant, &TARGET, move || self.clone().send())
        }
    }
}

fn list(states: &[String], gone: bool) -> String {
    let mut shown: Vec<String> = states.iter().map(|state| format!("`{state}`")).collect();
    if gone {
        shown.push("nothing there any more".to_owned());
    }
    if shown.is_empty() {
        "nothing".to_owned()
    } else {
        shown.join(", ")
    }
}
