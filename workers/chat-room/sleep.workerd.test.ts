/** What a room knows after the runtime threw it out of memory and kept its sockets, as it does after 10 s of quiet. */
import { runInDurableObject } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import { closeCodes, offlineGrace, typingLasts } from "../../app/contract/chat";
import { makePeople, pause, until, type People } from "./people";

/** Milliseconds after which workerd has surely thrown out an object in which nothing happens. */
const untilAsleep = 12_000;

const aLittleLonger = 600;

const awake = new WeakSet<object>();

/** Waits until the room was thrown out. Rejects when it is the same object that stood there before. */
async function sleep({ room }: People, act: () => void = () => undefined): Promise<void> {
  await runInDurableObject(room, (object) => void awake.add(object));
  await pause(untilAsleep);
  act();
  await pause(50);
  if (await runInDurableObject(room, (object) => awake.has(object))) throw new Error("The room did not sleep.");
}

describe.concurrent("a room that slept", () => {
  test("still knows who is there, and says nothing of it anew", async () => {
    const people = await makePeople();
    const [ana, ben] = await people.both();
    await until(() => ana.presence().at(-1) === true);
    await sleep(people, () => ana.say("good morning"));
    await until(() => ben.messages().length === 1 && ana.acknowledged().length === 1);
    const desk = await people.enter(people.ana);
    await until(() => desk.presence().length === 1);
    expect(desk.presence()).toEqual([true]);
    expect(ana.presence()).toEqual([false, true]);
    expect(ben.presence()).toEqual([true]);
  });

  test("says that a member left whose socket closed meanwhile, after the grace and once", async () => {
    const people = await makePeople();
    const [ana, ben] = await people.both();
    await sleep(people, () => ana.socket.close(1000, "bye"));
    await pause(offlineGrace - 1_500);
    expect(ben.presence()).toEqual([true]);
    await pause(1_500 + aLittleLonger);
    expect(ben.presence()).toEqual([true, false]);
  });

  test("does not flicker when a member's socket closes and another opens within the grace", async () => {
    const people = await makePeople();
    const [ana, ben] = await people.both();
    await sleep(people, () => ana.socket.close(1000, "another network"));
    await pause(1_000);
    const again = await people.enter(people.ana);
    await pause(offlineGrace + aLittleLonger);
    expect(again.presence()).toEqual([true]);
    expect(ben.presence()).toEqual([true]);
  });

  test("resumes after the seq that a client names", async () => {
    const people = await makePeople();
    const [ana, ben] = await people.both();
    for (const text of ["one", "two", "three"]) ana.say(text);
    await until(() => ben.messages().length === 3);
    await sleep(people);
    const again = await people.enter(people.ben, { after: 1 });
    await until(() => again.messages().length === 2);
    expect(again.messages().map(({ content }) => content)).toEqual(["two", "three"]);
  });

  test("closes a socket whose token expired while it slept", async () => {
    const people = await makePeople();
    const ana = await people.enter(people.ana, { expires: Date.now() + untilAsleep + 1_000 });
    await sleep(people);
    await until(() => ana.closed === closeCodes.tokenExpired);
  });
});

describe.concurrent("a room that is awake", () => {
  test("does not flicker on a reconnect, and says once that a member left", async () => {
    const people = await makePeople();
    const [ana, ben] = await people.both();
    ana.socket.close(1000, "another network");
    await pause(1_000);
    const again = await people.enter(people.ana);
    await pause(offlineGrace + aLittleLonger);
    expect(ben.presence()).toEqual([true]);
    again.socket.close(1000, "bye");
    await pause(offlineGrace + aLittleLonger);
    expect(ben.presence()).toEqual([true, false]);
  });

  test("lets typing expire by itself", async () => {
    const people = await makePeople();
    const [ana, ben] = await people.both();
    ana.send({ type: "typing_indicator", is_typing: true });
    await until(() => ben.of("typing_indicator").length === 1);
    await pause(typingLasts + aLittleLonger);
    expect(ben.of("typing_indicator").map(({ is_typing }) => is_typing)).toEqual([true, false]);
  });
});
