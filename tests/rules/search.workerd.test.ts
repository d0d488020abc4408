/** Searching in a room: nobody finds what they may not see, and what is edited or deleted is found no more. */
import { runInDurableObject } from "cloudflare:test";
import { beforeEach, expect, test } from "vitest";
import { messageId, type ClientFrame } from "../../app/contract/chat";
import type { UserId } from "../../app/contract/ids";
import { searchWords } from "../../app/contract/search";
import { admit } from "../../app/domain/chat/conversations.server";
import { readSearchable, searchConversation, searchConversations } from "../../app/domain/chat/search.server";
import type { Services } from "../../app/domain/ports";
import { createRoomFixture, until, type RoomFixture, type TestClient } from "../../workers/chat-room/testing/test-room";
import { newPerson } from "../world/people";
import { servicesAt } from "../world/services";

const { services } = servicesAt(() => Date.now());

let people: RoomFixture;
let ana: TestClient;
let ben: TestClient;

beforeEach(async () => {
  people = await createRoomFixture();
  [ana, ben] = await people.openBoth();
});

async function say(client: TestClient, ...texts: string[]): Promise<void> {
  const before = client.acknowledged().length;
  for (const text of texts) client.say(text);
  await until(() => client.acknowledged().length === before + texts.length);
}

async function send(client: TestClient, frame: ClientFrame & { client_id: string }): Promise<void> {
  client.send(frame);
  await until(() => client.frames.some((got) => "client_id" in got && got.client_id === frame.client_id));
}

const id = (seq: number) => messageId(people.connection, seq);

const find = async (viewer: UserId, search: string, { before = Number.MAX_SAFE_INTEGER, limit = 20 } = {}) => {
  const found = await people.room.search({ viewer, words: searchWords(search), before, limit });
  return { contents: found.hits.map(({ content }) => content), next: found.next };
};

const both = async (search: string) => [
  (await find(people.ana, search)).contents,
  (await find(people.ben, search)).contents,
];

test("words are found by their beginnings in every script, without case and accents, the newest first", async () => {
  await say(ana, "The harbour at dawn", "Nothing here", "Am Café, im HARBOUR", "Привет, мир", "नमस्ते दुनिया");
  expect((await find(people.ben, "harb")).contents).toEqual(["Am Café, im HARBOUR", "The harbour at dawn"]);
  expect((await find(people.ben, "cafe harbour")).contents).toEqual(["Am Café, im HARBOUR"]);
  expect((await find(people.ben, "при")).contents).toEqual(["Привет, мир"]);
  expect((await find(people.ben, "नमस्ते")).contents).toEqual(["नमस्ते दुनिया"]);
  expect((await find(people.ben, "arbour")).contents).toEqual([]);
});

test("the index's own signs are plain words", async () => {
  await say(ana, "this or that", "NEAR the content: a* b", "something else");
  for (const search of ['"or"', "or", "-or", "this OR else", "content:", "NEAR(a b)", "a* ^b", "')--", "NOT or"]) {
    await find(people.ben, search);
  }
  expect((await find(people.ben, "this OR")).contents).toEqual(["this or that"]);
  expect((await find(people.ben, "content:NEAR")).contents).toEqual(["NEAR the content: a* b"]);
});

test("an edit is found by its new words alone, and what is deleted is found no more, before and after a first search", async () => {
  await say(ana, "an apple", "a pear", "a plum");
  for (const round of ["first", "second"]) {
    await send(ana, { type: "edit", id: id(1), content: `a cherry of the ${round}`, client_id: `edit ${round}` });
    expect(await both("apple")).toEqual([[], []]);
    expect(await both("cherry")).toEqual(Array(2).fill([`a cherry of the ${round}`]));
  }
  await send(ana, { type: "delete", id: id(2), for: "both", client_id: "delete 2" });
  await send(ben, { type: "delete", id: id(3), for: "me", client_id: "delete 3" });
  expect(await both("pear")).toEqual([[], []]);
  expect(await both("plum")).toEqual([["a plum"], []]);
  const kept = await runInDurableObject(people.room, (_room, { storage }) =>
    storage.sql.exec<{ block: ArrayBuffer }>("SELECT block FROM words_data").toArray(),
  );
  expect(kept.map(({ block }) => new TextDecoder().decode(block)).join(" ")).not.toMatch(/apple|pear/);
});

test("what a blocked person says and edits is found by them alone, also after the block", async () => {
  await say(ben, "before the storm");
  await people.room.recordBlock(people.connection, { type: "block", by: people.ana, other: people.ben });
  await say(ben, "during the storm");
  await send(ben, { type: "edit", id: id(1), content: "a quiet sea", client_id: "edit" });
  await people.room.recordBlock(people.connection, { type: "unblock", by: people.ana, other: people.ben });
  expect(await both("storm")).toEqual([["before the storm"], ["during the storm"]]);
  expect(await both("quiet")).toEqual([[], ["a quiet sea"]]);
});

test("pages follow each other, what comes later is found, and what is taken out of the log is gone from the index", async () => {
  await say(ana, "one leaf", "two leaves", "three leaves");
  const first = await find(people.ben, "lea", { limit: 2 });
  expect(first).toEqual({ contents: ["three leaves", "two leaves"], next: 2 });
  expect(await find(people.ben, "lea", { before: 2, limit: 2 })).toEqual({ contents: ["one leaf"], next: null });
  await say(ben, "four leaves");
  expect((await find(people.ana, "lea")).contents[0]).toBe("four leaves");
  await runInDurableObject(people.room, (_room, { storage }) => storage.sql.exec("DELETE FROM messages WHERE seq = 3"));
  expect((await find(people.ana, "three")).contents).toEqual([]);
});

test("a long room is indexed from its newest messages on, and says where it stopped", async () => {
  await say(ana, "the only needle");
  await runInDurableObject(people.room, (_room, { storage }) =>
    storage.sql.exec(
      `INSERT INTO messages WITH RECURSIVE numbers(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM numbers WHERE n < 8000)
       SELECT n, ?, NULL, 'hay ' || n, n FROM numbers`,
      people.ana,
    ),
  );
  expect(await find(people.ben, "needle")).toEqual({ contents: [], next: 3_001 });
  expect(await find(people.ben, "needle", { before: 3_001 })).toEqual({ contents: ["the only needle"], next: null });
  expect((await find(people.ben, "7999")).contents).toEqual(["hay 7999"]);
});

test("a search is a member's alone, over all conversations it names where it was found, and counts rooms that do not answer", async () => {
  await say(ana, "the harbour of all");
  const searchAs = async (viewer: UserId) => {
    const admission = await admit(services, viewer, people.connection);
    const asked = { room: people.connection, admission, q: "harbour", before: null, limit: 5 };
    return searchConversation(services, viewer, asked);
  };
  expect(await searchAs(people.ben)).toMatchObject({
    kind: "found",
    results: [{ id: id(1), snippet: "the harbour of all", matches: [[4, 11]] }],
  });
  const stranger = await newPerson();
  expect(await searchAs(stranger)).toEqual({ kind: "not_found" });
  const searchAllAs = async (viewer: UserId, rooms = services.rooms) => {
    const searchable = await readSearchable(services, viewer);
    return searchConversations({ rooms }, viewer, { q: "harb", cursor: null, searchable });
  };
  expect(await searchAllAs(people.ben)).toMatchObject({
    conversations: [{ id: people.connection, other: { id: people.ana }, results: [{ seq: 1 }], has_more: false }],
    next_cursor: null,
    missed: 0,
  });
  expect(await searchAllAs(stranger)).toMatchObject({ conversations: [] });
  const silent: Services["rooms"] = { ...services.rooms, search: () => Promise.reject(new Error("No answer.")) };
  expect(await searchAllAs(people.ben, silent)).toEqual({ conversations: [], next_cursor: null, missed: 1 });
});
