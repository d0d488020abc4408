import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { patientFetch } from "./patient-fetch.mjs";

let server: Server | null = null;

afterEach(() => {
  server?.close();
  server = null;
});

/** A server that breaks the connection of its first requests, and then answers. */
async function breaking(times: number): Promise<{ url: string; seen: string[] }> {
  const seen: string[] = [];
  server = createServer((request, response) => {
    seen.push(String(request.headers.connection));
    if (seen.length <= times) return void request.socket.resetAndDestroy();
    response.end("there");
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server?.once("listening", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

const atOnce = { pause: async () => {} };

test("a request that reads is sent again when its connection breaks, each time over a connection of its own", async () => {
  const { url, seen } = await breaking(2);
  expect(await (await patientFetch(url, {}, atOnce)).text()).toBe("there");
  expect(seen).toEqual(["close", "close", "close"]);
});

test("a request that creates is sent again only with an Idempotency-Key", async () => {
  const { url, seen } = await breaking(1);
  await expect(patientFetch(url, { method: "POST", body: "a" }, atOnce)).rejects.toThrow("fetch failed");
  expect(seen).toHaveLength(1);
  const keyed = await breaking(1);
  const answer = await patientFetch(
    keyed.url,
    { method: "POST", body: "a", headers: { "Idempotency-Key": "k1" } },
    atOnce,
  );
  expect([await answer.text(), keyed.seen.length]).toEqual(["there", 2]);
});

test("what reached nobody is sent again whatever it is, until the time is over", async () => {
  const refused = Object.assign(new TypeError("fetch failed"), { cause: { code: "ECONNREFUSED" } });
  let [sent, now] = [0, 0];
  const surroundings = {
    fetch: async () => {
      sent += 1;
      if (sent < 4) throw refused;
      return new Response("there");
    },
    now: () => now,
    random: () => 1,
    pause: async (ms: number) => void (now += ms),
  };
  expect(await (await patientFetch("http://nobody", { method: "POST" }, surroundings)).text()).toBe("there");
  expect(now).toBe(50 + 100 + 200);
  sent = -1_000;
  await expect(patientFetch("http://nobody", { method: "POST" }, surroundings)).rejects.toThrow(refused);
  expect(now).toBeLessThanOrEqual(350 + 15_000);
});

test("an error that has nothing to do with connections is not retried", async () => {
  let sent = 0;
  const failing = async () => {
    sent += 1;
    throw new DOMException("The user aborted a request.", "AbortError");
  };
  await expect(patientFetch("http://nobody", {}, { fetch: failing })).rejects.toThrow("aborted");
  expect(sent).toBe(1);
});
