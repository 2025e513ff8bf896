"""Calls of the services that say who may do what: Sub Account and its part External Access."""

from calls import Calls, expect, transport
from generated import external_access, sub_account
from generated.external_access.api.profile import (
    create_profile,
    delete_profile,
    get_profile,
    get_profiles,
)
from generated.external_access.models import CreateProfileRequest, Profile, ProfilePage
from generated.sub_account.api.access_key import (
    create_access_key,
    delete_access_key,
    get_access_keys,
)
from generated.sub_account.api.policy import create_policy, delete_policies
from generated.sub_account.api.sub_account import create_sub_account
from generated.sub_account.models import (
    CreateAccessKeyResponse,
    CreatePolicyRequest,
    CreatePolicyResponse,
    CreateSubAccountRequest,
    CreateSubAccountResponse,
    DeleteAccessKeyRequest,
    PermissionEffect,
    PermissionInput,
    PermissionTargetInput,
    ProcessResult,
)
from signing import KeyPair


def prove_sub_account(endpoint: str, keys: KeyPair, calls: Calls) -> None:
    """Gives a sub account a key and takes it again; deletes a policy with one that is not there."""
    client = sub_account.Client(base_url=f"{endpoint}/api/v1", httpx_args=transport(keys))
    wanted = CreateSubAccountRequest(
        login_id="python.bot",
        name="python bot",
        active=True,
        can_api_gateway_access=True,
        can_console_access=False,
        need_password_reset=False,
    )
    answer = create_sub_account.sync(client=client, body=wanted)
    account_id = expect(calls.answered(answer, CreateSubAccountResponse).id, str)
    made = create_access_key.sync(account_id, client=client)
    access_key = expect(calls.answered(made, CreateAccessKeyResponse).access_key, str)
    listed = calls.answered(get_access_keys.sync(account_id, client=client), list)
    assert [key.access_key for key in listed] == [access_key]

    def delete() -> object:
        body = DeleteAccessKeyRequest(access_key)
        return delete_access_key.sync(account_id, client=client, body=body)

    assert calls.answered(delete(), ProcessResult).success
    refusal = calls.refused(delete)
    assert (refusal.by, refusal.status, refusal.code) == ("service", 404, "30")

    target = PermissionTargetInput(product="VPCServer", actions=["View*"], resource_nrns=["*"])
    permission = PermissionInput(PermissionEffect.ALLOW, [target])
    policy = create_policy.sync(client=client, body=CreatePolicyRequest("python", [permission]))
    policy_id = expect(calls.answered(policy, CreatePolicyResponse).policy_id, str)
    # Of a list, single entries may fail under HTTP 200.
    unknown = "00000000-0000-0000-0000-000000000000"
    deletion = delete_policies.sync(client=client, body=[policy_id, unknown])
    outcomes = [(entry.id, entry.success) for entry in calls.answered(deletion, list)]
    assert outcomes == [(policy_id, True), (unknown, False)]


def prove_external_access(endpoint: str, keys: KeyPair, calls: Calls) -> None:
    """Creates a profile, lists it and deletes it, after which it is not found."""
    client = external_access.Client(base_url=f"{endpoint}/api/v1", httpx_args=transport(keys))
    wanted = CreateProfileRequest("plant-profile", duration_seconds=600, enabled=True)
    profile = calls.answered(create_profile.sync(client=client, body=wanted), Profile)
    profile_id = expect(profile.profile_id, str)
    page = calls.answered(get_profiles.sync(client=client), ProfilePage)
    assert profile_id in [entry.profile_id for entry in expect(page.content, list)]
    calls.answered(delete_profile.sync(profile_id, client=client), Profile)
    refusal = calls.refused(lambda: get_profile.sync(profile_id, client=client))
    assert (refusal.by, refusal.status, refusal.code) == ("service", 404, "NOT_FOUND")
