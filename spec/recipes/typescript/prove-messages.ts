// Calls of the services that send: text messages and mails.

import assert from "node:assert/strict";
import createClient from "openapi-fetch";
import { answer, refused, some } from "./calls.js";
import type { paths as OutboundMailer } from "./generated/outbound-mailer.js";
import type { paths as Sens } from "./generated/sens.js";
import { signing, type KeyPair } from "./signing.js";

const PICTURE = Uint8Array.of(0xff, 0xd8, 0xff, 0xd9);

/** Sends a text message with a picture, and finds it. */
export async function sens(baseUrl: string, keys: KeyPair) {
  const client = createClient<Sens>({ baseUrl });
  client.use(signing(keys));
  const project = await answer(
    client.POST("/common/v2/projects", {
      body: { projectName: "typescript", useSms: true, useKkoBizMsg: true },
    }),
  );
  const channel = { serviceId: some(project.smsService).serviceId };

  // A list without entries is an empty 404.
  const query = {
    requestStartTime: "2026-01-01 00:00:00",
    requestEndTime: "2026-01-02 00:00:00",
  };
  const path = "/sms/v2/services/{serviceId}/messages";
  const nothing = await refused(client.GET(path, { params: { path: channel, query } }));
  assert.deepEqual([nothing.status, nothing.nothingFound], [404, true]);

  const picture = await answer(
    client.POST("/sms/v2/services/{serviceId}/files", {
      params: { path: channel },
      body: {
        fileName: "coupon.jpg",
        fileBody: Buffer.from(PICTURE).toString("base64"),
      },
    }),
  );
  const send = (content: string) =>
    client.POST(path, {
      params: { path: channel },
      body: {
        type: "MMS",
        from: "0215880000",
        content,
        messages: [{ to: "01000000000" }],
        files: [{ fileId: picture.fileId }],
      },
    });
  const sending = send("주문 안내");
  const sent = await answer(sending);
  assert.equal((await sending).response.status, 202);
  assert.deepEqual([sent.statusCode, sent.statusName], ["202", "success"]);
  const { requestId } = sent;
  const list = await answer(
    client.GET(path, { params: { path: channel, query: { requestId } } }),
  );
  const messageId = some(list.messages?.[0]).messageId;
  const shown = await answer(
    client.GET(`${path}/{messageId}`, { params: { path: { ...channel, messageId } } }),
  );
  assert.equal(shown.messages?.[0]?.content, "주문 안내");

  const unknown = { params: { path: { ...channel, messageId: "unknown" } } };
  const refusal = await refused(client.GET(`${path}/{messageId}`, unknown));
  assert.deepEqual(
    [refusal.by, refusal.status, refusal.nothingFound],
    ["service", 404, false],
  );
  // What EUC-KR does not have is rejected, under HTTP 202.
  const rejection = await refused(send("🎁"));
  assert.deepEqual(
    [rejection.by, rejection.status, rejection.code],
    ["service", 202, "400"],
  );

  const form = new FormData();
  form.append("imageType", "BASIC");
  form.append("imageFile", new Blob([PICTURE]), "주말.jpg");
  const kept = await answer(
    client.POST("/brandmessage/v2/services/{serviceId}/images", {
      params: { path: { serviceId: some(project.kkoBizMsgService).serviceId } },
      // In the types a file is a text.
      body: { imageType: "BASIC", imageFile: "" },
      bodySerializer: () => form,
    }),
  );
  assert.equal(kept.imageName, "주말.jpg");
}

/** Sends a mail with an attachment, and finds it. */
export async function outboundMailer(baseUrl: string, keys: KeyPair) {
  // The region is in the path of the document's servers.
  const client = createClient<OutboundMailer>({ baseUrl: `${baseUrl}/api/v1` });
  client.use(signing(keys));
  const form = new FormData();
  form.append("fileList", new Blob(["안내"], { type: "text/plain" }), "안내문.txt");
  const { files } = await answer(
    client.POST("/files", { body: { fileList: [] }, bodySerializer: () => form }),
  );
  const file = some(files[0]);
  assert.equal(file.fileName, "안내문.txt");

  const { requestId } = await answer(
    client.POST("/mails", {
      body: {
        senderAddress: "no-reply@example.com",
        title: "안내",
        body: "<p>Hello</p>",
        attachFileIds: [file.fileId],
        recipients: [{ address: "mina@example.net", type: "R" }],
      },
    }),
  );
  const request = { params: { path: { requestId } } };
  const status = await answer(client.GET("/mails/requests/{requestId}/status", request));
  assert.equal(status.requestCount, 1);
  const mails = await answer(client.GET("/mails/requests/{requestId}/mails", request));
  const mail = some(mails.content?.[0]);
  assert.equal(mail.title, "안내");
  const shown = await answer(
    client.GET("/mails/{mailId}", { params: { path: { mailId: mail.mailId } } }),
  );
  assert.equal(shown.attachFiles?.[0]?.fileId, file.fileId);

  const unknown = { params: { path: { requestId: "unknown" } } };
  const refusal = await refused(
    client.GET("/mails/requests/{requestId}/status", unknown),
  );
  assert.deepEqual([refusal.by, refusal.status, refusal.code], ["service", 400, "77103"]);
}
