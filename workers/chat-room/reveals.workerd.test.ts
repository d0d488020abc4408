import { abortAllDurableObjects, env, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { expect, test, vi } from "vitest";
import { newId } from "../../tests/world/ids";
import type { PhotoId } from "../../app/contract/ids";
import { revealDayMs } from "../../app/contract/reveal";
import { createRoomFixture, until, type TestClient } from "./testing/test-room";

const eventsOf = (client: TestClient) =>
  client.frames.flatMap((frame) => ("event_seq" in frame ? [`${frame.event_seq} ${frame.type}`] : []));

const endings = (client: TestClient) =>
  client.frames.flatMap((frame) => (frame.type === "unreveal" ? [frame.ended_by] : []));

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

test("a reveal for 24 hours ends by the alarm, for a room that was killed, and in D1's events", async () => {
  const { fixture, room, connection, ana, ben, ...people } = await withRoom();
  const imageIds = [newId<PhotoId>()];
  const endsAt = Date.now() + revealDayMs;
  await room().recordReveals(connection, {
    type: "reveal",
    by: ana,
    other: ben,
    imageIds,
    terms: "for_24_hours",
    endsAt,
  });
  await fixture.project();
  await abortAllDurableObjects();
  vi.useFakeTimers({ toFake: ["Date"], now: endsAt });
  await runDurableObjectAlarm(room());
  vi.useRealTimers();
  const readers = await people.openSocket(ben, { events_after: 0 });
  await until(() => eventsOf(readers).length === 2);
  expect(readers.of("reveal")).toMatchObject([{ terms: "for_24_hours", ends_at: new Date(endsAt).toISOString() }]);
  expect(readers.of("unreveal")).toMatchObject([{ user_id: ana, ended_by: "time" }]);
  await fixture.project();
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 120_000 });
  await runDurableObjectAlarm(room());
  vi.useRealTimers();
  const query = "SELECT terms, ends_at, end_cause FROM chat_events WHERE connection_id = ? ORDER BY event_seq";
  expect((await env.DB.prepare(query).bind(connection).all()).results).toEqual([
    { terms: "for_24_hours", ends_at: endsAt, end_cause: null },
    { terms: null, ends_at: null, end_cause: "time" },
  ]);
});

test("a view that no page closed ends at its time, and a room that lost its log knows when a day is over", async () => {
  const { fixture, room, connection, ana, ben, ...people } = await withRoom();
  const [once, forADay] = [newId<PhotoId>(), newId<PhotoId>()];
  const by = { type: "reveal", by: ana, other: ben } as const;
  await room().recordReveals(connection, { ...by, imageIds: [once], terms: "view_once" });
  await room().recordReveals(connection, {
    ...by,
    imageIds: [forADay],
    terms: "for_24_hours",
    endsAt: Date.now() + 50,
  });
  await room().recordOpened(once, Date.now() + 50);
  const readers = await people.openSocket(ben, { events_after: 0 });
  await until(() => endings(readers).length === 2);
  expect(endings(readers)).toEqual(expect.arrayContaining(["view", "time"]));
  await room().recordReveals(connection, {
    ...by,
    imageIds: [forADay],
    terms: "for_24_hours",
    endsAt: Date.now() + 60_000,
  });
  await fixture.project();
  await room().erase();
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 });
  const again = await people.openSocket(ben, { events_after: 0, expires: Date.now() + 600_000 });
  await runDurableObjectAlarm(room());
  await until(() => endings(again).length === 3);
  vi.useRealTimers();
});

async function withRoom() {
  const fixture = await createRoomFixture();
  const { connection, ana, ben } = fixture;
  return { fixture, connection, ana, ben, room: () => fixture.room, openSocket: fixture.openSocket.bind(fixture) };
}
