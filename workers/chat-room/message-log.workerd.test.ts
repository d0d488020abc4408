import { runInDurableObject } from "cloudflare:test";
import { beforeEach, expect, test } from "vitest";
import type { UserId } from "../../app/contract/ids";
import { MessageLog } from "./message-log";
import { createRoomFixture, type RoomFixture } from "./testing/test-room";

let people: RoomFixture;

beforeEach(async () => {
  people = await createRoomFixture();
});

const inLog = <Result>(use: (log: MessageLog, storage: DurableObjectStorage) => Result) =>
  runInDurableObject(people.room, (_room, { storage }) => use(new MessageLog(storage.sql), storage));

/** Appends messages of Ana with the client ids `c1`, `c2`, ... */
function append(log: MessageLog, count: number): number[] {
  return Array.from({ length: count }, (_, index) =>
    log.append({
      seq: index + 1,
      senderId: people.ana,
      clientId: `c${index + 1}`,
      content: `m${index + 1}`,
      createdAt: 0,
      isHidden: false,
      replyTo: null,
      photos: [],
      expiresAt: null,
    }),
  );
}

test("a client id that its sender used before returns the seq of the first message and appends nothing", async () => {
  await inLog((log) => {
    append(log, 2);
    const again = {
      seq: 3,
      senderId: people.ana,
      clientId: "c1",
      content: "again",
      createdAt: 0,
      isHidden: false,
      replyTo: null,
      photos: [],
      expiresAt: null,
    };
    expect(log.append(again)).toBe(1);
    expect(log.append({ ...again, senderId: people.ben })).toBe(3);
    expect(log.after(0, 10).map(({ content }) => content)).toEqual(["m1", "m2", "again"]);
  });
});

test("messages without a client id are always new", async () => {
  await inLog((log) => {
    const message = {
      senderId: people.ana,
      clientId: null,
      content: "x",
      createdAt: 0,
      isHidden: false,
      replyTo: null,
      photos: [],
      expiresAt: null,
    };
    expect([1, 2].map((seq) => log.append({ seq, ...message }))).toEqual([1, 2]);
  });
});

test("pages are in order and within their bounds", async () => {
  await inLog((log) => {
    append(log, 6);
    const seqs = (messages: { seq: number }[]) => messages.map(({ seq }) => seq);
    expect(seqs(log.after(2, 3))).toEqual([3, 4, 5]);
    expect(seqs(log.between(1, { viewer: people.ben, before: 6, limit: 3 }))).toEqual([5, 4, 3]);
    expect(seqs(log.newest(2))).toEqual([6, 5]);
    expect([log.countFrom(people.ana, 4), log.countFrom(people.ben, 0)]).toEqual([2, 0]);
    expect([log.at(7), log.seqOf(people.ben, "c1"), log.seqOf(people.ana, "c4")]).toEqual([null, null, 4]);
  });
});

test("a hidden message is its sender's alone, and counts as unread for nobody", async () => {
  await inLog((log) => {
    append(log, 1);
    log.append({
      seq: 2,
      senderId: people.ana,
      clientId: "h",
      content: "hidden",
      createdAt: 0,
      isHidden: true,
      replyTo: null,
      photos: [],
      expiresAt: null,
    });
    const seqsFor = (viewer: UserId) => log.between(0, { viewer, before: 9, limit: 9 }).map(({ seq }) => seq);
    expect([seqsFor(people.ana), seqsFor(people.ben)]).toEqual([[2, 1], [1]]);
    expect([log.countFrom(people.ana, 0), log.at(1)?.isHidden, log.at(2)?.isHidden]).toEqual([1, false, true]);
  });
});

test("the checkpoint and the projected watermarks survive, and know when watermarks rose", async () => {
  await inLog((log) => {
    expect([log.checkpoint(), log.hasProjectedWatermarks()]).toEqual([0, true]);
    log.saveWatermarks(people.ben, { delivered: 2, read: 1 });
    expect(log.hasProjectedWatermarks()).toBe(false);
    log.saveProjectedWatermarks(log.watermarks());
    log.saveCheckpoint(2);
  });
  await inLog((log) => {
    expect([log.checkpoint(), log.hasProjectedWatermarks()]).toEqual([2, true]);
    expect(log.watermarks()).toEqual({ [people.ben]: { delivered: 2, read: 1 } });
  });
});

test("after everything was deleted the log is empty and can be written again", async () => {
  await inLog(async (log, storage) => {
    append(log, 3);
    log.saveIdentity({ connectionId: people.connection, members: [people.ana, people.ben] });
    log.saveMayBeReported();
    await storage.deleteAll();
    log.prepare();
    expect([log.identity(), log.mayBeReported(), log.newest(1)]).toEqual([null, false, []]);
    expect(append(log, 1)).toEqual([1]);
  });
});

test("whose message has a number is known of the newest, of older ones, after a loss of memory, and once it is gone", async () => {
  await inLog((log, { sql }) => {
    append(log, 2);
    const last = { seq: 3, senderId: people.ben, clientId: "b1", content: "m3", createdAt: 0, isHidden: true };
    log.append({ ...last, replyTo: null, photos: [], expiresAt: 1_000 });
    const known = [1, 3].map((seq) => log.envelopeOf(seq));
    expect(known).toEqual([
      { seq: 1, senderId: people.ana, clientId: "c1", isHidden: false },
      { seq: 3, senderId: people.ben, clientId: "b1", isHidden: true },
    ]);
    const later = new MessageLog(sql);
    expect([1, 3].map((seq) => later.envelopeOf(seq))).toEqual(known);
    later.dropExpired(1_000);
    expect([log, later].map((each) => each.envelopeOf(3))).toMatchObject([known[1], known[1]]);
    expect(log.envelopeOf(4)).toBeNull();
  });
});

test("a message writes two rows, and that it arrived and was read writes one", async () => {
  await inLog((_log, { sql }) => {
    const written: number[] = [];
    const counted = new Proxy(sql, {
      get: (target, name) =>
        name !== "exec"
          ? (Reflect.get(target, name) as unknown)
          : (...query: Parameters<SqlStorage["exec"]>) => {
              const cursor = target.exec(...query);
              written.push(cursor.rowsWritten);
              return cursor;
            },
    });
    const log = new MessageLog(counted);
    const rowsOf = (act: () => unknown) => {
      written.length = 0;
      act();
      return written;
    };
    expect(rowsOf(() => append(log, 1))).toEqual([2]);
    expect(rowsOf(() => log.envelopeOf(1))).toEqual([]);
    expect(rowsOf(() => log.saveWatermarks(people.ben, { delivered: 1, read: 1 }))).toEqual([1]);
  });
});

test("what a log keeps in memory is what another one reads from the disk", async () => {
  await inLog((log, { sql }) => {
    const read = (each: MessageLog) => ({
      counts: [people.ana, people.ben].flatMap((sender) => [0, 2].map((after) => each.countFrom(sender, after))),
      newest: [each.lastSeq(), each.newestAt(), each.firstAfter(1)],
      watermarks: each.watermarks(),
      facts: [each.identity(), each.reported(people.ana), each.checkpoint(), each.mayBeReported()],
    });
    const expectSame = () => expect(read(log)).toEqual(read(new MessageLog(sql)));
    const say = (seq: number, rest: Partial<Parameters<MessageLog["append"]>[0]>) =>
      log.append({
        seq,
        senderId: people.ana,
        clientId: `c${seq}`,
        content: "Hello",
        createdAt: seq,
        isHidden: false,
        replyTo: null,
        photos: [],
        expiresAt: null,
        ...rest,
      });
    const steps = [
      () => say(1, {}),
      () => say(2, { senderId: people.ben, expiresAt: 50 }),
      () => say(3, { isHidden: true }),
      () => say(4, { clientId: "c1" }),
      () => say(4, { expiresAt: 60 }),
      () => log.saveWatermarks(people.ben, { delivered: 3, read: 1 }),
      () => log.saveMayBeReported(),
      () => log.saveCheckpoint(2),
      () => log.dropExpired(55),
      () => log.dropExpired(65),
      () => log.clearMayBeReported(),
      () => say(5, { senderId: people.ben }),
    ];
    expectSame();
    for (const step of steps) {
      step();
      expectSame();
    }
    expect(log.countFrom(people.ana, 0)).toBe(1);
  });
});
