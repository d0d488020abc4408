/** Edited and deleted messages, from the room's log to D1 and the history. */
import { abortAllDurableObjects, env, runInDurableObject } from "cloudflare:test";
import { beforeEach, expect, test } from "vitest";
import { messageId, type ClientFrame } from "../../app/contract/chat";
import type { UserId } from "../../app/contract/ids";
import { readMessagesBefore, readRoomProjection, writeRoomProjection } from "../../db/queries/messages";
import { createRoomFixture, until, type RoomFixture, type TestClient } from "./testing/test-room";

let people: RoomFixture;
let ana: TestClient;
let ben: TestClient;

beforeEach(async () => {
  people = await createRoomFixture();
  [ana, ben] = await people.openBoth();
  for (const text of ["first words", "second words", "third words"]) ana.say(text);
  await until(() => ben.messages().length === 3);
});

const id = (seq: number) => messageId(people.connection, seq);
const edit = (seq: number, content: string, client_id = content): ClientFrame => ({
  type: "edit",
  id: id(seq),
  content,
  client_id,
});
const remove = (seq: number, whom: "me" | "both"): ClientFrame => ({
  type: "delete",
  id: id(seq),
  for: whom,
  client_id: `delete ${seq} for ${whom}`,
});

/** Edits the first message, deletes the second for both, and the third for Ben. */
async function changeAll(): Promise<void> {
  ana.send(edit(1, "better"));
  ana.send(remove(2, "both"));
  ben.send(remove(3, "me"));
  const has = (type: string, seq: number) =>
    ben.frames.some((frame) => frame.type === type && "id" in frame && frame.id === id(seq));
  await until(() => has("edit", 1) && has("delete", 2) && has("delete", 3));
}

const inD1 = async (viewer: UserId) =>
  (await readMessagesBefore(env.DB, people.connection, { viewer, before: 1_000, limit: 50, now: 0 })).map(
    ({ seq, content, edited_at, deleted_at }) => [seq, content, edited_at !== null, deleted_at !== null],
  );

const seenByAna = [
  [3, "third words", false, false],
  [2, "", false, true],
  [1, "better", true, false],
];

test("D1 has what each member sees, and the words that were deleted or edited away are gone from it", async () => {
  await people.project();
  await changeAll();
  await people.project();
  expect(await inD1(people.ana)).toEqual(seenByAna);
  expect(await inD1(people.ben)).toEqual(seenByAna.slice(1));
  const everything = await readRoomProjection(env.DB, people.connection, 100);
  expect(JSON.stringify(everything)).not.toMatch(/first words|second words/);
});

test("changes of messages that D1 has never seen arrive with them", async () => {
  await changeAll();
  await people.project();
  expect(await inD1(people.ana)).toEqual(seenByAna);
});

test("a batch that D1 takes late does not bring deleted words back", async () => {
  ana.send(edit(2, "soon gone"));
  await until(() => ana.frames.some((frame) => frame.type === "edit"));
  const late = { seq: 2, viewerId: people.ana, changeSeq: 1, type: "edit" as const, content: null };
  await changeAll();
  await people.project();
  await writeRoomProjection(env.DB, {
    connectionId: people.connection,
    messages: [],
    removals: [],
    events: [],
    views: [{ ...late, editedAt: 1, deletedAt: null, isRemoved: false, reactions: {} }],
    contents: [{ seq: 2, content: "soon gone", changeSeq: 1, droppedPhotos: [] }],
    members: [],
    lastAt: null,
  });
  expect(await inD1(people.ana)).toEqual(seenByAna);
});

test("until D1 has them, the room says what changed about older messages", async () => {
  await people.project();
  await changeAll();
  const { messages, views, lastChange } = await people.room.freshHistory({
    viewer: people.ben,
    before: 1_000,
    limit: 50,
  });
  expect([messages, lastChange]).toEqual([[], 3]);
  const bySeq = views.toSorted((a, b) => a.seq - b.seq);
  expect(bySeq.map(({ seq, content, isRemoved }) => [seq, content, isRemoved])).toEqual([
    [1, "better", false],
    [2, "", false],
    [3, "third words", true],
  ]);
});

test("a change that is sent again after the room left memory is answered again, once made", async () => {
  ana.send(edit(1, "better", "c1"));
  await until(() => ben.frames.some((frame) => frame.type === "edit"));
  await abortAllDurableObjects();
  const again = await people.openSocket(people.ana);
  again.send(edit(1, "better", "c1"));
  await until(() => again.frames.some((frame) => frame.type === "edit"));
  expect(again.frames.find((frame) => frame.type === "edit")).toMatchObject({ client_id: "c1", change_seq: 1 });
  expect(await people.room.versions(1)).toMatchObject([{ content: "first words" }]);
});

test("a room that lost its log knows again what changed, and gives no number twice", async () => {
  await changeAll();
  await people.project();
  await runInDurableObject(people.room, (room) => room.erase());
  const bens = await people.openSocket(people.ben, { after: 0, changes_after: 1 });
  await until(() => bens.frames.some(({ type }) => type === "presence"));
  expect(bens.messages().map(({ seq, content }) => [seq, content])).toEqual([
    [1, "better"],
    [2, ""],
  ]);
  const anas = await people.openSocket(people.ana);
  anas.send(remove(3, "me"));
  await until(() => anas.frames.some((frame) => frame.type === "delete"));
  expect(anas.frames.find((frame) => frame.type === "delete")).toMatchObject({ change_seq: 4 });
});
