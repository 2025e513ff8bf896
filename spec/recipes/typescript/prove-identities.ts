// Calls of the services that say who may do what: Sub Account and its part External Access.

import assert from "node:assert/strict";
import createClient from "openapi-fetch";
import { answer, refused, some } from "./calls.js";
import type { paths as ExternalAccess } from "./generated/external-access.js";
import type { paths as SubAccount } from "./generated/sub-account.js";
import { signing, type KeyPair } from "./signing.js";

/** Gives a sub account a key and takes it again; deletes a policy with one that is not there. */
export async function subAccount(baseUrl: string, keys: KeyPair) {
  const client = createClient<SubAccount>({ baseUrl: `${baseUrl}/api/v1` });
  client.use(signing(keys));
  const created = await answer(
    client.POST("/sub-accounts", {
      body: {
        loginId: "typescript.bot",
        name: "typescript bot",
        active: true,
        canAPIGatewayAccess: true,
        canConsoleAccess: false,
        needPasswordReset: false,
      },
    }),
  );
  const params = { path: { subAccountId: some(created.id) } };
  const path = "/sub-accounts/{subAccountId}/access-keys";
  const accessKey = some((await answer(client.POST(path, { params }))).accessKey);
  const listed = await answer(client.GET(path, { params }));
  assert.deepEqual(
    listed.map((key) => key.accessKey),
    [accessKey],
  );
  const deletion = { params, body: { accessKey } };
  assert.ok((await answer(client.DELETE(path, deletion))).success);
  const refusal = await refused(client.DELETE(path, deletion));
  assert.deepEqual([refusal.by, refusal.status, refusal.code], ["service", 404, "30"]);

  const policy = await answer(
    client.POST("/policies", {
      body: {
        policyName: "typescript",
        permissions: [
          {
            effect: "Allow",
            targets: [{ product: "VPCServer", actions: ["View*"], resourceNrns: ["*"] }],
          },
        ],
      },
    }),
  );
  // Of a list, single entries may fail under HTTP 200.
  const body = [some(policy.policyId), "00000000-0000-0000-0000-000000000000"];
  const outcomes = await answer(client.DELETE("/policies", { body }));
  assert.deepEqual(
    outcomes.map(({ id, success }) => [id, success]),
    [
      [body[0], true],
      [body[1], false],
    ],
  );
}

/** Creates a profile, lists it and deletes it, after which it is not found. */
export async function externalAccess(baseUrl: string, keys: KeyPair) {
  const client = createClient<ExternalAccess>({ baseUrl: `${baseUrl}/api/v1` });
  client.use(signing(keys));
  const profile = await answer(
    client.POST("/profiles", {
      body: { name: "plant-profile", durationSeconds: 600, enabled: true },
    }),
  );
  const profileId = some(profile.profileId);
  const page = await answer(client.GET("/profiles"));
  assert.ok(some(page.content).some((entry) => entry.profileId === profileId));
  const params = { path: { profileId } };
  await answer(client.DELETE("/profiles/{profileId}", { params }));
  const refusal = await refused(client.GET("/profiles/{profileId}", { params }));
  assert.deepEqual([refusal.by, refusal.status, refusal.code], ["service", 404, "NOT_FOUND"]);
}
