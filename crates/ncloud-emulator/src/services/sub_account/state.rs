//! The tables, and how rows are found in them.

use serde_json::Value;

use super::managed;
use super::policies;
use super::refusal::Refusal;
use super::rows::{AccessKey, Group, Policy, Role, SubAccount};
use crate::call::Call;
use crate::key::{Account, Key, SecretKey, address};
use crate::permission::Permission;
use crate::store::{Rows, Table, Tables};

/// Number of the account in names across the platform, that of the documented examples.
pub(in crate::services) const ACCOUNT: &str = "5000001";

/// What the service remembers.
pub(crate) struct State {
    pub(super) accounts: Table<SubAccount>,
    /// By access key.
    pub(super) keys: Table<AccessKey>,
    pub(super) groups: Table<Group>,
    pub(super) policies: Table<Policy>,
    pub(super) roles: Table<Role>,
    /// Settings of the account, by the path under which they are read.
    pub(super) settings: Table<Value>,
    /// The last number of each series.
    numbers: Table<i64>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            accounts: Table::new("sub-account.account"),
            keys: Table::new("sub-account.access-key"),
            groups: Table::new("sub-account.group"),
            policies: Table::new("sub-account.policy"),
            roles: Table::new("sub-account.role"),
            settings: Table::new("sub-account.setting"),
            numbers: Table::new("sub-account.number"),
        }
    }
}

impl Tables for State {
    fn tables(&mut self) -> Vec<&mut dyn Rows> {
        vec![
            &mut self.accounts,
            &mut self.keys,
            &mut self.groups,
            &mut self.policies,
            &mut self.roles,
            &mut self.settings,
            &mut self.numbers,
        ]
    }
}

/// The name of something across the platform.
pub(super) fn nrn(kind: &str, id: &str) -> String {
    format!("nrn:PUB:IAM::{ACCOUNT}:{kind}/{id}")
}

impl State {
    /// The sub account that a call is about.
    pub(super) fn account(&self, call: &Call) -> Result<&SubAccount, Refusal> {
        self.accounts
            .get(call.text("subAccountId"))
            .ok_or_else(|| Refusal::unknown(call, "there is no such sub account"))
    }

    /// The sub account that a call is about, to be changed.
    pub(super) fn account_mut(&mut self, call: &Call) -> Result<&mut SubAccount, Refusal> {
        let account = self.accounts.get_mut(call.text("subAccountId"));
        let account =
            account.ok_or_else(|| Refusal::unknown(call, "there is no such sub account"))?;
        account.modified = call.now;
        Ok(account)
    }

    /// The group that a call is about.
    pub(super) fn group(&self, call: &Call) -> Result<&Group, Refusal> {
        let group = self.groups.get(call.text("groupId"));
        group.ok_or_else(|| Refusal::unknown(call, "there is no such group"))
    }

    /// The group that a call is about, to be changed.
    pub(super) fn group_mut(&mut self, call: &Call) -> Result<&mut Group, Refusal> {
        let group = self.groups.get_mut(call.text("groupId"));
        group.ok_or_else(|| Refusal::unknown(call, "there is no such group"))
    }

    /// The role that a call is about.
    pub(super) fn role(&self, call: &Call) -> Result<&Role, Refusal> {
        let role = self.roles.get(call.text("roleNo"));
        role.ok_or_else(|| Refusal::unknown(call, "there is no such role"))
    }

    /// The role that a call is about, to be changed.
    pub(super) fn role_mut(&mut self, call: &Call) -> Result<&mut Role, Refusal> {
        let role = self.roles.get_mut(call.text("roleNo"));
        let role = role.ok_or_else(|| Refusal::unknown(call, "there is no such role"))?;
        role.modified = call.now;
        Ok(role)
    }

    /// The policy of the account that a call is about; one that is provided is refused.
    pub(super) fn policy(&self, call: &Call) -> Result<&Policy, Refusal> {
        let id = call.text("policyId");
        if managed::by_id(id).is_some() {
            return Err(Refusal::rule(
                "the policy is provided and cannot be changed",
            ));
        }
        let policy = self.policies.get(id);
        policy.ok_or_else(|| Refusal::unknown(call, "there is no such policy"))
    }

    /// The policy of the account that a call is about, to be changed.
    pub(super) fn policy_mut(&mut self, call: &Call) -> Result<&mut Policy, Refusal> {
        self.policy(call)?;
        let policy = self.policies.get_mut(call.text("policyId"));
        policy.ok_or_else(|| Refusal::unknown(call, "there is no such policy"))
    }

    /// Whether there is a policy, of either type.
    pub(super) fn has_policy(&self, id: &str) -> bool {
        self.policies.contains(id) || managed::by_id(id).is_some()
    }

    /// Groups that a sub account is in, with their ids.
    pub(super) fn groups_of(&self, account: &str) -> Vec<(&str, &Group)> {
        let is_in = |group: &Group| group.members.iter().any(|member| member == account);
        self.groups
            .iter()
            .filter(|(_, group)| is_in(group))
            .collect()
    }

    /// The next of a series of numbers, after `first`.
    pub(super) fn next(&mut self, series: &str, first: i64) -> i64 {
        let last = self.numbers.get(series).copied().unwrap_or(first);
        let number = last.saturating_add(1);
        self.numbers.insert(series, number);
        number
    }

    /// What the gateway has to know of an access key that was made here.
    pub(crate) fn key(&self, access_key: &str) -> Option<Key> {
        let row = self.keys.get(access_key)?;
        let owner = self.accounts.get(&row.owner)?;
        let secret = SecretKey::new(row.secret.clone());
        let mut key = Key::new(access_key.to_owned(), secret, Account::Sub);
        key.stopped = !row.is_active || !owner.is_active;
        key.permissions = Some(if owner.can_call_apis {
            self.permissions_of(owner)
        } else {
            Vec::new()
        });
        key.addresses = owner.restricts_apis.then(|| {
            let sources = owner.api_sources.iter();
            let sources = sources.filter(|source| source.kind == "IP");
            sources
                .filter_map(|source| address(&source.source))
                .collect()
        });
        Some(key)
    }

    /// All access keys that were made here.
    pub(crate) fn all_keys(&self) -> Vec<Key> {
        let keys = self.keys.iter();
        keys.filter_map(|(access, _)| self.key(access)).collect()
    }

    /// Stops or starts an access key that was made here. False when there is none of this name.
    pub(crate) fn set_stopped(&mut self, access_key: &str, stopped: bool) -> bool {
        let key = self.keys.get_mut(access_key);
        key.is_some_and(|key| {
            key.is_active = !stopped;
            true
        })
    }

    /// What the policies of a sub account and of its groups allow.
    fn permissions_of(&self, account: &SubAccount) -> Vec<Permission> {
        let groups = self.groups_of(&account.id).into_iter();
        let of_groups = groups.flat_map(|(_, group)| &group.policies);
        let ids = account.policies.iter().chain(of_groups);
        let permissions = ids.flat_map(|id| match managed::by_id(id) {
            Some(managed) => policies::read(&managed.permissions()),
            None => {
                let policy = self.policies.get(id);
                policy.map_or_else(Vec::new, |policy| policies::read(&policy.permissions))
            }
        });
        permissions.collect()
    }
}
