/** Checked by the type checker: each line below an expected error is wrong on purpose. */
import { expect, expectTypeOf, test } from "vitest";
import type { Story } from "~/contract/story";
import { createApiClient } from "./api-client";

const client = createApiClient({ fetch: () => Promise.reject(new TypeError("no network")) });

async function typedCalls(): Promise<void> {
  const created = await client.call("POST /api/stories", { body: { body: "It happened." }, idempotencyKey: "k" });
  if (created.kind === "answer") expectTypeOf(created.body).toEqualTypeOf<Story>();
  if (created.kind === "problem") {
    // @ts-expect-error creating a story cannot answer that the e-mail address is taken
    expect(created.code === "email_taken").toBe(false);
  }
  // @ts-expect-error there is no such endpoint
  await client.call("GET /api/nothing");
  // @ts-expect-error the path needs its parameter
  await client.call("GET /api/stories/:id");
  // @ts-expect-error the body lacks a field
  await client.call("POST /api/connections", { body: {} });
  // @ts-expect-error reading creates nothing, so it takes no key
  await client.call("GET /api/auth/me", { idempotencyKey: "k" });
}

test("the types of a call follow from its row of the contract", () => {
  expectTypeOf(typedCalls).returns.resolves.toBeVoid();
});
