/** A blocked member sends a photo and reveals its original: who blocks them never hears of it, also once the room has lost its log. */
import { env, runInDurableObject } from "cloudflare:test";
import { beforeEach, expect, test } from "vitest";
import { messageId } from "../../app/contract/chat";
import type { PhotoId } from "../../app/contract/ids";
import { messageDatabasesOf } from "../../db/message-databases";
import { readConversations } from "../../db/queries/conversations";
import { replayLimit } from "./room/join";
import { createRoomFixture, until, type RoomFixture, type TestClient } from "./testing/test-room";
import { upload } from "./testing/upload-photo";

let people: RoomFixture;
let photo: PhotoId;

/** Ben blocks Ana while she sends a photo, and no longer. */
beforeEach(async () => {
  people = await createRoomFixture();
  photo = await upload(people);
  const { connection, ana, ben } = people;
  const anas = await people.openSocket(ana);
  await people.room.recordBlock(connection, { type: "block", by: ben, other: ana });
  anas.send({ type: "chat_message", content: "", client_id: "c1", photos: [photo] });
  await until(() => anas.acknowledged().length === 1);
  await people.room.recordBlock(connection, { type: "unblock", by: ben, other: ana });
});

const change = (type: "reveal" | "unreveal") =>
  people.room.recordReveals(people.connection, { type, by: people.ana, other: people.ben, imageIds: [photo] });

const eventsOf = (client: TestClient) =>
  client.frames.flatMap((frame) => ("event_seq" in frame ? [`${frame.event_seq} ${frame.type}`] : []));

async function loseLog(): Promise<void> {
  await people.project();
  await runInDurableObject(people.room, (room) => room.erase());
}

/** Expects Ana to see the events of her photo, and Ben none: over new sockets, in the history, and in the list. */
async function expectAnasAlone(expected: string[]): Promise<void> {
  const { ana, ben, room } = people;
  const anas = await people.openSocket(ana, { after: 0, events_after: 0 });
  await until(() => eventsOf(anas).length === expected.length);
  expect(eventsOf(anas)).toEqual(expected);
  const bens = await people.openSocket(ben, { after: 0, events_after: 0 });
  await until(() => bens.presence().length > 0);
  expect([eventsOf(bens), bens.messages()]).toEqual([[], []]);
  expect([(await room.events(ana)).length, await room.events(ben)]).toEqual([expected.length, []]);
  await people.project();
  const list = async (viewer: typeof ana) =>
    (await readConversations(messageDatabasesOf({}, env.DB), viewer, { previewLength: 10, now: 0 })).map(
      ({ event_type: type }) => type,
    );
  expect([await list(ana), await list(ben)]).toEqual([[expected.at(-1)?.split(" ")[1]], [null]]);
}

test("neither before the loss nor after it, and a later change goes to its owner alone", async () => {
  await change("reveal");
  await expectAnasAlone(["1 reveal"]);
  await loseLog();
  await expectAnasAlone(["1 reveal"]);
  const bens = await people.openSocket(people.ben);
  await change("unreveal");
  await expectAnasAlone(["1 reveal", "2 unreveal"]);
  expect(eventsOf(bens)).toEqual([]);
});

test("nor of one whose message was deleted before the loss", async () => {
  await change("reveal");
  const anas = await people.openSocket(people.ana);
  anas.send({ type: "delete", id: messageId(people.connection, 1), for: "both", client_id: "d1" });
  await until(() => anas.of("unreveal").length === 1);
  await loseLog();
  await expectAnasAlone(["1 reveal", "2 unreveal"]);
});

test("nor of one that is revealed first after the loss, further back than the log was found again", async () => {
  await people.project();
  await env.DB.prepare(
    `INSERT INTO messages (connection_id, seq, sender_id, content, created_at)
     WITH RECURSIVE n(seq) AS (SELECT 2 UNION ALL SELECT seq + 1 FROM n WHERE seq < ?2)
     SELECT ?1, seq, ?3, 'words', 1 FROM n`,
  )
    .bind(people.connection, replayLimit + 2, people.ana)
    .run();
  await loseLog();
  await change("reveal");
  const bens = await people.openSocket(people.ben, { events_after: 0 });
  await until(() => bens.presence().length > 0);
  expect([eventsOf(bens), await people.room.events(people.ben)]).toEqual([[], []]);
  expect((await people.room.events(people.ana)).length).toBe(1);
});
