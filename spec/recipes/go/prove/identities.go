package main

import (
	"slices"

	"example.com/recipe/generated/externalaccess"
	"example.com/recipe/generated/subaccount"
	"example.com/recipe/signing"
)

// proveSubAccount gives a sub account a key and takes it again, and deletes a policy with one that
// is not there.
func proveSubAccount(endpoint string, keys signing.KeyPair) {
	signed := subaccount.WithRequestEditorFn(signing.Editor(keys))
	client := made(subaccount.NewClientWithResponses(endpoint+"/api/v1", signed))
	account := *answered(client.CreateSubAccountWithResponse(ctx, subaccount.CreateSubAccountRequest{
		LoginId:             "golang.bot",
		Name:                "golang bot",
		Active:              pointer(true),
		CanAPIGatewayAccess: true,
	})).JSON200.Id
	key := *answered(client.CreateAccessKeyWithResponse(ctx, account)).JSON200.AccessKey
	listed := *answered(client.GetAccessKeysWithResponse(ctx, account)).JSON200
	expect(len(listed) == 1 && *listed[0].AccessKey == key, "%v", listed)
	deletion := subaccount.DeleteAccessKeyRequest{AccessKey: &key}
	deleted := answered(client.DeleteAccessKeyWithResponse(ctx, account, deletion)).JSON200
	expect(deleted.Success, "%v", deleted)
	refusal := refused(client.DeleteAccessKeyWithResponse(ctx, account, deletion))
	right := refusal.By == "service" && refusal.Status == 404 && refusal.Code == "30"
	expect(right, "%v", refusal)

	policy := *answered(client.CreatePolicyWithResponse(ctx, subaccount.CreatePolicyRequest{
		PolicyName: "golang",
		Permissions: []subaccount.PermissionInput{{
			Effect: subaccount.Allow,
			Targets: []subaccount.PermissionTargetInput{{
				Product:      pointer("VPCServer"),
				Actions:      &[]string{"View*"},
				ResourceNrns: &[]string{"*"},
			}},
		}},
	})).JSON200.PolicyId
	// Of a list, single entries may fail under HTTP 200.
	unknown := "00000000-0000-0000-0000-000000000000"
	outcomes := *answered(client.DeletePoliciesWithResponse(ctx, []string{policy, unknown})).JSON200
	expect(*outcomes[0].Id == policy && outcomes[0].Success, "%v", outcomes)
	expect(*outcomes[1].Id == unknown && !outcomes[1].Success, "%v", outcomes)
}

// proveExternalAccess creates a profile, lists it and deletes it, after which it is not found.
func proveExternalAccess(endpoint string, keys signing.KeyPair) {
	signed := externalaccess.WithRequestEditorFn(signing.Editor(keys))
	client := made(externalaccess.NewClientWithResponses(endpoint+"/api/v1", signed))
	profile := *answered(client.CreateProfileWithResponse(ctx, externalaccess.CreateProfileRequest{
		Name: "plant-profile", DurationSeconds: pointer[int64](600), Enabled: pointer(true),
	})).JSON200.ProfileId
	list := *answered(client.GetProfilesWithResponse(ctx, nil)).JSON200.Content
	listed := slices.ContainsFunc(list, func(entry externalaccess.Profile) bool {
		return *entry.ProfileId == profile
	})
	expect(listed, "the profile is not listed")
	answered(client.DeleteProfileWithResponse(ctx, profile))
	refusal := refused(client.GetProfileWithResponse(ctx, profile))
	right := refusal.By == "service" && refusal.Status == 404 && refusal.Code == "NOT_FOUND"
	expect(right, "%v", refusal)
}
