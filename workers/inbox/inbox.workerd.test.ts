/** The real inbox beside real rooms and a real D1: lost, doubled and late calls, evictions, a D1 that fails. */
import { abortAllDurableObjects, env, runInDurableObject } from "cloudflare:test";
import { uuidv7 } from "uuidv7";
import { expect, test, vi } from "vitest";
import type { UnreadCounts } from "../../app/contract/chat";
import { InboxEntryId, type InboxFrame } from "../../app/contract/inbox";
import type { UserId } from "../../app/contract/ids";
import { inboxRowsOf } from "../../tests/world/everything";
import { createRoomFixture, until } from "../chat-room/testing/test-room";
import { openLine } from "./testing/open-line";
import { waitPatienceMs } from "../../tests/patience";

const inboxOf = (user: UserId) => env.INBOX.getByName(user);
const badgeOf = (user: UserId) =>
  inboxOf(user).badge(user, { session: null, now: Date.now() }) as unknown as Promise<UnreadCounts>; // as it is declared

/** Two people; the second has just accepted the first's request. */
async function createPair() {
  const people = await createRoomFixture();
  await env.DB.prepare("UPDATE connections SET updated_at = ? WHERE id = ?").bind(Date.now(), people.connection).run();
  return people;
}

const totalOn = ({ frames }: { frames: InboxFrame[] }) => frames.findLast((frame) => frame.type === "badge")?.total;

test("a message reaches the badge of the other person alone, and reading it takes it back", async () => {
  const people = await createRoomFixture();
  const [anas, bens] = [await openLine(people.ana), await openLine(people.ben)];
  const [ana, ben] = await people.openBoth();
  ana.say("Hello");
  await until(() => totalOn(bens) === 1);
  expect(bens.frames).toContainEqual({
    type: "happened",
    id: `messages.${people.connection}`,
    kind: "messages",
    connection_id: people.connection,
  });
  expect(totalOn(anas)).toBe(0);
  ben.send({ type: "read_receipt", id: ben.messages()[0]!.id });
  await until(() => totalOn(bens) === 0);
});

test("what an inbox could not be told is told when the room's alarm rings, also after an eviction", async () => {
  const people = await createRoomFixture();
  const [ana] = await people.openBoth();
  ana.say("Hello");
  await until(() => ana.acknowledged().length === 1);
  await abortAllDurableObjects();
  await people.project();
  await until(async () => (await badgeOf(people.ben)).total === 1);
});

test("while D1 fails an inbox says what the rooms report, and later what it missed", async () => {
  const people = await createPair();
  expect(await badgeOf(people.ana)).toMatchObject({ total: 0, news: 1 });
  await env.DB.prepare("ALTER TABLE reveals RENAME TO reveals_away").run();
  await inboxOf(people.ana).refresh(people.ana);
  await inboxOf(people.ana).report(people.ana, {
    connectionId: people.connection,
    lastSeq: 1,
    readSeq: 0,
    unread: 1,
    lastAt: Date.now(),
  });
  expect(await badgeOf(people.ana)).toMatchObject({ total: 1 });
  await env.DB.prepare("ALTER TABLE reveals_away RENAME TO reveals").run();
  await inboxOf(people.ana).refresh(people.ana);
  expect(await badgeOf(people.ana)).toMatchObject({ total: 1, news: 1 });
});

test("an event that was lost is made up for when a browser connects", async () => {
  const people = await createPair();
  await badgeOf(people.ana);
  await env.DB.prepare("INSERT INTO blocks (blocker_id, blocked_id, created_at) VALUES (?, ?, 0)")
    .bind(people.ana, people.ben)
    .run();
  expect((await badgeOf(people.ana)).news).toBe(1);
  const line = await openLine(people.ana);
  await until(() => line.frames.at(-1)?.type === "badge" && (line.frames.at(-1) as UnreadCounts).news === 0);
});

test("an open line costs D1 nothing while it is idle, also when the alarm looks for pages that are gone", async () => {
  const { ana } = await createRoomFixture();
  const line = await openLine(ana);
  await until(() => line.frames.length > 0);
  await inboxOf(ana).refresh(ana); // that of the connection is done, too
  let statements = 0;
  const counted = new Proxy(env.DB, { get: () => () => (statements += 1) });
  await runInDurableObject(inboxOf(ana), async (inbox) => {
    Object.assign(inbox, { env: { ...env, DB: counted } });
    for (let n = 0; n < 6; n++) await inbox.alarm();
    await inbox.badge(ana, { session: null, now: Date.now() });
  });
  expect(statements).toBe(0);
  expect(line.closed).toBe(0);
});

test("a token opens one socket, and the next use of it none", async () => {
  const { ana } = await createRoomFixture();
  const token = uuidv7();
  expect((await openLine(ana, token)).status).toBe(101);
  expect((await openLine(ana, token)).status).toBe(401);
});

test("a frame that is no ping closes the socket, and the end of a session closes its own", async () => {
  const { ana } = await createRoomFixture();
  const session = uuidv7();
  const [one, other] = [await openLine(ana), await openLine(ana, uuidv7(), session)];
  one.socket?.send('{"type":"chat_message"}');
  await until(() => one.closed === 4400);
  expect(other.closed).toBe(0);
  await inboxOf(ana).endSession(session as never);
  await until(() => other.closed === 4401);
});

test("a socket of a session that was signed out closes at the next reading, when the call that says so was lost", async () => {
  const { ana } = await createRoomFixture();
  const [one, other] = [uuidv7(), uuidv7()];
  const [ended, live] = [await openLine(ana, uuidv7(), one), await openLine(ana, uuidv7(), other)];
  await env.DB.prepare("UPDATE sessions SET ended_at = 1 WHERE id = ?").bind(one).run();
  await inboxOf(ana).refresh(ana);
  await until(() => ended.closed === 4401);
  expect(live.closed).toBe(0);
});

test("an inbox of an erased account keeps nothing, whatever comes late", async () => {
  const people = await createPair();
  const { ana, connection } = people;
  const line = await openLine(ana);
  await until(async () => (await badgeOf(ana)).news === 1);
  await env.DB.prepare("DELETE FROM connections WHERE id = ?").bind(connection).run();
  await env.DB.prepare("DELETE FROM users WHERE id = ?").bind(ana).run();
  await inboxOf(ana).erase();
  await until(() => line.closed === 4403);
  expect(await inboxRowsOf(ana)).toBe(0);
  const late = { connectionId: connection, lastSeq: 1, readSeq: 0, unread: 1, lastAt: Date.now() };
  await inboxOf(ana).report(ana, late);
  await inboxOf(ana).refresh(ana);
  await inboxOf(ana).markSeen([InboxEntryId.parse(`request_accepted.${connection}`)]);
  expect(await badgeOf(ana)).toMatchObject({ total: 0, news: 0 });
  await vi.waitFor(async () => expect(await inboxRowsOf(ana)).toBe(0), { timeout: waitPatienceMs });
});
