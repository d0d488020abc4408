import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { RoomProjection } from "../../../db/queries/messages";
import type { ConnectionId, PhotoId, UserId } from "../../../app/contract/ids";
import type { LoggedEvent, LoggedMessage, Watermarks } from "../room/state";
import type { MessageView } from "../room/message-views";
import { maxBatchMessages, maxBurstMs, maxRetryDelayMs, projectionDelayMs, quietPeriodMs } from "./batch";
import { D1Projector, type ProjectedLog } from "./d1-projector";

const connectionId = "0198c0de-0000-7000-8000-000000000001" as ConnectionId;
const ana = "0198c0de-0000-7000-8000-00000000000a" as UserId;
const ben = "0198c0de-0000-7000-8000-00000000000b" as UserId;

/** Long enough after a message that no burst is going on. */
const afterBurstMs = 5_000;

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

/** The log in memory: what the projector reads, and the checkpoint that it keeps there. */
class LogInMemory implements ProjectedLog {
  readonly messages: LoggedMessage[] = [];
  marks: Record<UserId, Watermarks> = {};
  #checkpoint = 0;
  #projected = "{}";
  isErased = false;

  add(count = 1): void {
    for (let n = 0; n < count; n++) {
      const seq = this.messages.length + 1;
      const [clientId, content] = [`c${seq}`, `m${seq}`];
      this.messages.push({
        seq,
        senderId: ana,
        clientId,
        content,
        createdAt: Date.now(),
        isHidden: false,
        replyTo: null,
        photos: [],
        expiresAt: null,
      });
    }
  }

  identity = () => (this.isErased ? null : { connectionId, members: [ana, ben] as const });
  after = (seq: number, limit: number) => this.messages.slice(seq, seq + limit);
  newestAt = () => this.messages.at(-1)?.createdAt ?? null;
  firstAfter = (seq: number) => this.messages[seq]?.createdAt ?? null;
  countFrom = (sender: UserId, after: number) =>
    this.messages.filter(({ seq, senderId }) => seq > after && senderId === sender).length;
  checkpoint = () => this.#checkpoint;
  saveCheckpoint = (seq: number) => void (this.#checkpoint = seq);
  lastSeq = () => this.messages.length;
  removals: number[] = [];
  unprojectedRemovals = (limit: number) => this.removals.slice(0, limit);
  saveProjectedRemovals = (seqs: readonly number[]) =>
    void (this.removals = this.removals.filter((seq) => !seqs.includes(seq)));
  readonly events: LoggedEvent[] = [];
  #eventCheckpoint = 0;
  unprojectedEvents = (limit: number) => this.events.slice(this.#eventCheckpoint).slice(0, limit);
  saveEventCheckpoint = (eventSeq: number) => void (this.#eventCheckpoint = eventSeq);
  readonly views: MessageView[] = [];
  #changeCheckpoint = 0;
  unprojectedViews = (limit: number) =>
    this.views.filter(({ changeSeq }) => changeSeq > this.#changeCheckpoint).slice(0, limit);
  saveChangeCheckpoint = (changeSeq: number) => void (this.#changeCheckpoint = changeSeq);
  droppedPhotos = () => [];
  at = (seq: number) => this.messages[seq - 1] ?? null;
  watermarks = () => this.marks;
  hasProjectedWatermarks = () => this.#projected === JSON.stringify(this.marks);
  saveProjectedWatermarks = (marks: Record<UserId, Watermarks>) => void (this.#projected = JSON.stringify(marks));
}

/** Returns a projector over a log in memory and a database that can be down. */
function openProjector() {
  const log = new LogInMemory();
  const database = { isDown: false, monitorIsDown: false, written: [] as RoomProjection[] };
  const reports: string[] = [];
  const failures: number[] = [];
  const alarms: number[] = [];
  const projector = new D1Projector({
    log,
    write: async (projection) => {
      if (database.isDown) throw new Error("D1 is down.");
      database.written.push(projection);
    },
    report: {
      behind: async (_room, since) => reports.push(`behind ${since}`) > 0,
      caughtUp: async () => reports.push("caught up") > 0 && !database.monitorIsDown,
    },
    wakeBy: (time) => void alarms.push(time),
    onFailure: (inARow) => void failures.push(inARow),
    now: () => Date.now(),
    random: () => 1,
  });
  const seqs = () => database.written.map(({ messages }) => messages.map(({ seq }) => seq));
  return { projector, log, database, reports, failures, alarms, seqs };
}

test("projects a burst as one batch once it is over", async () => {
  const { projector, log, seqs } = openProjector();
  for (let n = 0; n < 4; n++) {
    log.add();
    projector.schedule();
    await vi.advanceTimersByTimeAsync(quietPeriodMs - 100);
  }
  expect(seqs()).toEqual([]);
  await vi.advanceTimersByTimeAsync(projectionDelayMs + quietPeriodMs);
  expect(seqs()).toEqual([[1, 2, 3, 4]]);
  expect(log.checkpoint()).toBe(4);
});

test("an unread count and a read watermark reach D1 2 s after the change, by a timer: no alarm has to ring", async () => {
  const { projector, log, database } = openProjector();
  const unreadOfBen = () => database.written.map(({ members }) => members.find(({ userId }) => userId === ben)?.unread);
  log.add();
  projector.schedule();
  await vi.advanceTimersByTimeAsync(projectionDelayMs - 1);
  expect(unreadOfBen()).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(unreadOfBen()).toEqual([1]);
  log.marks = { [ben]: { delivered: 1, read: 1 } };
  projector.schedule();
  await vi.advanceTimersByTimeAsync(projectionDelayMs);
  expect(unreadOfBen()).toEqual([1, 0]);
});

test("events are projected with what else is due, once each, and alone when nothing else is", async () => {
  const { projector, log, database } = openProjector();
  const plain = { terms: null, endsAt: null, endedBy: null };
  const event = {
    type: "reveal" as const,
    userId: ana,
    imageId: "photo" as PhotoId,
    isHidden: false,
    afterSeq: 0,
    createdAt: 0,
    ...plain,
  };
  const written = () => database.written.map(({ events }) => events.map(({ eventSeq }) => eventSeq));
  log.events.push({ ...event, eventSeq: 1 });
  projector.schedule();
  await vi.advanceTimersByTimeAsync(projectionDelayMs);
  expect(written()).toEqual([[1]]);
  database.isDown = true;
  log.events.push({ ...event, eventSeq: 2 });
  projector.schedule();
  await vi.advanceTimersByTimeAsync(projectionDelayMs);
  database.isDown = false;
  await vi.advanceTimersByTimeAsync(maxRetryDelayMs);
  await projector.projectWhenDue(Date.now());
  expect(written()).toEqual([[1], [2]]);
});

test("sets the alarm for a room that leaves memory before the burst is over", () => {
  const { projector, log, alarms } = openProjector();
  log.add();
  projector.schedule();
  expect(alarms).toEqual([Date.now() + maxBurstMs]);
});

test("projects from the checkpoint on, batch after batch, until nothing is left", async () => {
  const { projector, log, seqs, reports } = openProjector();
  log.add(maxBatchMessages + 3);
  vi.advanceTimersByTime(afterBurstMs);
  await projector.projectWhenDue(Date.now());
  expect(seqs().map((batch) => batch.length)).toEqual([maxBatchMessages]);
  await vi.advanceTimersByTimeAsync(projectionDelayMs);
  expect(seqs()[1]).toEqual([maxBatchMessages + 1, maxBatchMessages + 2, maxBatchMessages + 3]);
  expect(reports).toEqual(["caught up"]);
});

test("writes nothing when D1 has everything", async () => {
  const { projector, log, database } = openProjector();
  log.add();
  vi.advanceTimersByTime(afterBurstMs);
  await projector.projectWhenDue(Date.now());
  await projector.projectWhenDue(Date.now());
  expect(database.written).toHaveLength(1);
});

test("projects watermarks that rose without a message", async () => {
  const { projector, log, database } = openProjector();
  log.add();
  vi.advanceTimersByTime(afterBurstMs);
  await projector.projectWhenDue(Date.now());
  log.marks = { [ben]: { delivered: 1, read: 1 } };
  await projector.projectWhenDue(Date.now());
  expect(database.written[1]).toMatchObject({ messages: [], members: [{}, { userId: ben, readSeq: 1, unread: 0 }] });
});

test("retries a failed batch from the same checkpoint, with growing delays, and reports it", async () => {
  const { projector, log, database, failures, alarms, reports, seqs } = openProjector();
  log.add();
  const sentAt = Date.now();
  vi.advanceTimersByTime(afterBurstMs);
  database.isDown = true;
  const delaysMs: number[] = [];
  for (let n = 0; n < 7; n++) {
    await projector.projectWhenDue(Date.now());
    delaysMs.push(alarms.at(-1)! - Date.now());
    vi.setSystemTime(alarms.at(-1)!);
  }
  expect(delaysMs).toEqual([4_000, 8_000, 16_000, 32_000, maxRetryDelayMs, maxRetryDelayMs, maxRetryDelayMs]);
  expect(failures).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect([new Set(reports), log.checkpoint()]).toEqual([new Set([`behind ${sentAt}`]), 0]);
  database.isDown = false;
  await projector.projectWhenDue(Date.now());
  expect([seqs(), reports.at(-1)]).toEqual([[[1]], "caught up"]);
});

test("does not try before the retry delay is over, however often it is woken", async () => {
  const { projector, log, database, failures, alarms } = openProjector();
  log.add();
  vi.advanceTimersByTime(afterBurstMs);
  database.isDown = true;
  await projector.projectWhenDue(Date.now());
  const retryAt = alarms.at(-1);
  await projector.projectWhenDue(Date.now() + 1_000);
  expect([failures, alarms.at(-1)]).toEqual([[1], retryAt]);
});

test("a batch that D1 has but the room does not know of is written again with the same seqs", async () => {
  const { projector, log, seqs } = openProjector();
  log.add(2);
  vi.advanceTimersByTime(afterBurstMs);
  await projector.projectWhenDue(Date.now());
  log.saveCheckpoint(0); // as after a crash between D1's answer and the checkpoint
  await projector.projectWhenDue(Date.now());
  expect(seqs()).toEqual([
    [1, 2],
    [1, 2],
  ]);
});

test("a checkpoint that could not be kept counts as a failure, and the batch is written again", async () => {
  const { projector, log, failures, seqs } = openProjector();
  log.add();
  const save = log.saveCheckpoint;
  log.saveCheckpoint = () => {
    throw new Error("The disk is full.");
  };
  await projector.projectWhenDue(Date.now() + afterBurstMs);
  expect(failures).toEqual([1]);
  log.saveCheckpoint = save;
  await projector.projectWhenDue(Date.now() + maxRetryDelayMs);
  expect(seqs()).toEqual([[1], [1]]);
  expect(log.checkpoint()).toBe(1);
});

test("writes one batch at a time", async () => {
  const { projector, log, database } = openProjector();
  log.add();
  vi.advanceTimersByTime(afterBurstMs);
  await Promise.all([projector.projectWhenDue(Date.now()), projector.projectWhenDue(Date.now())]);
  expect(database.written).toHaveLength(1);
});

test("tries again to report that it has caught up while the monitor is down", async () => {
  const { projector, log, database, alarms } = openProjector();
  log.add();
  vi.advanceTimersByTime(afterBurstMs);
  database.monitorIsDown = true;
  await projector.projectWhenDue(Date.now());
  await vi.advanceTimersByTimeAsync(0);
  expect(alarms.at(-1)).toBe(Date.now() + maxRetryDelayMs);
});

test("an erased room is taken off the monitor and no longer projected", async () => {
  const { projector, log, database, reports } = openProjector();
  log.add();
  projector.schedule();
  projector.stop();
  log.isErased = true;
  await vi.advanceTimersByTimeAsync(maxBurstMs);
  await projector.projectWhenDue(Date.now());
  expect([database.written, reports]).toEqual([[], ["caught up"]]);
});
