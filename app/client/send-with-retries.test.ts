import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { buildRequest } from "./build-request";
import { sendWithRetries } from "./send-with-retries";

const read = buildRequest("GET /api/stories", {}, { baseUrl: "", headers: undefined });
const write = buildRequest("POST /api/auth/sign-out", { body: {} }, { baseUrl: "", headers: undefined });
const busy = () => new Response(null, { status: 503 });
const failed = () => Promise.reject(new TypeError("fetch failed"));

/** A network that gives these answers, one for each attempt. */
function networkOf(...answers: (() => Response | Promise<Response>)[]) {
  return vi.fn(async (_url: string, _request: RequestInit) => answers.shift()!());
}

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

describe("a request that only reads", () => {
  test("is sent again after a wait, by the platform's own timer", async () => {
    const network = networkOf(failed, busy, () => new Response("ok"));
    const answer = sendWithRetries(read, { fetch: network, random: () => 0.5 });
    await vi.advanceTimersByTimeAsync(0);
    expect(network).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(150);
    expect(network).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(300);
    expect(await (await answer)?.text()).toBe("ok");
  });

  test("waits as long as the server asks", async () => {
    const asked = () => new Response(null, { status: 503, headers: { "Retry-After": "4" } });
    const network = networkOf(asked, () => new Response("ok"));
    const answer = sendWithRetries(read, { fetch: network, random: () => 0 });
    await vi.advanceTimersByTimeAsync(3_999);
    expect(network).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    expect((await answer)?.status).toBe(200);
  });

  test("ends with the last answer, or with none, once the policy allows no more", async () => {
    const waits: number[] = [];
    const parts = { random: () => 0, wait: async (delayMs: number) => void waits.push(delayMs) };
    expect((await sendWithRetries(read, { ...parts, fetch: networkOf(busy, busy, busy, busy) }))?.status).toBe(503);
    expect(await sendWithRetries(read, { ...parts, fetch: networkOf(failed, failed, failed, failed) })).toBeNull();
    expect(waits).toHaveLength(6);
  });
});

test("a request that changes something is sent once, whatever comes", async () => {
  for (const answer of [failed, busy]) {
    const network = networkOf(answer);
    await sendWithRetries(write, { fetch: network });
    expect(network).toHaveBeenCalledTimes(1);
  }
});

test("an error that is not the network's is thrown on", async () => {
  const network = networkOf(() => Promise.reject(new RangeError("a fault of ours")));
  await expect(sendWithRetries(read, { fetch: network })).rejects.toThrow(RangeError);
});

test("an abort ends the wait at once, with the abort's reason, and nothing more is sent", async () => {
  const abort = new AbortController();
  const network = networkOf(failed);
  const request = buildRequest("GET /api/stories", { signal: abort.signal }, { baseUrl: "", headers: undefined });
  const answer = sendWithRetries(request, { fetch: network, random: () => 0.9 });
  await vi.advanceTimersByTimeAsync(1);
  abort.abort(new Error("the page was left"));
  await expect(answer).rejects.toThrow("the page was left");
  expect(vi.getTimerCount()).toBe(0);
  expect(network).toHaveBeenCalledTimes(1);
});
