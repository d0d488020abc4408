/** A room whose storage is lost, while D1 has its messages: as after a restore into an account of its own. */
import { env, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { beforeEach, expect, test, vi } from "vitest";
import { messageId } from "../../app/contract/chat";
import { readMessagesBefore, readUnreadCounts } from "../../db/queries/messages";
import { createRoomFixture, until, type RoomFixture } from "./testing/test-room";

let people: RoomFixture;

/** Three messages of Ana's, of which Ben has read one, are in D1; then the room's storage is gone. */
beforeEach(async () => {
  people = await createRoomFixture();
  const [ana, ben] = await people.openBoth();
  for (const text of ["one", "two", "three"]) ana.say(text);
  await until(() => ben.messages().length === 3);
  ben.send({ type: "read_receipt", id: messageId(people.connection, 1) });
  await until(() => ana.frames.some((frame) => frame.type === "read_receipt"));
  await people.project();
  await runInDurableObject(people.room, (room) => room.erase());
});

const rows = async () =>
  (await readMessagesBefore(env.DB, people.connection, { viewer: people.ben, before: 1_000, limit: 50, now: 0 })).map(
    ({ seq, content }) => [seq, content],
  );

test("goes on after the last number that D1 knows, so that no message is lost there", async () => {
  const ana = await people.openSocket(people.ana);
  ana.say("four");
  await until(() => ana.acknowledged().length === 1);
  expect(ana.acknowledged()[0]?.id).toBe(messageId(people.connection, 4));
  await people.project();
  expect(await rows()).toEqual([
    [4, "four"],
    [3, "three"],
    [2, "two"],
    [1, "one"],
  ]);
});

test("knows again what was read, and how much was not", async () => {
  const [ana] = await people.openBoth();
  await until(() => ana.of("read_receipt").length === 1);
  ana.say("four");
  await until(() => ana.acknowledged().length === 1);
  await people.project();
  expect(await readUnreadCounts(env.DB, people.ben)).toEqual(new Map([[people.connection, 3]]));
});

test("sends a device what it missed, and lets one that saw lost messages begin anew", async () => {
  const missed = await people.openSocket(people.ben, { after: 1 });
  await until(() => missed.messages().length === 2);
  const ahead = await people.openSocket(people.ben, { after: 5 });
  await until(() => ahead.messages().length === 3);
  expect(ahead.of("error").map(({ code }) => code)).toEqual(["too_far_behind"]);
});

test("two sockets that come at once find one log", async () => {
  const [ana, ben] = await people.openBoth();
  ana.say("four");
  ben.say("five");
  await until(() => ana.acknowledged().length === 1 && ben.acknowledged().length === 1);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 });
  await runDurableObjectAlarm(people.room);
  vi.useRealTimers();
  expect((await rows()).map(([seq]) => seq)).toEqual([5, 4, 3, 2, 1]);
});
