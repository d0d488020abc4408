import { env } from "cloudflare:test";
import { expect, test } from "vitest";
import type { UserId } from "../../app/contract/ids";
import { readMessagesBefore, readUnreadCounts } from "../../db/queries/messages";
import { createRoomFixture, until, type RoomFixture, type TestClient } from "./testing/test-room";

const rowsFor = async ({ connection }: RoomFixture, viewer: UserId) =>
  (await readMessagesBefore(env.DB, connection, { viewer, before: 1_000, limit: 50, now: 0 })).map(
    ({ content }) => content,
  );

const freshFor = async ({ room }: RoomFixture, viewer: UserId) =>
  (await room.freshHistory({ viewer, before: 1_000, limit: 50 })).messages.map(({ content }) => content);

async function sayAll(client: TestClient, ...contents: string[]): Promise<void> {
  const before = client.acknowledged().length;
  for (const content of contents) client.say(content);
  await until(() => client.acknowledged().length === before + contents.length);
}

test("what a blocked member writes is theirs alone: in the room, in D1 and in the counts, also after the block", async () => {
  const people = await createRoomFixture();
  const { connection, ana, ben } = people;
  const [anas, bens] = await people.openBoth();
  await people.room.recordBlock(connection, { type: "block", by: ben, other: ana });
  await until(() => bens.closed === 4403);
  await sayAll(anas, "one", "two");
  expect(anas.closed).toBeNull();
  await people.room.recordBlock(connection, { type: "unblock", by: ben, other: ana });
  await sayAll(anas, "three");
  expect([await freshFor(people, ana), await freshFor(people, ben)]).toEqual([["three", "two", "one"], ["three"]]);
  await people.project();
  expect([await rowsFor(people, ana), await rowsFor(people, ben)]).toEqual([["three", "two", "one"], ["three"]]);
  expect((await readUnreadCounts(env.DB, ben)).get(connection)).toBe(1);
  const again = await people.openSocket(ben, { after: 0 });
  await until(() => again.messages().length === 1);
  expect(again.messages().map(({ content }) => content)).toEqual(["three"]);
});

test("a room that was never told of a block learns it from who enters, and one that is lost keeps hidden messages hidden", async () => {
  const people = await createRoomFixture();
  const { ana, ben } = people;
  const anas = await people.openSocket(ana, { other_blocks: "yes" });
  await sayAll(anas, "hidden");
  const refused = await people.openSocket(ben);
  await until(() => refused.closed === 4403);
  await people.project();
  await people.room.erase();
  const back = await people.openSocket(ben, { after: 0 });
  await until(() => back.presence().length > 0);
  expect(back.messages()).toEqual([]);
  const own = await people.openSocket(ana, { after: 0 });
  await until(() => own.messages().length === 1);
});
