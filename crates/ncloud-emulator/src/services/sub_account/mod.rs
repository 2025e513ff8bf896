//! Sub Account: sub accounts with their access keys and rules, groups, policies, roles, tags and the
//! settings that all sub accounts share. The gateway judges requests by the same rows: see
//! [`State::key`].
//!
//! **Where the documentation is silent**, this is what was chosen:
//! - a sub account has two access keys at most, stopped ones included; one more is refused with the
//!   documented 9012 and HTTP 409. A key that works can be deleted;
//! - a stopped sub account is as one whose keys are all stopped; one without access to APIs, or whose
//!   allowed sources are without the caller's address, is refused as one without permission;
//! - sources of the kinds `VPC` and `VPC_SERVER` let nobody in: all callers are outside of VPCs here;
//! - what a policy means to the gateway is in [`policies`], which managed policies there are in
//!   [`managed`];
//! - to add what is there already, and to take away what is not, succeeds; what does not exist is a
//!   failed entry of a list;
//! - members that the change of a sub account leaves out stay;
//! - refusals are HTTP 400 with code 9011, unless another is documented; code 30, "not found", comes
//!   with the HTTP status that the page of the operation has;
//! - what is in a deleted group or policy loses it.
//!
//! Last uses, the resources of a policy, the check of passwords and switchable roles are answered with
//! the documented examples.

mod access_keys;
mod access_rules;
mod accounts;
mod groups;
mod limits;
pub(super) mod listing;
mod managed;
mod memberships;
mod policies;
mod refusal;
mod roles;
mod rows;
mod settings;
mod state;
mod tags;

use serde_json::Value;

use crate::call::{Call, Content, Outcome};
use crate::services::{Behaviour, FROM_EXAMPLES};
use crate::store::Guard;

use refusal::Refusal;
pub(super) use roles::{is_role_for_service, role_nrns};
pub(super) use state::ACCOUNT;
pub(crate) use state::State;

pub(super) const BEHAVIOUR: Behaviour = Behaviour {
    answer,
    ..FROM_EXAMPLES
};

/// Answers a valid call.
fn answer(call: &Call) -> Option<Outcome> {
    Some(match perform(call)?(call) {
        Ok(answer) => Outcome {
            status: call.operation.success_status,
            content: Content::Json(answer),
        },
        Err(refusal) => call.failure(refusal.status, refusal.code.into(), &refusal.message),
    })
}

type Perform = fn(&Call) -> Result<Value, Refusal>;

/// What an operation does.
fn perform(call: &Call) -> Option<Perform> {
    Some(match call.operation.id.as_str() {
        "getSubAccounts" => accounts::list,
        "getSubAccount" => accounts::details,
        "createSubAccount" => accounts::create,
        "updateSubAccount" => accounts::change,
        "deleteSubAccount" => accounts::delete,
        "resetSubAccountPassword" => accounts::reset_password,
        "getSubAccountIdByNo" => accounts::ids_by_number,
        "getUser" => accounts::user,
        "getMfa" => accounts::second_factors,
        "checkLoginId" => accounts::check_login_id,
        "createAccessKey" => access_keys::create,
        "getAccessKeys" => access_keys::list,
        "updateAccessKeyStatus" => access_keys::switch,
        "deleteAccessKey" => access_keys::delete,
        "getConsoleAccessRule" => access_rules::console,
        "updateConsoleAccessRule" => access_rules::change_console,
        "getApiAccessRule" => access_rules::api,
        "updateApiAccessRule" => access_rules::change_api,
        "getGroups" => groups::list,
        "createGroup" => groups::create,
        "getGroup" => groups::details,
        "updateGroup" => groups::rename,
        "deleteGroup" => groups::delete,
        "addSubAccountToGroup" => memberships::join,
        "deleteSubAccountFromGroup" => memberships::leave,
        "attachSubAccountToGroup" => memberships::add,
        "detachSubAccountFromGroup" => memberships::remove,
        "attachPolicyToSubAccount" | "attachPolicyToGroup" | "attachPolicyToRole" => {
            memberships::attach_policies
        }
        "detachPolicyFromSubAccount" | "detachPolicyFromGroup" | "detachPolicyFromRole" => {
            memberships::detach_policies
        }
        "getPolicies" => policies::list,
        "createPolicy" => policies::create,
        "getPolicy" => policies::details,
        "updatePolicy" => policies::change,
        "deletePolicy" => policies::delete,
        "deletePolicies" => policies::delete_several,
        "validatePolicy" => policies::validate,
        "getRoles" => roles::list,
        "createRole" => roles::create,
        "getRole" => roles::details,
        "updateRole" => roles::change,
        "deleteRole" => roles::delete,
        "updateRoleStatus" => roles::switch,
        "updateRolesStatus" => roles::switch_several,
        "getRoleTargetAccount" => roles::account,
        "attachAccountToRole" => roles::attach_account,
        "detachAccountFromRole" => roles::detach_account,
        "attachEntityToRole" => roles::attach_entities,
        "detachEntityFromRole" => roles::detach_entities,
        "getUserTags" | "getGroupTags" | "getPolicyTags" | "getRoleTags" => tags::list,
        "addUserTag" | "addGroupTag" | "addPolicyTag" | "addRoleTag" => tags::add,
        "removeUserTag" | "removeGroupTag" | "removePolicyTag" | "removeRoleTag" => tags::remove,
        "getLoginAlias" | "getSessionExpiration" | "getPasswordExpiration" | "getIdleDisable" => {
            settings::get
        }
        "updateLoginAlias"
        | "setSessionExpiration"
        | "setPasswordExpiration"
        | "setIdleDisable" => settings::set,
        _ => return None,
    })
}

fn state(call: &Call) -> Guard<'_, State> {
    call.world.services.sub_account.lock()
}
