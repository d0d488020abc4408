import { expect, test } from "vitest";
import { createApiClient } from "~/client/api-client";
import type { ConnectionId } from "~/contract/ids";
import { fetchToken, isShutOut } from "./socket-environment";

const room = "room" as ConnectionId; // only its place in the path counts here

/** A client whose server answers so; null is a network that fails. It does not wait between attempts. */
function clientOf(status: number | null, body: unknown = {}) {
  const type = status === 200 ? "application/json" : "application/problem+json";
  return createApiClient({
    fetch: async () => {
      if (status === null) throw new TypeError("fetch failed");
      return new Response(JSON.stringify(body), { status, headers: { "Content-Type": type } });
    },
    wait: async () => undefined,
  });
}

test("a token of the server opens the socket", async () => {
  expect(await fetchToken(clientOf(200, { token: "t" }))).toEqual({ kind: "token", token: "t" });
});

test("a 401 ends the session, and any other failure may pass", async () => {
  expect(await fetchToken(clientOf(401))).toEqual({ kind: "signed_out" });
  for (const status of [403, 429, 500, 503, null])
    expect(await fetchToken(clientOf(status))).toEqual({ kind: "failed" });
});

test("a token that does not come in time is a failure that may pass", async () => {
  const late = createApiClient({ fetch: () => Promise.reject(new DOMException("late", "TimeoutError")) });
  expect(await fetchToken(late)).toEqual({ kind: "failed" });
  expect(await isShutOut(room, late)).toBe(false);
});

test("only a 404 shuts the viewer out of a room", async () => {
  expect(await isShutOut(room, clientOf(404))).toBe(true);
  for (const status of [200, 401, 403, 503, null]) expect(await isShutOut(room, clientOf(status))).toBe(false);
});
