/** A room after hibernation: the runtime evicts it after 10 s without an event, and keeps its sockets. */
import { runInDurableObject } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import { closeCodes, offlineGraceMs } from "../../app/contract/chat";
import { createRoomFixture, pause, until, type RoomFixture } from "./testing/test-room";

/**
 * After this long workerd has surely evicted the object: 10 s without an event, and before them the timers that opening left,
 * which ring late on a busy machine.
 */
const hibernatesAfterMs = 20_000;

const marginMs = 600;

const awake = new WeakSet<object>();

/** Waits until the room hibernated. Rejects when the object is still the same. */
async function hibernate({ room }: RoomFixture, act: () => void = () => undefined): Promise<void> {
  await runInDurableObject(room, (object) => void awake.add(object));
  await pause(hibernatesAfterMs);
  act();
  await pause(50);
  if (await runInDurableObject(room, (object) => awake.has(object))) throw new Error("The room did not hibernate.");
}

describe.concurrent("a room that hibernated", () => {
  test("still knows who is online, and does not announce it again", async () => {
    const people = await createRoomFixture();
    const [ana, ben] = await people.openBoth();
    await until(() => ana.presence().at(-1) === true);
    await hibernate(people, () => ana.say("good morning"));
    await until(() => ben.messages().length === 1 && ana.acknowledged().length === 1);
    const desk = await people.openSocket(people.ana);
    await until(() => desk.presence().length === 1);
    expect(desk.presence()).toEqual([true]);
    expect(ana.presence()).toEqual([false, true]);
    expect(ben.presence()).toEqual([true]);
  });

  test("announces once, after the grace period, a member whose socket closed meanwhile", async () => {
    const people = await createRoomFixture();
    const [ana, ben] = await people.openBoth();
    await hibernate(people, () => ana.socket.close(1000, "bye"));
    await pause(offlineGraceMs - 1_500);
    expect(ben.presence()).toEqual([true]);
    await until(() => ben.presence().length > 1);
    await pause(marginMs);
    expect(ben.presence()).toEqual([true, false]);
  });

  test("does not flicker when a member reconnects within the grace period", async () => {
    const people = await createRoomFixture();
    const [ana, ben] = await people.openBoth();
    await hibernate(people, () => ana.socket.close(1000, "another network"));
    await pause(1_000);
    const again = await people.openSocket(people.ana);
    await pause(offlineGraceMs + marginMs);
    expect(again.presence()).toEqual([true]);
    expect(ben.presence()).toEqual([true]);
  });

  test("resumes after the seq that a client names", async () => {
    const people = await createRoomFixture();
    const [ana, ben] = await people.openBoth();
    for (const text of ["one", "two", "three"]) ana.say(text);
    await until(() => ben.messages().length === 3);
    await hibernate(people);
    const again = await people.openSocket(people.ben, { after: 1 });
    await until(() => again.messages().length === 2);
    expect(again.messages().map(({ content }) => content)).toEqual(["two", "three"]);
  });

  test("closes a socket whose token expired during hibernation", async () => {
    const people = await createRoomFixture();
    const ana = await people.openSocket(people.ana, { expires: Date.now() + hibernatesAfterMs + 1_000 });
    await hibernate(people);
    await until(() => ana.closed === closeCodes.tokenExpired);
  });
});

describe.concurrent("a room that is awake", () => {
  test("does not flicker on a reconnect, and announces once that a member left", async () => {
    const people = await createRoomFixture();
    const [ana, ben] = await people.openBoth();
    ana.socket.close(1000, "another network");
    await pause(1_000);
    const again = await people.openSocket(people.ana);
    await pause(offlineGraceMs + marginMs);
    expect(ben.presence()).toEqual([true]);
    again.socket.close(1000, "bye");
    await until(() => ben.presence().length > 1);
    expect(ben.presence()).toEqual([true, false]);
  });

  test("expires a typing indicator by itself", async () => {
    const people = await createRoomFixture();
    const [ana, ben] = await people.openBoth();
    ana.send({ type: "typing_indicator", is_typing: true });
    await until(() => ben.of("typing_indicator").length === 1);
    await until(() => ben.of("typing_indicator").length > 1);
    expect(ben.of("typing_indicator").map(({ is_typing }) => is_typing)).toEqual([true, false]);
  });
});
