import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { UnreadReport } from "../../app/contract/inbox";
import type { ConnectionId, UserId } from "../../app/contract/ids";
import { UnreadReporter } from "./unread-reporter";

const connectionId = "0198c0de-0000-7000-8000-000000000001" as ConnectionId;
const ana = "0198c0de-0000-7000-8000-00000000000a" as UserId;
const ben = "0198c0de-0000-7000-8000-00000000000b" as UserId;

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

type Sent = [member: UserId, report: UnreadReport];

/** A room that two people talk in, and what its reporter says. */
function openRoom({ random = 0.5 } = {}) {
  const senders: UserId[] = [];
  const read: Record<UserId, number> = { [ana]: 0, [ben]: 0 };
  const reported = new Map<UserId, UnreadReport>();
  const sent: Sent[] = [];
  const inboxes = { answer: () => Promise.resolve(true) };
  const disk = { read: () => undefined as void, keep: () => undefined as void };
  const wakes: number[] = [];
  let isErased = false;
  const log = {
    identity: () => (isErased ? null : { connectionId, members: [ana, ben] as [UserId, UserId] }),
    newestAt: () => (senders.length > 0 ? 7 : null),
    lastSeq: () => senders.length,
    watermarks: () => ({ [ana]: { delivered: 0, read: read[ana]! }, [ben]: { delivered: 0, read: read[ben]! } }),
    countFrom: (senderId: UserId, after: number) =>
      senders.filter((each, index) => each === senderId && index + 1 > after).length,
    reported: (member: UserId) => {
      disk.read();
      return reported.get(member) ?? null;
    },
    saveReported: (member: UserId, report: UnreadReport) => {
      disk.keep();
      reported.set(member, report);
    },
  };
  const reporter = new UnreadReporter({
    log,
    readLast: () => null,
    report: (member, report) => {
      sent.push([member, report]);
      return inboxes.answer();
    },
    wakeBy: (time) => void wakes.push(time),
    now: () => Date.now(),
    random: () => random,
  });
  const say = (sender: UserId) => {
    senders.push(sender);
    reporter.schedule();
  };
  const readAll = (member: UserId) => {
    read[member] = senders.length;
    reporter.schedule();
  };
  return { reporter, say, readAll, sent, inboxes, disk, wakes, reported, erase: () => (isErased = true) };
}

const unreadIn = (sent: Sent[]) => sent.map(([member, { unread, lastSeq }]) => [member, unread, lastSeq]);

test("a burst of messages is one report, to whom they wait for, within a second", async () => {
  const { say, sent } = openRoom();
  for (let n = 0; n < 20; n++) say(ana);
  expect(sent).toEqual([]); // no message waits for it
  await vi.advanceTimersByTimeAsync(1_000);
  expect(unreadIn(sent)).toEqual([[ben, 20, 20]]);
});

test("whoever reads at once, in an open conversation, hears of nothing that waits", async () => {
  const { say, readAll, sent } = openRoom();
  say(ana);
  await vi.advanceTimersByTimeAsync(50);
  readAll(ben);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sent).toEqual([]);
});

test("a long talk is reported once a second, and what was read takes it back", async () => {
  const { say, readAll, sent } = openRoom();
  for (let n = 0; n < 100; n++) {
    say(ana);
    await vi.advanceTimersByTimeAsync(100);
  }
  await vi.advanceTimersByTimeAsync(1_000);
  expect(sent.length).toBeLessThanOrEqual(12);
  readAll(ben);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(unreadIn(sent).slice(-2)).toEqual([
    [ben, 100, 100],
    [ben, 0, 100],
  ]);
});

test("what an inbox did not take is told again when the alarm that was asked for rings", async () => {
  const { reporter, say, sent, inboxes, wakes, reported } = openRoom();
  inboxes.answer = () => Promise.reject(new Error("It does not answer."));
  say(ana);
  await vi.advanceTimersByTimeAsync(1_000);
  expect([sent.length, reported.size, wakes.length]).toEqual([1, 0, 1]);
  expect(wakes[0]! - Date.now()).toBeGreaterThan(0);
  inboxes.answer = () => Promise.resolve(true);
  await reporter.reportChanges();
  await reporter.reportChanges();
  expect(unreadIn(sent)).toEqual([
    [ben, 1, 1],
    [ben, 1, 1],
  ]);
});

test("a report that the room could not keep is sent again, and later ones go as well", async () => {
  const { reporter, say, sent, disk, wakes } = openRoom();
  disk.keep = () => {
    throw new Error("The disk is full.");
  };
  say(ana);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(wakes).toHaveLength(1);
  disk.keep = () => undefined;
  await vi.advanceTimersByTimeAsync(20_000);
  await reporter.reportChanges(); // as the alarm does
  expect(unreadIn(sent)).toEqual([
    [ben, 1, 1],
    [ben, 1, 1],
  ]);
});

test("a report for which the room's disk could not be read is sent by the next alarm", async () => {
  const { reporter, say, sent, disk, wakes } = openRoom();
  disk.read = () => {
    throw new Error("The disk does not answer.");
  };
  say(ana);
  await vi.advanceTimersByTimeAsync(1_000);
  expect([sent, wakes.length]).toEqual([[], 1]);
  disk.read = () => {};
  await reporter.reportChanges();
  expect(unreadIn(sent)).toEqual([[ben, 1, 1]]);
});

test("the newest message is told to both when it was edited, once, though no number changed", async () => {
  const { reporter, say, sent } = openRoom();
  say(ana);
  await vi.advanceTimersByTimeAsync(1_000);
  reporter.scheduleReworded();
  await vi.advanceTimersByTimeAsync(1_000);
  await reporter.reportChanges();
  expect(sent.map(([member, { unread }]) => [member, unread])).toEqual([
    [ben, 1],
    [ana, 0],
    [ben, 1],
  ]);
});

test("a change during a report is reported after it", async () => {
  const { say, sent, inboxes } = openRoom();
  let answer = () => {};
  inboxes.answer = () => new Promise((resolve) => (answer = () => resolve(true)));
  say(ana);
  await vi.advanceTimersByTimeAsync(1_000);
  say(ana);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(sent).toHaveLength(1);
  answer();
  await vi.advanceTimersByTimeAsync(2_000);
  answer();
  expect(unreadIn(sent)).toEqual([
    [ben, 1, 1],
    [ben, 2, 2],
  ]);
});

test("a room that is erased while a report is on its way keeps nothing of it", async () => {
  const { reporter, say, inboxes, erase, reported } = openRoom();
  inboxes.answer = () => {
    erase();
    return Promise.resolve(true);
  };
  say(ana);
  await vi.advanceTimersByTimeAsync(1_000);
  await reporter.reportChanges();
  expect(reported.size).toBe(0);
});

test("a person without an open page is told of the first message at once, and of a talk that goes on every five seconds", async () => {
  const { say, sent, inboxes } = openRoom();
  inboxes.answer = () => Promise.resolve(false);
  for (let second = 0; second < 11; second++) {
    say(ana);
    await vi.advanceTimersByTimeAsync(1_000);
  }
  expect(sent.map(([, { unread }]) => unread)).toEqual([1, 6, 11]);
  inboxes.answer = () => Promise.resolve(true); // their page was opened
  for (let second = 0; second < 10; second++) {
    say(ana);
    await vi.advanceTimersByTimeAsync(1_000);
  }
  expect(sent.map(([, { unread }]) => unread).slice(3)).toEqual([16, 17, 18, 19, 20, 21]);
});

test("rooms that began to talk together do not go on reporting together", async () => {
  const [early, late] = [await secondReportOf(0), await secondReportOf(1)];
  expect(late - early).toBeGreaterThanOrEqual(1_000);
});

/** Returns after how many milliseconds a person without an open page is told again of a talk that goes on. */
async function secondReportOf(random: number): Promise<number> {
  const { say, sent, inboxes } = openRoom({ random });
  const start = Date.now();
  let at = 0;
  inboxes.answer = () => {
    at = Date.now() - start;
    return Promise.resolve(false);
  };
  for (let second = 0; second < 10; second++) {
    if (sent.length < 2) say(ana);
    await vi.advanceTimersByTimeAsync(1_000);
  }
  expect(sent.length).toBe(2);
  return at;
}

test("what was said last is told to whom has no open page, though nothing follows it", async () => {
  const { say, sent, inboxes } = openRoom();
  inboxes.answer = () => Promise.resolve(false);
  say(ana);
  await vi.advanceTimersByTimeAsync(1_500);
  say(ana);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(unreadIn(sent)).toEqual([
    [ben, 1, 1],
    [ben, 2, 2],
  ]);
});

test("who has read, or has an open page, is told within a second while the other rests", async () => {
  const { say, readAll, sent, inboxes } = openRoom();
  inboxes.answer = () => Promise.resolve(sent.at(-1)?.[0] === ana);
  say(ana);
  await vi.advanceTimersByTimeAsync(1_000);
  say(ana); // Ben rests
  await vi.advanceTimersByTimeAsync(1_000);
  say(ben);
  await vi.advanceTimersByTimeAsync(1_000);
  readAll(ben);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(sent.map(([member, { unread }]) => [member, unread])).toEqual([
    [ben, 1],
    [ana, 1],
    [ben, 0],
  ]);
});
