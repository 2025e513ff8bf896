//! Addresses and the groups that they belong to.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::refusal::Refusal;
use super::{Answer, State, prefix};
use crate::call::{Call, texts};

/// A group of addresses. Its key is the place and its name.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Group {
    sid: i64,
    name: String,
    pub(super) addresses: BTreeSet<String>,
}

fn unknown() -> Refusal {
    Refusal::not_found("there is no such group")
}

impl State {
    pub(super) fn address_book(&self, call: &Call) -> Value {
        let prefix = prefix(call);
        let mut groups: Vec<&Group> = self
            .groups
            .starting_with(&prefix)
            .map(|(_, group)| group)
            .collect();
        groups.sort_by_key(|group| group.sid);
        let groups = groups.into_iter().map(|group| {
            json!({
                "sid": group.sid,
                "groupName": group.name,
                "addressCount": group.addresses.len(),
            })
        });
        json!({
            "totalAddressCount": self.addresses.starting_with(&prefix).count(),
            "groups": groups.collect::<Vec<_>>(),
        })
    }

    pub(super) fn add_addresses(&mut self, call: &Call) -> Value {
        let prefix = prefix(call);
        for given in call.body["groups"].as_array().into_iter().flatten() {
            for address in texts(&given["emailAddresses"]) {
                let key = format!("{prefix}{address}");
                self.addresses.insert(key, address.to_owned());
            }
            let Some(name) = given["groupName"].as_str() else {
                continue;
            };
            let key = format!("{prefix}{name}");
            if !self.groups.contains(&key) {
                let group = Group {
                    sid: self.numbers.next("groups", 1),
                    name: name.to_owned(),
                    addresses: BTreeSet::new(),
                };
                self.groups.insert(key.clone(), group);
            }
            if let Some(group) = self.groups.get_mut(&key) {
                let addresses = texts(&given["emailAddresses"]).map(str::to_owned);
                group.addresses.extend(addresses);
            }
        }
        self.address_book(call)
    }

    pub(super) fn empty_address_book(&mut self, call: &Call) -> Value {
        let prefix = prefix(call);
        self.groups.remove_starting_with(&prefix);
        let deleted = self.addresses.remove_starting_with(&prefix);
        json!({ "deletedAddressCount": deleted })
    }

    pub(super) fn delete_addresses(&mut self, call: &Call) -> Value {
        let prefix = prefix(call);
        let groups = self.groups.starting_with(&prefix);
        let groups: Vec<String> = groups.map(|(key, _)| key.to_owned()).collect();
        for address in call.texts("emailAddresses") {
            self.addresses.remove(&format!("{prefix}{address}"));
            for key in &groups {
                if let Some(group) = self.groups.get_mut(key) {
                    group.addresses.remove(address);
                }
            }
        }
        self.address_book(call)
    }

    pub(super) fn delete_group(&mut self, call: &Call) -> Answer {
        let key = prefix(call) + call.text("groupName");
        self.groups.remove(&key).ok_or_else(unknown)?;
        Ok(self.address_book(call))
    }

    pub(super) fn take_out(&mut self, call: &Call) -> Answer {
        let key = prefix(call) + call.member("groupName");
        let group = self.groups.get_mut(&key).ok_or_else(unknown)?;
        for address in call.texts("emailAddresses") {
            group.addresses.remove(address);
        }
        Ok(self.address_book(call))
    }

    pub(super) fn empty_group(&mut self, call: &Call) -> Answer {
        let key = prefix(call) + call.text("groupName");
        let group = self.groups.get_mut(&key).ok_or_else(unknown)?;
        group.addresses.clear();
        Ok(self.address_book(call))
    }

    /// The addresses that a filter of groups chooses.
    pub(super) fn chosen(&self, call: &Call, filter: &Value) -> Result<BTreeSet<String>, Refusal> {
        let prefix = prefix(call);
        let mut chosen: Option<BTreeSet<String>> = None;
        for name in texts(&filter["groups"]) {
            let group = self
                .groups
                .get(&format!("{prefix}{name}"))
                .ok_or_else(unknown)?;
            chosen = Some(match chosen {
                None => group.addresses.clone(),
                Some(others) if filter["andFilter"] == true => &others & &group.addresses,
                Some(others) => &others | &group.addresses,
            });
        }
        Ok(chosen.unwrap_or_default())
    }
}
