import { expect, test, vi } from "vitest";
import { createApiClient } from "./api-client";
import { fillPath } from "./build-request";

const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json", ...headers } });

const problemOf = (status: number, code: string, headers: Record<string, string> = {}) =>
  json(
    status,
    { type: "about:blank", title: "A problem", status, code },
    { "Content-Type": "application/problem+json", ...headers },
  );

/** A client whose network gives these answers, one for each attempt; null is a network that fails. */
function clientOf(...answers: (Response | null)[]) {
  const send = vi.fn(async (_url: string, _init?: RequestInit) => {
    const answer = answers.shift();
    if (!answer) throw new TypeError("fetch failed");
    return answer;
  });
  const waits: number[] = [];
  const client = createApiClient({
    fetch: send,
    now: () => waits.reduce((sum, wait) => sum + wait, 0),
    random: () => 0.5,
    wait: async (delayMs) => void waits.push(delayMs),
    headers: { Authorization: "Bearer t" },
  });
  return { client, send, waits };
}

test("a call sends method, path, query, body, key and the client's headers", async () => {
  const { client, send } = clientOf(json(201, { id: "1" }));
  const result = await client.call("POST /api/stories", {
    body: { body: "It happened.", image_ids: [] },
    idempotencyKey: "k",
  });
  expect(result).toMatchObject({ kind: "answer", status: 201, body: { id: "1" } });
  expect(send).toHaveBeenCalledWith("/api/stories", {
    method: "POST",
    headers: { "Content-Type": "application/json", "Idempotency-Key": "k", Authorization: "Bearer t" },
    body: '{"body":"It happened.","image_ids":[]}',
  });
});

test("a path's parameters are filled in and encoded, and a missing one is an error", () => {
  expect(fillPath("/api/connections/:id/:act", { id: "a/b", act: "accept" })).toBe("/api/connections/a%2Fb/accept");
  expect(() => fillPath("/api/stories/:id", {})).toThrow("The path needs id.");
});

test("a query leaves out what is undefined", async () => {
  const { client, send } = clientOf(json(200, { stories: [], next_cursor: null }));
  await client.call("GET /api/stories", { query: { limit: "2", cursor: undefined } });
  expect(send.mock.calls[0]?.[0]).toBe("/api/stories?limit=2");
});

test("a body with a file is sent as a form", async () => {
  const { client, send } = clientOf(json(201, {}));
  const copy = new File(["x"], "copy.jpg");
  await client.call("POST /api/stories/upload-image", { body: { image_blurred: copy, face_coordinates: "[]" } });
  const form = send.mock.calls[0]?.[1]?.body as FormData;
  expect([form.get("image_blurred"), form.get("face_coordinates"), form.get("image_original")]).toEqual([
    copy,
    "[]",
    null,
  ]);
});

test("a problem keeps its code, and a proxy's own page is a problem without one", async () => {
  const { client } = clientOf(problemOf(404, "not_found"), new Response("<h1>Bad gateway</h1>", { status: 502 }));
  expect(await client.call("DELETE /api/account", { body: {} })).toMatchObject({
    kind: "problem",
    status: 404,
    code: "not_found",
  });
  expect(await client.call("DELETE /api/account", { body: {} })).toMatchObject({
    kind: "problem",
    status: 502,
    code: null,
  });
});

test("a page of a portal in between is no answer of the API, whatever its status", async () => {
  const page = new Response("<h1>Sign in to the hotel</h1>", { status: 200, headers: { "Content-Type": "text/html" } });
  const { client } = clientOf(page);
  expect(await client.call("GET /api/auth/me")).toMatchObject({ kind: "problem", status: 200, code: null });
});

test("a read is sent again after a failed network, and waits between", async () => {
  const { client, send, waits } = clientOf(null, problemOf(503, "unavailable"), json(200, { user: {} }));
  expect((await client.call("GET /api/auth/me")).kind).toBe("answer");
  expect(send).toHaveBeenCalledTimes(3);
  expect(waits).toHaveLength(2);
});

test("a write is sent again only with an idempotency key", async () => {
  const withoutKey = clientOf(null, json(201, {}));
  const body = { body: "It happened.", image_ids: [] };
  expect(await withoutKey.client.call("POST /api/stories", { body })).toEqual({ kind: "no_answer" });
  expect(withoutKey.send).toHaveBeenCalledTimes(1);
  const withKey = clientOf(null, json(201, {}));
  expect((await withKey.client.call("POST /api/stories", { body, idempotencyKey: "k" })).kind).toBe("answer");
});

test("a call that is aborted rejects with the signal's reason and is not sent again", async () => {
  const { client, send } = clientOf(null, json(200, {}));
  const signal = AbortSignal.abort(new Error("cancelled"));
  await expect(client.call("GET /api/auth/me", { signal })).rejects.toThrow("cancelled");
  expect(send).toHaveBeenCalledTimes(1);
});

test("a call that is aborted while its answer is read rejects with the signal's reason", async () => {
  const abort = new AbortController();
  const body = new ReadableStream({
    pull(controller) {
      abort.abort(new Error("cancelled"));
      controller.error(new DOMException("aborted", "AbortError"));
    },
  });
  const { client } = clientOf(new Response(body, { headers: { "Content-Type": "application/json" } }));
  await expect(client.call("GET /api/auth/me", { signal: abort.signal })).rejects.toThrow("cancelled");
});

test("the answer's body is read whole, so that a time-out that comes later finds nothing to abort", async () => {
  const answer = json(200, { user: {} });
  const { client } = clientOf(answer);
  await client.call("GET /api/auth/me");
  expect(answer.bodyUsed).toBe(true);
});

test("an answer that breaks off is no answer", async () => {
  const { client } = clientOf(new Response("{", { status: 200, headers: { "Content-Type": "application/json" } }));
  expect(await client.call("GET /api/auth/me")).toEqual({ kind: "no_answer" });
});
