import { env, runInDurableObject } from "cloudflare:test";
import { expect, test } from "vitest";
import { newId } from "../../tests/world/ids";
import type { PhotoId } from "../../app/contract/ids";
import { createRoomFixture, until, type TestClient } from "./testing/test-room";

const eventsOf = (client: TestClient) =>
  client.frames.flatMap((frame) => ("event_seq" in frame ? [`${frame.event_seq} ${frame.type}`] : []));

test("a room that nobody has entered records reveals, and sends them to who connects", async () => {
  const { room, connection, ana, ben, ...people } = await withRoom();
  const photo = newId<PhotoId>();
  await room().recordReveals(connection, { type: "reveal", by: ana, other: ben, imageIds: [photo] });
  const readers = await people.openSocket(ben, { events_after: 0 });
  await until(() => eventsOf(readers).length === 1);
  await room().recordSeen(ben, photo);
  await room().recordReveals(connection, { type: "unreveal", by: ana, other: ben, imageIds: [photo] });
  await until(() => eventsOf(readers).length === 3);
  expect(eventsOf(readers)).toEqual(["1 reveal", "2 reveal_seen", "3 unreveal"]);
  const again = await people.openSocket(ana, { events_after: 1 });
  await until(() => eventsOf(again).length === 2);
  expect(eventsOf(again)).toEqual(["2 reveal_seen", "3 unreveal"]);
});

test("a client that asks for no events is sent none of the past, and erasing deletes them", async () => {
  const { room, connection, ana, ben, ...people } = await withRoom();
  await room().recordReveals(connection, { type: "reveal", by: ana, other: ben, imageIds: [newId<PhotoId>()] });
  const old = await people.openSocket(ben, { after: 0 });
  await until(() => old.presence().length > 0);
  expect(eventsOf(old)).toEqual([]);
  await room().erase();
  const left = await runInDurableObject(room(), (_room, { storage }) =>
    storage.sql.exec("SELECT count(*) AS n FROM events").one(),
  );
  expect(left).toEqual({ n: 0 });
});

test("events are in D1 once the talk pauses, each once, and a room that lost its log goes on after them", async () => {
  const { fixture, room, connection, ana, ben, ...people } = await withRoom();
  const change = { by: ana, other: ben, imageIds: [newId<PhotoId>(), newId<PhotoId>()] };
  await room().recordReveals(connection, { type: "reveal", ...change });
  const stored = async () => {
    const query = "SELECT event_seq, type FROM chat_events WHERE connection_id = ? ORDER BY event_seq";
    const { results } = await env.DB.prepare(query).bind(connection).all();
    return results.map(({ event_seq: number, type }) => `${number as number} ${type as string}`);
  };
  await fixture.project();
  expect(await stored()).toEqual(["1 reveal", "2 reveal"]);
  await room().erase();
  await room().recordReveals(connection, { type: "unreveal", ...change, imageIds: null });
  const readers = await people.openSocket(ben, { events_after: 0 });
  await until(() => eventsOf(readers).length === 4);
  await fixture.project();
  expect(await stored()).toEqual(eventsOf(readers));
  expect(eventsOf(readers)).toEqual(["1 reveal", "2 reveal", "3 unreveal", "4 unreveal"]);
});

async function withRoom() {
  const fixture = await createRoomFixture();
  const { connection, ana, ben } = fixture;
  return { fixture, connection, ana, ben, room: () => fixture.room, openSocket: fixture.openSocket.bind(fixture) };
}
