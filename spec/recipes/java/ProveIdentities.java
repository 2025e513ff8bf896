import java.util.List;

/** Calls of the services that say who may do what: Sub Account and its part External Access. */
final class ProveIdentities extends Proof {
  ProveIdentities(String endpoint, Signing.KeyPair keys) {
    super(endpoint, keys);
  }

  /** Gives a sub account a key and takes it again; deletes a policy with one that is not there. */
  void subAccount() throws Exception {
    var client = new subaccount.ApiClient(http(keys));
    client.setBasePath(endpoint + "/api/v1");
    var wanted =
        new subaccount.model.CreateSubAccountRequest()
            .loginId("java.bot")
            .name("java bot")
            .active(true)
            .canAPIGatewayAccess(true)
            .canConsoleAccess(false)
            .needPasswordReset(false);
    var accounts = new subaccount.api.SubAccountApi(client);
    String account = answered(() -> accounts.createSubAccount(wanted)).getId();
    var accessKeys = new subaccount.api.AccessKeyApi(client);
    String key = answered(() -> accessKeys.createAccessKey(account)).getAccessKey();
    var listed = answered(() -> accessKeys.getAccessKeys(account));
    equal(listed.stream().map(entry -> entry.getAccessKey()).toList(), List.of(key));
    var deletion = new subaccount.model.DeleteAccessKeyRequest().accessKey(key);
    expect(answered(() -> accessKeys.deleteAccessKey(account, deletion)).getSuccess());
    refused(() -> accessKeys.deleteAccessKey(account, deletion), Refusal.By.SERVICE, 404, "30");

    var target =
        new subaccount.model.PermissionTargetInput()
            .product("VPCServer")
            .addActionsItem("View*")
            .addResourceNrnsItem("*");
    var permission =
        new subaccount.model.PermissionInput()
            .effect(subaccount.model.PermissionEffect.ALLOW)
            .addTargetsItem(target);
    var request =
        new subaccount.model.CreatePolicyRequest()
            .policyName("java")
            .addPermissionsItem(permission);
    var policies = new subaccount.api.PolicyApi(client);
    String policy = answered(() -> policies.createPolicy(request)).getPolicyId();
    // Of a list, single entries may fail under HTTP 200.
    var ids = List.of(policy, "00000000-0000-0000-0000-000000000000");
    var outcomes = answered(() -> policies.deletePolicies(ids));
    equal(outcomes.stream().map(outcome -> outcome.getId()).toList(), ids);
    equal(outcomes.stream().map(outcome -> outcome.getSuccess()).toList(), List.of(true, false));
  }

  /** Creates a profile, lists it and deletes it, after which it is not found. */
  void externalAccess() throws Exception {
    var client = new externalaccess.ApiClient(http(keys));
    client.setBasePath(endpoint + "/api/v1");
    var api = new externalaccess.api.ProfileApi(client);
    var wanted =
        new externalaccess.model.CreateProfileRequest()
            .name("plant-profile")
            .durationSeconds(600L)
            .enabled(true);
    String profile = answered(() -> api.createProfile(wanted)).getProfileId();
    var listed = answered(() -> api.getProfiles(null, null, null, null)).getContent();
    expect(listed.stream().anyMatch(entry -> profile.equals(entry.getProfileId())));
    answered(() -> api.deleteProfile(profile));
    refused(() -> api.getProfile(profile), Refusal.By.SERVICE, 404, "NOT_FOUND");
  }
}
