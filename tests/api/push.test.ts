import { afterAll, beforeAll, expect, test } from "vitest";
import { bodyOf } from "../../app/client/body-of";
import { LocalPushService } from "../push/push-service";
import { clientOf, expectProblem, newPerson, send, type Person } from "./client";
import { act, asked, enter } from "./connected";

let publicKey = "";
const service = new LocalPushService(() => publicKey);

beforeAll(() => service.open());
afterAll(async () => {
  await service.close();
  expect(service.faults).toEqual([]);
});

const stateOf = async (person: Person) => bodyOf(await clientOf(person).call("GET /api/push"));

async function subscribe(person: Person) {
  publicKey = (await stateOf(person)).public_key ?? "";
  const browser = service.newBrowser();
  await clientOf(person).call("POST /api/push/subscriptions", { body: browser.subscription });
  return browser;
}

test("a person is told of a request and of a message as much as they chose, and a browser that is gone is forgotten", async () => {
  const [author, reader] = [await newPerson(), await newPerson()];
  const [browser, gone] = [await subscribe(author), await subscribe(author)];
  const { id } = await asked(author, reader);
  const request = `request_received.${id}`;
  const [first] = await browser.untilDelivered(1);
  expect(first?.message).toEqual({
    ...{ type: "news", tag: request, path: "/connections" },
    ...{ kind: null, name: null, unread: null },
  });
  expect(first?.topic).toMatch(/^[\w-]{32}$/);
  expect(first?.ttl).toBeGreaterThan(3_600);

  bodyOf(await clientOf(author).call("PATCH /api/push", { body: { detail: "name" } }));
  expect((await act(author, id, "accept")).status).toBe(200);
  const [, answered] = await browser.untilDelivered(2);
  expect(answered?.message).toEqual({ type: "read", tag: request });
  gone.answerNext({ status: 410 });
  const line = await enter(reader, id);
  line.say("Hello", "client-1");
  line.say("Are you there?", "client-2");
  const tag = `messages.${id}`;
  const [, , said] = await browser.untilDelivered(3);
  expect(said?.message).toEqual({
    ...{ type: "news", tag, kind: "messages", path: `/connections/${id}` },
    ...{ name: reader.user.display_name, unread: 2 },
  });
  expect((await stateOf(author)).subscriptions).toHaveLength(1);

  const own = await enter(author, id, "&after=0");
  await expect.poll(() => own.messages().length).toBe(2);
  own.socket.send(JSON.stringify({ type: "read_receipt", id: own.messages()[1]!.id }));
  const [, , , read] = await browser.untilDelivered(4);
  expect(read?.message).toEqual({ type: "read", tag });
  expect(gone.requests()).toBe(3);
  await Promise.all([line.close(), own.close()]);
});

test("an endpoint that is no push service, and keys that are none or too long, are refused", async () => {
  const person = await newPerson();
  const { subscription } = service.newBrowser();
  const { endpoint, keys } = subscription;
  const offered = (body: unknown) => send("POST", "/api/push/subscriptions", { as: person, body });
  for (const bad of [
    "https://127.0.0.1/",
    "http://fcm.googleapis.com/a",
    "https://[::1]/",
    "http://127.0.0.1:1/push",
  ]) {
    const problem = await expectProblem(await offered({ endpoint: bad, keys }), 422, "invalid");
    expect(Object.keys(problem.errors ?? {})).toEqual(["endpoint"]);
  }
  const oversized = { p256dh: "B".repeat(100_000), auth: "A".repeat(100_000) };
  const offCurve = { ...keys, p256dh: `B${"A".repeat(86)}` };
  for (const bad of [oversized, offCurve, { ...keys, auth: "short" }, { p256dh: keys.p256dh }, null]) {
    expect([413, 422]).toContain((await offered({ endpoint, keys: bad })).status);
  }
  expect((await offered({ endpoint: `https://push.heartfelt.app/${"a".repeat(2_000)}`, keys })).status).toBe(422);
  expect((await stateOf(person)).subscriptions).toEqual([]);
});

test("choices are kept, each by itself, and nonsense is refused", async () => {
  const person = await newPerson();
  const quiet = { from: "22:00", to: "07:00", time_zone: "Europe/Berlin" };
  const change = (body: unknown) => send("PATCH", "/api/push", { as: person, body });
  expect((await change({ quiet })).status).toBe(200);
  expect((await change({ kinds: { stories: false } })).status).toBe(200);
  for (const bad of [
    { quiet: { ...quiet, to: "22:00" } },
    { quiet: { ...quiet, from: "24:00" } },
    { quiet: { ...quiet, time_zone: "Mars/Olympus" } },
    { detail: "everything" },
  ]) {
    expect((await change(bad)).status).toBe(422);
  }
  const kinds = { messages: true, requests: true, originals: true, stories: false, sign_ins: true };
  expect((await stateOf(person)).settings).toEqual({ kinds, quiet, detail: "nothing", digest: true });
});

test("signing out ends what its browser was told, and another person's subscription cannot be removed", async () => {
  const [person, other] = [await newPerson(), await newPerson()];
  await subscribe(person);
  const [{ id } = { id: "" }] = (await stateOf(person)).subscriptions;
  expect((await send("DELETE", `/api/push/subscriptions/${id}`, { as: other })).status).toBe(204);
  expect((await stateOf(person)).subscriptions).toHaveLength(1);
  const body = { email: person.email, password: person.password };
  const again = bodyOf(await clientOf(null).call("POST /api/auth/sign-in", { body }));
  expect((await send("POST", "/api/auth/sign-out", { as: person })).status).toBe(204);
  await expect
    .poll(async () => (await send("GET", "/api/push", { as: again })).json())
    .toMatchObject({
      subscriptions: [],
    });
});
