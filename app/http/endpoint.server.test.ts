/** Routes are held to their rows: partly by the compiler, which checks the lines under `@ts-expect-error`. */
import type { AppLoadContext } from "@remix-run/cloudflare";
import { expect, test } from "vitest";
import { api } from "~/contract/api";
import type { Account } from "~/contract/account";
import type { Story } from "~/contract/story";
import { endpoint, resource } from "./endpoint.server";
import { problem } from "./problem.server";
import { reply } from "./reply.server";

declare const account: Account;
declare const story: Story;

test("a handler that answers otherwise than its row does not compile", () => {
  const { updated_at: _dropped, ...incomplete } = { ...({} as Story) };
  endpoint(api.stories.read, async () => reply(200, story));
  endpoint(api.stories.read, async () => problem("not_found", "It is not there."));
  // @ts-expect-error a field of the story is missing
  endpoint(api.stories.read, async () => reply(200, incomplete));
  // @ts-expect-error the row has no such status
  endpoint(api.stories.read, async () => reply(201, story));
  // @ts-expect-error the row has no such problem
  endpoint(api.stories.read, async () => problem("conflict", "It is being changed."));
  // @ts-expect-error what a response holds is not known
  endpoint(api.stories.read, async () => new Response());
  // @ts-expect-error an endpoint that creates says how it answers a repeated key
  endpoint(api.stories.create, async () => reply(201, story));
});

test("a handler is given what its row asks for", () => {
  endpoint(api.account.update, async ({ viewer }) => reply(200, { user: viewer.account }));
  // @ts-expect-error a visitor may call it, so there may be no viewer
  endpoint(api.stories.read, async ({ viewer }) => reply(200, { ...story, title: viewer.account.id }));
  // @ts-expect-error the path has no such parameter
  endpoint(api.stories.read, async ({ params }) => reply(200, { ...story, title: params.name }));
  // @ts-expect-error the row has no body
  endpoint(api.auth.me, async ({ body }) => reply(200, { user: { ...account, email: body.email } }));
});

const me = resource(endpoint(api.operations.health, async () => reply(200, { status: "ok" })));

/** Calls the route, which reads no more of a context than what faults are logged with. */
function call(method: string, route = me): Promise<Response> {
  const services = { log: () => undefined, classifyFault: () => ({ name: "Error", outage: null }) };
  const context = { services, requestId: "r1" } as unknown as AppLoadContext;
  return route({ request: new Request("https://heartfelt.example/api/health", { method }), context, params: {} });
}

test("a path answers the methods of its rows, HEAD with GET, and others with 405", async () => {
  expect((await call("GET")).status).toBe(200);
  expect((await call("HEAD")).status).toBe(200);
  const refused = await call("PATCH");
  expect([refused.status, refused.headers.get("Allow")]).toEqual([405, "HEAD, GET"]);
});

test("JSON is kept by no cache, and an unexpected error says nothing of itself", async () => {
  expect((await call("GET")).headers.get("Cache-Control")).toBe("no-store");
  const failing = resource(
    endpoint(api.operations.health, async () => {
      throw new Error("a secret of the database");
    }),
  );
  const answer = await call("GET", failing);
  expect(answer.status).toBe(500);
  expect(await answer.text()).not.toContain("secret");
});
