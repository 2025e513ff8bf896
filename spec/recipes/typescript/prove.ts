// Proves the recipe: all vectors of the signature, then calls of all services through the generated
// types. `node compiled/prove.js <vectors>`, with the variables of `environment()`.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import createClient from "openapi-fetch";
import { answer, calls, refused, some } from "./calls.js";
import type { paths as CertificateManager } from "./generated/certificate-manager.js";
import type { paths as CertificateManagerV2 } from "./generated/certificate-manager-v2.js";
import type { paths as Kms } from "./generated/kms.js";
import type { paths as PrivateCa } from "./generated/private-ca.js";
import type { paths as SearchEngine } from "./generated/search-engine.js";
import type { paths as SecretManager } from "./generated/secret-manager.js";
import { externalAccess, subAccount } from "./prove-identities.js";
import { outboundMailer, sens } from "./prove-messages.js";
import { sign, signing, type KeyPair } from "./signing.js";

interface Vectors {
  accessKey: string;
  vectors: {
    id: string;
    method: string;
    target: string;
    timestamp: number;
    secretKey: string;
    signature: string;
    refuse: boolean;
  }[];
}

function environment(): { baseUrl: string; keys: KeyPair } {
  return {
    baseUrl: some(process.env.NCLOUD_ENDPOINT),
    keys: {
      accessKey: some(process.env.NCLOUD_ACCESS_KEY_ID),
      secretKey: some(process.env.NCLOUD_SECRET_ACCESS_KEY),
    },
  };
}

function vectors(file: string): number {
  const { accessKey, vectors }: Vectors = JSON.parse(readFileSync(file, "utf8"));
  for (const { id, method, target, timestamp, secretKey, ...wanted } of vectors) {
    const signed = () => sign(method, target, timestamp, { accessKey, secretKey });
    if (wanted.refuse) {
      assert.throws(signed, Error, id);
    } else {
      assert.equal(signed()["x-ncp-apigw-signature-v2"], wanted.signature, id);
    }
  }
  return vectors.length;
}

/** Creates a CA and issues, fetches and revokes a certificate; hands over the certificate. */
async function privateCa(baseUrl: string, keys: KeyPair) {
  const client = createClient<PrivateCa>({ baseUrl });
  client.use(signing(keys));
  const created = await answer(
    client.POST("/api/v1/ca", {
      params: { query: { caType: "PRIVATE_ROOT" } },
      body: {
        alias: "typescript",
        keyType: "EC256",
        period: "365",
        x509Parameters: { commonName: "TypeScript Root", country: "KR" },
      },
    }),
  );
  const { caTag } = created.data.caInfo;
  const ca = { params: { path: { caTag } } };

  const { data } = await answer(client.GET("/api/v1/ca/{caTag}", ca));
  assert.equal(data.caInfo.alias, "typescript");
  const list = await answer(
    client.GET("/api/v1/ca", { params: { query: { pageNo: 1 } } }),
  );
  assert.ok(some(list.data.caInfoList).some(({ caInfo }) => caInfo.caTag === caTag));
  const chain = await answer(client.GET("/api/v1/ca/{caTag}/chain", ca));
  assert.match(chain.data, /^-----BEGIN CERTIFICATE-----/);

  const { data: issued } = await answer(
    client.POST("/api/v1/ca/{caTag}/cert", {
      ...ca,
      body: {
        keyType: "EC256",
        period: "30",
        x509Parameters: { commonName: "typescript.example.com" },
      },
    }),
  );
  const serials = await answer(client.GET("/api/v1/ca/{caTag}/cert", ca));
  const serialNo = some(serials.data.listCerts?.[0]);
  // The colons of a serial number go on the wire as `%3A`, and are signed so.
  const certificate = { params: { path: { caTag, serialNo } } };
  const fetched = await answer(
    client.GET("/api/v1/ca/{caTag}/cert/{serialNo}", certificate),
  );
  assert.equal(fetched.data.certPem.trim(), issued.certificate.trim());
  await answer(client.POST("/api/v1/ca/{caTag}/cert/{serialNo}/revoke", certificate));
  const crl = await answer(client.GET("/api/v1/ca/{caTag}/crl", ca));
  assert.match(crl.data, /^-----BEGIN X509 CRL-----/);

  const unknown = { params: { path: { caTag: "00000000-00000000" } } };
  const refusal = await refused(client.GET("/api/v1/ca/{caTag}", unknown));
  assert.deepEqual([refusal.by, refusal.status], ["service", 400]);

  const stranger = createClient<PrivateCa>({ baseUrl });
  stranger.use(signing({ ...keys, secretKey: "wrong" }));
  // The two shapes of `Failure` are told apart by a member.
  const { error } = await stranger.GET("/api/v1/ca");
  assert.ok(error && "error" in error);
  assert.equal(error.error.errorCode, "200");
  const failure = await refused(stranger.GET("/api/v1/ca/{caTag}", ca));
  assert.deepEqual([failure.by, failure.status, failure.code], ["gateway", 401, "200"]);
  return issued;
}

type Issued = Awaited<ReturnType<typeof privateCa>>;

/** Registers the certificate, lists it and deletes it, twice. */
async function certificateManager(baseUrl: string, keys: KeyPair, issued: Issued) {
  const client = createClient<CertificateManager>({ baseUrl });
  client.use(signing(keys));
  const certificateName = "typescript";
  const registered = await answer(
    client.POST("/api/v1/certificate/withExternal", {
      body: {
        certificateName,
        privateKey: issued.privateKey,
        publicKeyCertificate: issued.certificate,
        certificateChain: some(issued.caChain),
      },
    }),
  );
  const certificateNo = some(registered.sslCertificateList?.[0]).certificateNo;
  const query = { certificateName };
  const list = await answer(client.GET("/api/v1/certificates", { params: { query } }));
  assert.equal(list.sslCertificateList?.[0]?.certificateNo, certificateNo);
  const params = { path: { certificateNo }, query };
  await answer(client.DELETE("/api/v1/certificate/{certificateNo}", { params }));
  const refusal = await refused(
    client.DELETE("/api/v1/certificate/{certificateNo}", { params }),
  );
  assert.deepEqual([refusal.by, refusal.status, refusal.code], ["service", 200, "1004"]);

  const v2 = createClient<CertificateManagerV2>({ baseUrl });
  v2.use(signing(keys));
  const kinds = await answer(v2.GET("/api/v2/certificate/certificateTypes"));
  assert.ok(some(kinds.certificatetype).length > 0);
  const domains = await answer(
    v2.GET("/api/v2/domain/domains", { params: { query: { page: 1 } } }),
  );
  assert.equal(domains.returnCode, "0");
}

/** Reads what a cluster can be made of, and the clusters. */
async function searchEngine(baseUrl: string, keys: KeyPair) {
  // The servers of the document have a path of their own.
  const client = createClient<SearchEngine>({ baseUrl: `${baseUrl}/api/v2` });
  client.use(signing(keys));
  const versions = await answer(client.GET("/cluster/getSearchEngineVersionList"));
  assert.ok(some(versions.result?.searchEngineVersionList).length > 0);
  const vpcs = await answer(client.GET("/cluster/getVpcList"));
  const vpcNo = some(vpcs.result?.content?.[0]?.vpcNo);
  const systems = await answer(client.GET("/cluster/getOsProductList"));
  const softwareProductCode = some(systems.result?.productList?.[0]?.productCode);
  const subnets = await answer(
    client.GET("/cluster/getSubnetList", {
      params: { query: { softwareProductCode, vpcNo } },
    }),
  );
  const subnetNo = some(subnets.result?.content?.[0]?.subnetNo);
  const products = await answer(
    client.GET("/cluster/getNodeProductList", {
      params: { query: { softwareProductCode, subnetNo } },
    }),
  );
  assert.ok(some(products.result?.productList).length > 0);
  const clusters = await answer(
    client.GET("/cluster/getClusterInfoList", { params: { query: { pageNo: 1 } } }),
  );
  assert.equal(typeof clusters.result?.totalCount, "number");
  const refusal = await refused(
    client.GET("/cluster/getClusterInfoList", { params: { query: { pageNo: 0 } } }),
  );
  assert.deepEqual([refusal.by, refusal.code], ["service", "400"]);
}

/** Encrypts with the signature, and decrypts with a token alone. */
async function kms(baseUrl: string, keys: KeyPair) {
  const client = createClient<Kms>({ baseUrl });
  client.use(signing(keys));
  const { data } = await answer(
    client.POST("/kms/v1/keys", {
      body: {
        keyName: "typescript",
        keyType: "AES256",
        isAutoRotation: false,
        protectionType: "BASIC",
      },
    }),
  );
  const params = { path: { keyTag: data.keyTag } };
  const encrypted = await answer(
    client.POST("/kms/v1/keys/{keyTag}/encrypt", {
      params,
      body: { plaintext: "aGVsbG8=" },
    }),
  );
  const { ciphertext } = encrypted.data;

  const bearer = (token: string) =>
    createClient<Kms>({ baseUrl, headers: { "x-ncp-ocapi-token": token } });
  await answer(client.POST("/kms/v1/keys/{keyTag}/token-generator", { params }));
  const tokens = await answer(
    client.POST("/kms/v1/keys/{keyTag}/token-set", {
      params,
      body: { accessTokenHours: 1 },
    }),
  );
  const opened = await answer(
    bearer(tokens.data.accessToken).POST("/kms/v1/keys/{keyTag}/decrypt", {
      params,
      body: { ciphertext },
    }),
  );
  assert.equal(opened.data.plaintext, "aGVsbG8=");

  const refresh = bearer(tokens.data.refreshToken);
  const issued = await answer(
    refresh.POST("/kms/v1/keys/{keyTag}/access-token", {
      params,
      body: { accessTokenHours: "UL" },
    }),
  );
  const texts = await answer(
    bearer(issued.data.accessToken).POST("/kms/v1/keys/{keyTag}/encrypt", {
      params,
      body: { plaintext: ["YQ==", "Yg=="] },
    }),
  );
  assert.equal(texts.data.ciphertext.length, 2);
  const refusal = await refused(
    refresh.POST("/kms/v1/keys/{keyTag}/decrypt", { params, body: { ciphertext } }),
  );
  assert.deepEqual(
    [refusal.by, refusal.status, refusal.code],
    ["service", 401, "UNAUTHORIZED"],
  );
}

/** Keeps a secret and rotates it, as the function of its trigger would. */
async function secretManager(baseUrl: string, keys: KeyPair) {
  const client = createClient<SecretManager>({ baseUrl });
  client.use(signing(keys));
  const value = '{"PASSWORD":"first"}';
  const created = await answer(
    client.POST("/api/v1/secrets", {
      body: {
        secretName: "typescript",
        secretValue: { value, rotationTargets: ["PASSWORD"] },
        secretType: "BASIC",
        autoRotationYN: "N",
        triggerId: "trg-01",
        protectionKeyType: "DEFAULT",
      },
    }),
  );
  const { secretId } = created.data;
  const secret = { params: { path: { secretId } } };
  const read = await answer(client.GET("/api/v1/secrets/{secretId}/values", secret));
  assert.equal(read.data.decryptedSecretChain.active, value);

  await answer(client.POST("/api/v1/secrets/{secretId}/rotation", secret));
  const logs = await answer(client.GET("/api/v1/secrets/{secretId}/logs", secret));
  const jobToken = String(some(logs.data.result?.[0]).jobToken);
  const job = { params: { path: { secretId, jobToken } } };
  const path = "/action/v1/secrets/{secretId}/jobs/{jobToken}";
  await answer(client.POST(`${path}/start`, job));
  const { data } = await answer(client.POST(`${path}/pending`, job));
  await answer(client.POST(`${path}/complete`, job));
  const active = await answer(
    client.GET("/api/v1/secrets/{secretId}/{stage}", {
      params: { path: { secretId, stage: "active" } },
    }),
  );
  assert.equal(active.data.decryptedSecretValue.value, data.pending);
  assert.notEqual(data.pending, value);
  const refusal = await refused(client.POST(`${path}/start`, job));
  assert.deepEqual(
    [refusal.by, refusal.status, refusal.code],
    ["service", 403, "FORBIDDEN"],
  );
}

const { baseUrl, keys } = environment();
const reproduced = vectors(some(process.argv[2]));
const issued = await privateCa(baseUrl, keys);
await certificateManager(baseUrl, keys, issued);
await searchEngine(baseUrl, keys);
await kms(baseUrl, keys);
await secretManager(baseUrl, keys);
await sens(baseUrl, keys);
await outboundMailer(baseUrl, keys);
await subAccount(baseUrl, keys);
await externalAccess(baseUrl, keys);
console.log(`TypeScript: ${reproduced} vectors reproduced, ${calls} calls as expected`);
