/** Deployments to a Cloudflare that is only recorded: which wrangler commands, in which order, and what is said. */
import { expect, test } from "vitest";
import { numberOfBinding } from "../../app/contract/database-binding";
import { check, deployAll, deployGradually, rollBack } from "./deploy.mjs";
import { testTarget } from "./test-target";
import { rollbackMessage } from "./versions.mjs";

const target = { ...testTarget, environment: "production", domain: "stories.test" };
const toRooms = "-c workers/chat-room/wrangler.toml --env production";
const toApp = "-c wrangler.toml --env production";

interface World {
  secrets?: string[];
  whoami?: string;
  /** Versions and shares by script, newest deployment first. */
  deployments?: Deployments;
  fails?: (command: string) => boolean;
  fault?: string | null;
}

type Deployments = Record<string, Deployment[]>;

interface Deployment {
  shares: Record<string, number>;
  message?: string;
}

/** Parts that record the commands which change something, and all that is said. */
function record({ secrets = ["JWT_SECRET"], whoami = "You are logged in", deployments, fails, fault = null }: World) {
  const done: string[] = [];
  const asked: { address: string; headers: Record<string, string> }[] = [];
  const uploaded = new Map([
    [toRooms, "rooms-new"],
    [toApp, "app-new"],
  ]);
  const parts = {
    wrangler: {
      read: async (parameters: string[]) => {
        const command = parameters.join(" ");
        if (command === "whoami") return whoami;
        if (command.startsWith("secret list")) return JSON.stringify(secrets.map((name) => ({ name })));
        const list = deployments?.[command.includes("chat-room") ? "rooms" : "app"];
        if (!list) throw new Error("This Worker does not exist on your account.");
        return `notice\n${JSON.stringify(list.map(asPrinted))}`;
      },
      act: async (parameters: string[]) => {
        const command = parameters.join(" ");
        if (fails?.(command)) throw new Error("code: 10211");
        done.push(command);
        return { versionId: uploaded.get(parameters.slice(2).join(" ")) ?? null, addresses: ["https://x.workers.dev"] };
      },
    },
    build: async () => void done.push("build"),
    faultAt: async (address: string, headers: Record<string, string>) => {
      asked.push({ address, headers });
      return fault;
    },
    say: () => {},
  };
  return { parts, done, asked };
}

function asPrinted({ shares, message }: Deployment, index: number) {
  return {
    created_on: `2026-01-0${9 - index}T00:00:00Z`,
    annotations: { "workers/message": message ?? "" },
    versions: Object.entries(shares).map(([version_id, percentage]) => ({ version_id, percentage })),
  };
}

test("a deployment without keys for notifications says so, and goes on", async () => {
  for (const [secrets, isSaid] of [
    [["JWT_SECRET"], true],
    [["JWT_SECRET", "VAPID_PUBLIC_KEY"], true],
    [["JWT_SECRET", "VAPID_PUBLIC_KEY", "VAPID_PRIVATE_KEY"], false],
  ] as const) {
    const { parts, done } = record({ secrets: [...secrets] });
    const said: string[] = [];
    await deployAll(target, { ...parts, say: (sentence) => void said.push(sentence) });
    expect(said.some((sentence) => sentence.startsWith("Notifications are off"))).toBe(isSaid);
    expect(done).toHaveLength(4);
  }
});

const migrations = `d1 migrations apply heartfelt-db --remote ${toApp}`;

test("a deployment migrates the database, then deploys the rooms, then the app", async () => {
  const { parts, done } = record({});
  await deployAll(target, parts);
  expect(done).toEqual(["build", migrations, `deploy ${toRooms}`, `deploy ${toApp}`]);
});

const messages = { binding: "MESSAGES_DB_0", name: "heartfelt-messages-0", id: "m-0" };

test("each database of messages is migrated, and the app must know it before the rooms do", async () => {
  const withMessages = (rooms: (typeof messages)[], app: (typeof messages)[]) => ({
    ...target,
    rooms: { ...target.rooms, otherDatabases: rooms },
    app: { ...target.app, otherDatabases: app },
  });
  const { parts, done } = record({});
  await deployAll(withMessages([], [messages]), parts);
  const ofMessages = `d1 migrations apply heartfelt-messages-0 --remote ${toApp}`;
  expect(done).toEqual(["build", migrations, ofMessages, `deploy ${toRooms}`, `deploy ${toApp}`]);
  const refused = record({});
  await expect(deployAll(withMessages([messages], []), refused.parts)).rejects.toThrow("bind it there first");
  const other = { ...messages, id: "another" };
  await expect(deployAll(withMessages([messages], [other]), refused.parts)).rejects.toThrow("another database");
  expect(refused.done).toEqual([]);
});

const texts = { binding: "STORIES_DB_0", name: "heartfelt-stories-0", id: "s-0" };

test("each database of stories is migrated, and both scripts must bind it", async () => {
  const withTexts = (rooms: (typeof texts)[], app: (typeof texts)[]) => ({
    ...target,
    rooms: { ...target.rooms, otherDatabases: rooms },
    app: { ...target.app, otherDatabases: app },
  });
  const { parts, done } = record({});
  await deployAll(withTexts([texts], [texts]), parts);
  expect(done).toContain(`d1 migrations apply heartfelt-stories-0 --remote ${toApp}`);
  const refused = record({});
  await expect(deployAll(withTexts([], [texts]), refused.parts)).rejects.toThrow("bind it in both");
  await expect(deployAll(withTexts([texts], []), refused.parts)).rejects.toThrow("nothing by that name");
  expect(refused.done).toEqual([]);
});

test.each(["STORIES_DB_007", "STORIES_DB", "MESSAGES_DB_12345", "MESSAGES_DB_one"])(
  "a database is not bound as %s, which the app would not read",
  async (binding) => {
    const other = { binding, name: "heartfelt-other", id: "o" };
    const { parts, done } = record({});
    const bound = { ...target.app, otherDatabases: [other] };
    const refused = deployAll({ ...target, app: bound }, parts);
    await expect(refused).rejects.toThrow(
      `binds ${binding}, which the app would not read: number such databases from 0`,
    );
    expect(numberOfBinding(binding.startsWith("STORIES") ? "STORIES_DB" : "MESSAGES_DB", binding)).toBeNull();
    expect(done).toEqual([]);
  },
);

test("nothing is done while somebody is not logged in, lacks the secret, or left a placeholder", async () => {
  const refuse = async (world: World, at = target) => {
    const { parts, done } = record(world);
    const sentence = await deployAll(at, parts).catch((error: Error) => error.message);
    expect(done).toEqual([]);
    return sentence;
  };
  expect(await refuse({ whoami: "You are not authenticated." })).toContain("npx wrangler login");
  expect(await refuse({ secrets: ["OTHER"] })).toContain("npx wrangler secret put JWT_SECRET --env production");
  const both = ["JWT_SECRET", "TURNSTILE_SECRET_KEY"];
  expect(await refuse({ secrets: both })).toContain(
    "TURNSTILE_SECRET_KEY is set for heartfelt, but not TURNSTILE_SITE_KEY",
  );
  const unfilled = { ...target, app: { ...target.app, databaseId: "fill-in" } };
  expect(await refuse({}, unfilled)).toContain("npx wrangler d1 create heartfelt-db");
  expect(await refuse({}, { ...target, rooms: { ...target.rooms, databaseId: "another" } })).toContain("different");
  expect(await refuse({}, { ...target, domain: "heartfelt.example" })).toContain("put your own there");
});

test("what fails on the way stops the rest", async () => {
  const { parts, done } = record({ fails: (command) => command === `deploy ${toRooms}` });
  await expect(deployAll(target, parts)).rejects.toThrow("10211");
  expect(done).toEqual(["build", migrations]);
});

const serving: Deployments = { rooms: [{ shares: { "rooms-old": 100 } }], app: [{ shares: { "app-old": 100 } }] };

test("a gradual deployment uploads both versions before either serves, and asks the new one how it is", async () => {
  const { parts, done, asked } = record({ deployments: serving });
  const outcome = await deployGradually(target, 10, parts);
  expect(done).toEqual([
    "build",
    migrations,
    `versions upload ${toRooms}`,
    `versions upload ${toApp}`,
    `versions deploy rooms-new@10% rooms-old@90% ${toRooms} -y`,
    `versions deploy app-new@10% app-old@90% ${toApp} -y`,
  ]);
  await check(target, { ...outcome, address: null }, parts);
  const headers = { "Cloudflare-Workers-Version-Overrides": 'heartfelt="app-new"' };
  expect(asked).toEqual([{ address: "https://stories.test", headers }]);
});

const split: Deployments = {
  rooms: [{ shares: { "rooms-new": 10, "rooms-old": 90 } }, { shares: { "rooms-old": 100 } }],
  app: [{ shares: { "app-old": 90, "app-new": 10 } }, { shares: { "app-old": 100 } }],
};

test("a second step moves the shares of the same versions, and the last one ends the split", async () => {
  const half = record({ deployments: split });
  await deployGradually(target, 50, half.parts);
  const all = record({ deployments: split });
  await deployGradually(target, 100, all.parts);
  expect(half.done).toEqual([
    `versions deploy rooms-new@50% rooms-old@50% ${toRooms} -y`,
    `versions deploy app-new@50% app-old@50% ${toApp} -y`,
  ]);
  expect(all.done).toEqual([
    `versions deploy rooms-new@100% ${toRooms} -y`,
    `versions deploy app-new@100% ${toApp} -y`,
  ]);
});

test("a first deployment cannot be gradual, and a Durable Object migration neither", async () => {
  const first = record({});
  await expect(deployGradually(target, 10, first.parts)).rejects.toThrow("heartfelt-api has no deployments yet");
  const migrating = record({ deployments: serving, fails: (command) => command.startsWith("versions upload") });
  await expect(deployGradually(target, 10, migrating.parts)).rejects.toThrow("Durable Object migration");
  expect(migrating.done).toEqual(["build", migrations]);
});

test("a rollback takes the app back first, to the versions that served before", async () => {
  const deployments: Deployments = {
    rooms: [{ shares: { r3: 100 } }, { shares: { r2: 100 } }],
    app: [{ shares: { a3: 100 } }, { shares: { a3: 50, a2: 50 } }, { shares: { a2: 100 } }],
  };
  const { parts, done } = record({ deployments });
  await rollBack(target, parts);
  expect(done).toEqual([
    `rollback a2 ${toApp} -y -m ${rollbackMessage}`,
    `rollback r2 ${toRooms} -y -m ${rollbackMessage}`,
  ]);
});

test("a rollback of a gradual deployment ends the split with the older version", async () => {
  const { parts, done } = record({ deployments: split });
  await rollBack(target, parts);
  expect(done.map((command) => command.split(" ").slice(0, 2).join(" "))).toEqual([
    "rollback app-old",
    "rollback rooms-old",
  ]);
});

test("a second rollback does not go forward again", async () => {
  const { parts, done } = record({
    deployments: {
      rooms: [{ shares: { r2: 100 }, message: rollbackMessage }, { shares: { r3: 100 } }, { shares: { r2: 100 } }],
      app: [{ shares: { a2: 100 }, message: rollbackMessage }, { shares: { a3: 100 } }, { shares: { a2: 100 } }],
    },
  });
  await rollBack(target, parts);
  expect(done).toEqual([]);
});

test("a rollback behind a Durable Object migration says what stays", async () => {
  const deployments: Deployments = {
    rooms: [{ shares: { r3: 100 } }, { shares: { r2: 100 } }],
    app: [{ shares: { a3: 100 } }, { shares: { a2: 100 } }],
  };
  const { parts, done } = record({ deployments, fails: (command) => command.includes("chat-room") });
  await expect(rollBack(target, parts)).rejects.toThrow("heartfelt-api was not rolled back.");
  expect(done).toHaveLength(1);
});

test("a deployment that is not well says what fails and how to go back", async () => {
  const { parts, asked } = record({ fault: "database fails: look at D1." });
  const staging = { ...target, environment: "staging", domain: null };
  await expect(check(staging, { address: null, addresses: ["https://x.workers.dev"] }, parts)).rejects.toThrow(
    "database fails: look at D1. To go back: npm run deploy -- --env staging --rollback",
  );
  expect(asked[0]?.address).toBe("https://x.workers.dev");
});
