// Calls that are held against what is expected of them.

import assert from "node:assert/strict";
import { refusalOf, type Refusal } from "./refusal.js";

type Call<T> = Promise<{ data?: T; error?: unknown; response: Response }>;

/** How many calls were answered as expected. */
export let calls = 0;

/** The answer of a call that must succeed. */
export async function answer<T>(call: Call<T>): Promise<T> {
  calls += 1;
  const { data, error, response } = await call;
  const refusal = refusalOf(response.status, data ?? error);
  assert.equal(refusal, undefined, JSON.stringify(refusal));
  return some(data);
}

/** The refusal of a call that must fail. */
export async function refused(call: Call<unknown>): Promise<Refusal> {
  calls += 1;
  const { data, error, response } = await call;
  return some(refusalOf(response.status, data ?? error));
}

/** A value that an optional member must have. */
export function some<T>(value: T | null | undefined): T {
  assert.ok(value !== null && value !== undefined, "a value is missing");
  return value;
}
