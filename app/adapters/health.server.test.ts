import { expect, test } from "vitest";
import { healthChecksOf } from "./health.server";

const now = new Date(1_000_000);
const down = () => Promise.reject(new Error("down"));
type Parts = Parameters<typeof healthChecksOf>[0];

interface Surroundings {
  database: () => Promise<unknown>;
  messages: () => Promise<unknown>;
  texts: () => Promise<unknown>;
  bucket: () => Promise<unknown>;
  rooms: () => Promise<"ok">;
  inboxes: () => Promise<"ok">;
  lag: () => Promise<{ roomsBehind: number; oldestAt: number | null }>;
  manifest: () => Promise<Response>;
}

const healthy: Surroundings = {
  database: async () => null,
  messages: async () => null,
  texts: async () => null,
  bucket: async () => null,
  rooms: async () => "ok",
  inboxes: async () => "ok",
  lag: async () => ({ roomsBehind: 0, oldestAt: null }),
  manifest: async () => Response.json({ tier: "strong" }),
};

/** Checks the health of bindings that answer as given; each has only the method that is called. */
function check(changes: Partial<Surroundings> = {}) {
  const given = { ...healthy, ...changes };
  const parts = {
    messageDatabases: {
      main: { prepare: () => ({ first: given.database }) },
      others: new Map([[0, { prepare: () => ({ first: given.messages }) }]]),
    },
    storyDatabases: { others: new Map([[0, { prepare: () => ({ first: given.texts }) }]]) },
    bucket: { head: given.bucket },
    rooms: { getByName: () => ({ health: given.rooms, projectionLag: given.lag }) },
    inboxes: { getByName: () => ({ health: given.inboxes }) },
    assets: { fetch: given.manifest },
    now: () => now,
  };
  return healthChecksOf(parts as unknown as Parts)();
}

test("everything that answers is up", async () => {
  expect(await check()).toEqual({
    database: true,
    photoStorage: true,
    rooms: true,
    inboxes: true,
    projectionLag: { rooms_behind: 0, oldest_seconds: 0 },
    finderTier: "strong",
  });
});

test.each([
  ["database", { database: down }, { database: false }],
  ["database of messages", { messages: down }, { database: false }],
  ["database of stories", { texts: down }, { database: false }],
  ["photo storage", { bucket: down }, { photoStorage: false }],
  ["rooms", { rooms: down }, { rooms: false }],
  ["inboxes", { inboxes: down }, { inboxes: false }],
  ["monitor of projections", { lag: down }, { projectionLag: null }],
  ["static files", { manifest: down }, { finderTier: null }],
] as const)("the %s that fails is down, and nothing else with it", async (_name, changes, expected) => {
  expect(await check(changes)).toEqual({ ...(await check()), ...expected });
});

test("a binding that throws where it should return a promise is down too", async () => {
  const database = () => {
    throw new Error("no such binding");
  };
  expect((await check({ database })).database).toBe(false);
});

test("the lag is in whole seconds, and never negative when clocks differ", async () => {
  const behind = (oldestAt: number) => check({ lag: async () => ({ roomsBehind: 2, oldestAt }) });
  expect((await behind(now.getTime() - 12_400)).projectionLag).toEqual({ rooms_behind: 2, oldest_seconds: 12 });
  expect((await behind(now.getTime() + 5_000)).projectionLag).toEqual({ rooms_behind: 2, oldest_seconds: 0 });
});

test("a manifest that is missing, of an unknown tier, or no JSON names no tier", async () => {
  for (const manifest of [
    async () => new Response(null, { status: 404 }),
    async () => Response.json({ tier: "gigantic" }),
    async () => new Response("<html>"),
  ]) {
    expect((await check({ manifest })).finderTier).toBeNull();
  }
});
