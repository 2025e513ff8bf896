// Signature version 2 of the Ncloud API Gateway. Copy this file into your project.

import { createHmac } from "node:crypto";
import type { Middleware } from "openapi-fetch";

export interface KeyPair {
  accessKey: string;
  secretKey: string;
}

/**
 * The headers of a signed request.
 *
 * `target` is path and query exactly as they go on the wire; the body is not signed. What can never
 * be on the wire is refused here: the gateway would only say that the authentication failed.
 */
export function sign(
  method: string,
  target: string,
  timestamp: number,
  keys: KeyPair,
): Record<string, string> {
  if (!/^[A-Z]+$/.test(method)) {
    throw new Error(`${method}: the method is upper case on the wire`);
  }
  if (!/^\/[\x21-\x7e]*$/.test(target)) {
    throw new Error(`${target}: sign path and query, percent-encoded, without the host`);
  }
  const message = `${method} ${target}\n${timestamp}\n${keys.accessKey}`;
  return {
    "x-ncp-apigw-timestamp": String(timestamp),
    "x-ncp-iam-access-key": keys.accessKey,
    "x-ncp-apigw-signature-v2": createHmac("sha256", keys.secretKey)
      .update(message)
      .digest("base64"),
  };
}

/** Signs each request of a client of `openapi-fetch` when it is sent. */
export function signing(keys: KeyPair): Middleware {
  return {
    onRequest({ request }) {
      // `fetch` sends the parts of the URL as they are spelt here.
      const { pathname, search } = new URL(request.url);
      const headers = sign(request.method, pathname + search, Date.now(), keys);
      for (const [name, value] of Object.entries(headers)) {
        request.headers.set(name, value);
      }
      return request;
    },
  };
}
