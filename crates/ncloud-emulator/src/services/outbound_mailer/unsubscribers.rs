//! Addresses that want no more mail.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::pages::{fits, page};
use super::{Answer, State, prefix, times};
use crate::call::Call;

/// An address that wants no more mail. Its key is the place and the address.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Unsubscriber {
    number: u64,
    address: String,
    registered: i64,
}

fn receivers(call: &Call) -> Vec<&str> {
    call.texts("blockedReceivers").collect()
}

fn counts(asked: usize, done: usize) -> Value {
    json!({ "count": done, "requestCount": asked, "ignoreCount": asked - done })
}

impl State {
    pub(super) fn unsubscriber_list(&mut self, call: &Call) -> Answer {
        let (start, end) = times::window(call)?;
        let prefix = prefix(call);
        // All of them were registered by a call, that is by a manager.
        let by_manager = call.parameters.get("isRegByManager") != Some(&Value::Bool(false));
        let entries = self.unsubscribers.starting_with(&prefix);
        let mut entries: Vec<&Unsubscriber> = entries
            .map(|(_, entry)| entry)
            .filter(|entry| {
                by_manager
                    && (start..=end).contains(&entry.registered)
                    && fits(call, "emailAddress", &entry.address)
            })
            .collect();
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.number));
        let entries = entries.into_iter().map(|entry| {
            json!({
                "address": entry.address,
                "blockDate": times::view(entry.registered),
                "isRegByManager": true,
            })
        });
        let properties = [("createUtc", "/blockDate/utc"), ("isRegByManager", "/none")];
        page(call, entries.collect(), &properties)
    }

    pub(super) fn unsubscribe(&mut self, call: &Call) -> Value {
        let receivers = receivers(call);
        let mut done = 0;
        for address in &receivers {
            let key = format!("{}{address}", prefix(call));
            if !self.unsubscribers.contains(&key) {
                let entry = Unsubscriber {
                    number: self.next("unsubscribers"),
                    address: (*address).to_owned(),
                    registered: call.now,
                };
                self.unsubscribers.insert(key, entry);
                done += 1;
            }
        }
        counts(receivers.len(), done)
    }

    pub(super) fn subscribe_again(&mut self, call: &Call) -> Value {
        let receivers = receivers(call);
        let prefix = prefix(call);
        let done = receivers
            .iter()
            .filter_map(|address| self.unsubscribers.remove(&format!("{prefix}{address}")))
            .count();
        counts(receivers.len(), done)
    }

    /// Whether an address wants no mail.
    pub(super) fn refuses(&self, call: &Call, address: &str) -> bool {
        self.unsubscribers.contains(&(prefix(call) + address))
    }
}
