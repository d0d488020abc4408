import type { AppLoadContext } from "@remix-run/cloudflare";
import { expect, test } from "vitest";
import { api } from "~/contract/api";
import { problem } from "./problem.server";
import { socketEndpoint } from "./socket-endpoint.server";

const opened = socketEndpoint(api.chat.connect, async () => ({ upgrade: new Response("the room's answer") }));

/** Asks for the socket, with a context that nothing may be read of before the request itself was looked at. */
function ask(headers: Record<string, string>, query = ""): Promise<Response> {
  const context = new Proxy({}, { get: () => undefined }) as AppLoadContext; // no service is reached here
  const request = new Request(`https://heartfelt.example/api/chat/connect/1${query}`, { headers });
  return opened.answer({ request, context, params: {} });
}

async function problemOf(answer: Promise<Response>): Promise<unknown> {
  try {
    return await answer;
  } catch (thrown) {
    if (thrown instanceof Response) return [thrown.headers.get("Upgrade"), await thrown.json()];
    throw thrown;
  }
}

test("a request that is no upgrade gets 426, and is told which upgrade it needs", async () => {
  for (const upgrade of [null, "h2c"]) {
    const refused = await problemOf(ask(upgrade === null ? {} : { Upgrade: upgrade }));
    expect(refused).toEqual(["websocket", expect.objectContaining({ status: 426, code: "upgrade_required" })]);
  }
});

test("an upgrade of another site's page is refused before its token is looked at", async () => {
  const refused = await problemOf(ask({ Upgrade: "WebSocket", Origin: "https://evil.example" }, "?token=any"));
  expect(refused).toEqual([null, expect.objectContaining({ status: 403, code: "foreign_origin" })]);
});

test("an upgrade without a token is invalid", async () => {
  const refused = await problemOf(ask({ Upgrade: "websocket", Origin: "https://heartfelt.example" }));
  expect(refused).toEqual([null, expect.objectContaining({ status: 422, code: "invalid" })]);
});

test("a handler answers an upgrade or a problem of its row, and the row is kept beside it", () => {
  expect(opened.row).toBe(api.chat.connect);
  socketEndpoint(api.chat.connect, async () => problem("forbidden", "You are no member."));
  // @ts-expect-error the row has no such problem
  socketEndpoint(api.chat.connect, async () => problem("email_taken", "It has an account."));
});
