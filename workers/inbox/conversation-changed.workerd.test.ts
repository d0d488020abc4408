/** Tests how an inbox passes changes of a conversation on, from a real room to real lines: to whom, with what, and that it keeps nothing. */
import { env, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { messageId } from "../../app/contract/chat";
import type { PhotoId, UserId } from "../../app/contract/ids";
import type { ConversationChanged } from "../../app/contract/inbox";
import { listConversations, readListed } from "../../app/domain/chat/conversation-list.server";
import { newId } from "../../tests/world/ids";
import { servicesAt } from "../../tests/world/services";
import { createRoomFixture, until, type RoomFixture, type TestClient } from "../chat-room/testing/test-room";
import { openLine } from "./testing/open-line";

type Line = Awaited<ReturnType<typeof openLine>>;

let people: RoomFixture;
let ana: TestClient;
/** Ben's browser: the inbox is open, the conversation is not. */
let line: Line;

beforeEach(async () => {
  people = await createRoomFixture();
  line = await openLine(people.ben);
  await refresh(people.ben);
  ana = await people.openSocket(people.ana);
});

afterEach(() => void vi.useRealTimers());

const refresh = (user: UserId) => env.INBOX.getByName(user).refresh(user);

const changesOn = ({ frames }: Line) =>
  frames.filter((frame): frame is ConversationChanged => frame.type === "conversation");

const textOn = (of: Line) => changesOn(of).at(-1)?.last?.text;

async function say(text: string): Promise<void> {
  ana.say(text);
  await until(() => textOn(line) === text);
}

/** Everything that the inbox's own database holds, as text. */
const keptIn = (user: UserId) =>
  runInDurableObject(env.INBOX.getByName(user), (_inbox, { storage }) => {
    const tables = storage.sql.exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'").toArray();
    const names = tables.map(({ name }) => name).filter((name) => !name.startsWith("_cf"));
    return JSON.stringify(names.map((name) => storage.sql.exec(`SELECT * FROM "${name}"`).toArray()));
  });

/** The conversation as the list of Ben's has it, once D1 has everything. */
async function listed() {
  await people.project();
  const { services } = servicesAt(() => Date.now());
  const listed = await readListed(services, people.ben);
  const page = await listConversations(services, people.ben, { listed, cursor: null, limit: 10 });
  return page.conversations[0]?.last;
}

test("what was said comes before the badge that counts it, as the list has it, and the inbox keeps nothing of it", async () => {
  await say("A secret sentence");
  await until(() => line.frames.at(-1)?.type === "happened");
  expect(line.frames.slice(-3)).toMatchObject([
    { type: "conversation", connection_id: people.connection, unread: 1, last: { text: "A secret sentence" } },
    { type: "badge", total: 1 },
    { type: "happened" },
  ]);
  const kept = await keptIn(people.ben);
  expect(kept).toContain(people.connection);
  expect(kept).not.toContain("secret");
  expect(await listed()).toEqual(changesOn(line).at(-1)?.last);
});

test("a long message is cut where the list cuts it", async () => {
  ana.say("🌊".repeat(400));
  await until(() => changesOn(line).length > 0);
  expect(await listed()).toEqual(changesOn(line).at(-1)?.last);
});

test("an edit and a deletion of the newest message change the row, for both people", async () => {
  const own = await openLine(people.ana);
  await refresh(people.ana);
  await say("Hello");
  ana.send({ type: "edit", id: messageId(people.connection, 1), content: "Hallo", client_id: "edit" });
  await until(() => textOn(line) === "Hallo" && textOn(own) === "Hallo");
  expect(changesOn(own).at(-1)).toMatchObject({ unread: 0, last: { is_mine: true, status: "sent" } });
  ana.send({ type: "delete", id: messageId(people.connection, 1), for: "both", client_id: "delete" });
  await until(() => changesOn(line).at(-1)?.last?.kind === "deleted");
  expect(JSON.stringify(changesOn(line).at(-1))).not.toContain("Hallo");
  expect(await listed()).toEqual(changesOn(line).at(-1)?.last);
});

test("a message that Ben deleted for himself gives its place to the one before, and an older one changes nothing", async () => {
  const ben = await people.openSocket(people.ben);
  await say("first");
  await say("second");
  ana.send({ type: "edit", id: messageId(people.connection, 1), content: "first edit", client_id: "edit" });
  ben.send({ type: "delete", id: messageId(people.connection, 2), for: "me", client_id: "delete" });
  await until(() => textOn(line) === "first edit");
  expect(await listed()).toEqual(changesOn(line).at(-1)?.last);
});

test("a message comes with its end, and at that the one before it takes its place", async () => {
  await say("stays");
  ana.send({ type: "disappearing", after: 86_400, client_id: "set" });
  await say("goes");
  expect(changesOn(line).at(-1)?.last?.expires_at).not.toBeNull();
  expect(await listed()).toEqual(changesOn(line).at(-1)?.last);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 86_400_000 });
  await runDurableObjectAlarm(people.room);
  await until(() => textOn(line) === "stays");
});

test("of a blocked person nothing comes, during the block and after it", async () => {
  await say("before");
  const before = changesOn(line).length;
  const block = { by: people.ben, other: people.ana };
  await people.room.recordBlock(people.connection, { type: "block", ...block });
  await env.DB.prepare("INSERT INTO blocks (blocker_id, blocked_id, created_at) VALUES (?, ?, 0)")
    .bind(people.ben, people.ana)
    .run();
  await refresh(people.ben);
  ana.say("hidden");
  await until(() => ana.acknowledged().length === 2);
  ana.send({ type: "edit", id: messageId(people.connection, 2), content: "hidden edit", client_id: "edit" });
  await until(() => ana.frames.some(({ type }) => type === "edit"));
  await runDurableObjectAlarm(people.room); // which reports, too
  expect(changesOn(line)).toHaveLength(before);
  await people.room.recordBlock(people.connection, { type: "unblock", ...block });
  await env.DB.prepare("DELETE FROM blocks").run();
  await refresh(people.ben);
  await say("after");
  expect(JSON.stringify(line.frames)).not.toContain("hidden");
});

test("an original that was revealed later than the last message is what the next report says", async () => {
  await say("Hello");
  const change = { by: people.ana, other: people.ben, imageIds: [newId<PhotoId>()] };
  await people.room.recordReveals(people.connection, { type: "reveal", ...change });
  const ben = await people.openSocket(people.ben);
  ben.send({ type: "read_receipt", id: messageId(people.connection, 1) });
  await until(() => changesOn(line).at(-1)?.unread === 0);
  expect(changesOn(line).at(-1)?.last).toMatchObject({ kind: "revealed", is_mine: false, text: "" });
  expect(await listed()).toEqual(changesOn(line).at(-1)?.last);
});
