import { expect, test } from "vitest";
import { keepSubscribed, standingOf, turnOff, turnOn, type PushEnvironment } from "./push-device";
import type { KnownPush } from "./push-memory";

const serverKey = "AQID"; // 1, 2, 3

/** A browser whose user, push service and server are the test's. */
function openBrowser({ answer = "granted", key = serverKey as string | null } = {}) {
  const world = {
    permission: "default" as NotificationPermission | null,
    known: null as KnownPush | null,
    subscription: null as { key: string } | null,
    registered: [] as string[],
    unregistered: [] as string[],
  };
  const made = (of: string) => {
    world.subscription = { key: of };
    return {
      options: { applicationServerKey: Uint8Array.from(atob(of), (each) => each.charCodeAt(0)).buffer },
      toJSON: () => ({ endpoint: `https://push.example/${of}`, keys: { p256dh: "p", auth: "a" } }),
      unsubscribe: () => {
        world.subscription = null;
        return Promise.resolve(true);
      },
    } as unknown as PushSubscription; // the part of one that is used
  };
  const environment: PushEnvironment = {
    permission: () => world.permission,
    askPermission: () => Promise.resolve((world.permission = answer as NotificationPermission)),
    manager: () =>
      Promise.resolve({
        getSubscription: () => Promise.resolve(world.subscription && made(world.subscription.key)),
        subscribe: (options) => Promise.resolve(made(String(options?.applicationServerKey))),
      }),
    memory: {
      read: () => world.known,
      save: (known) => void (world.known = known),
      forget: () => void (world.known = null),
      wasOffered: () => false,
      saveOffered: () => undefined,
    },
    readKey: () => Promise.resolve(key),
    register: ({ endpoint }) => {
      world.registered.push(endpoint);
      return Promise.resolve({ id: "of the server" });
    },
    unregister: (id) => Promise.resolve(void world.unregistered.push(id)),
  };
  return { world, environment };
}

test("whoever turns notifications on is asked, subscribed, and has them until they turn them off", async () => {
  const { world, environment } = openBrowser();
  expect(standingOf(environment, "ana")).toBe("off");
  expect(await turnOn(environment, "ana")).toBe("on");
  expect([standingOf(environment, "ana"), standingOf(environment, "ben")]).toEqual(["on", "off"]);
  expect(world.registered).toEqual([`https://push.example/${serverKey}`]);
  await turnOff(environment);
  expect([world.subscription, world.unregistered, standingOf(environment, "ana")]).toEqual([
    null,
    ["of the server"],
    "off",
  ]);
});

test("a no, a browser without Web Push, and a server without keys turn nothing on", async () => {
  const refused = openBrowser({ answer: "denied" });
  expect(await turnOn(refused.environment, "ana")).toBe("blocked");
  expect(standingOf(refused.environment, "ana")).toBe("blocked");
  const undecided = openBrowser({ answer: "default" });
  expect(await turnOn(undecided.environment, "ana")).toBe("off");
  const without = openBrowser({ key: null });
  expect(await turnOn(without.environment, "ana")).toBe("failed");
  without.world.permission = null;
  expect(standingOf(without.environment, "ana")).toBe("unsupported");
  expect([...refused.world.registered, ...undecided.world.registered, ...without.world.registered]).toEqual([]);
});

test("a visit tells the server again, with a new subscription when its key is another", async () => {
  const { world, environment } = openBrowser();
  await keepSubscribed(environment, "ana");
  expect(world.registered).toEqual([]);
  await turnOn(environment, "ana");
  await keepSubscribed(environment, "ana");
  world.subscription = { key: "BAUG" };
  await keepSubscribed(environment, "ana");
  expect(world.registered).toEqual(Array(3).fill(`https://push.example/${serverKey}`));
});

test("whoever signs in after another gets nothing of theirs", async () => {
  const { world, environment } = openBrowser();
  await turnOn(environment, "ana");
  await keepSubscribed(environment, "ben");
  expect([world.subscription, world.known, world.registered.length]).toEqual([null, null, 1]);
});
