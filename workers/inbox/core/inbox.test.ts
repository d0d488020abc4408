/**
 * The core against a model: a world of rooms, requests, reveals, holds and sign-ins; reports and readings that are lost,
 * late and doubled. After one more reading, and the reports that rooms repeat until they are acknowledged, the inbox says
 * what the world says.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { entriesOf } from "../../../app/contract/entries";
import type { UnreadReport } from "../../../app/contract/inbox";
import type { ConnectionId, SessionId, StoryId } from "../../../app/contract/ids";
import { mergeTruth } from "./merge";
import { badgeOf, markSeen, pageOf } from "./read";
import { takeReport } from "./report";
import { emptyState, type InboxState, type Truth } from "./state";

const histories = 400;
const start = 1_750_000_000_000;
const idOf = (n: number) => `0198c0de-0000-7000-8000-${String(n).padStart(12, "0")}`;
const roomIds = [1, 2, 3].map((n) => idOf(n) as ConnectionId);
const storyIds = [11, 12].map((n) => idOf(n) as StoryId);

type Step =
  | { do: "message" | "own_message" | "read" | "toggle_block" | "reveal" | "take_back" | "ask_or_accept"; room: number }
  | { do: "hold" | "release"; story: number }
  | { do: "sign_in" | "begin_reading" }
  | { do: "report"; which: number }
  | { do: "end_reading" }
  | { do: "see"; which: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom(
        "message" as const,
        "message" as const,
        "own_message" as const,
        "read" as const,
        "toggle_block" as const,
        "reveal" as const,
        "take_back" as const,
        "ask_or_accept" as const,
      ),
      room: fc.nat(2),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("hold" as const, "release" as const), story: fc.nat(1) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("sign_in" as const, "begin_reading" as const) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant("report" as const), which: fc.nat(200) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("end_reading" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("see" as const), which: fc.nat(50) }) },
);

interface RoomModel {
  status: "none" | "asked" | "accepted";
  since: number;
  isBlocked: boolean;
  /** Who sent each message, by its seq. */
  senders: ("me" | "other")[];
  readSeq: number;
  revealed: { photos: number; newestAt: number };
}

class World {
  now = start;
  readonly rooms = roomIds.map((): RoomModel => ({
    status: "none",
    since: 0,
    isBlocked: false,
    senders: [],
    readSeq: 0,
    revealed: { photos: 0, newestAt: 0 },
  }));
  readonly held = new Map<StoryId, number>();
  readonly signIns: Truth["signIns"] = [];
  /** Every report that was ever sent: it may arrive at any time, and again. */
  readonly reports: UnreadReport[] = [];
  /** A reading that is on its way: D1 as it was when it began. */
  reading: Truth | null = null;
  inbox: InboxState = emptyState;

  unreadOf(room: RoomModel): number {
    return room.senders.filter((sender, index) => sender === "other" && index + 1 > room.readSeq).length;
  }

  reportOf(index: number): UnreadReport {
    const room = this.rooms[index]!;
    const { readSeq, senders } = room;
    const rest = { unread: this.unreadOf(room), lastAt: senders.length === 0 ? 0 : start };
    return { connectionId: roomIds[index]!, lastSeq: senders.length, readSeq, ...rest };
  }

  truth(): Truth {
    const all = this.rooms.map((room, index) => ({ ...room, connectionId: roomIds[index]! }));
    const accepted = all.filter(({ status }) => status === "accepted");
    return {
      connections: accepted.map(({ connectionId, isBlocked, since }) => ({
        connectionId,
        isOpen: !isBlocked,
        isAsker: connectionId === roomIds[0],
        acceptedAt: since,
        copied: null, // the copy in D1 is behind for ever: the rooms alone must do
      })),
      requests: all
        .filter(({ status, isBlocked }) => status === "asked" && !isBlocked)
        .map(({ connectionId, since }) => ({ connectionId, sentAt: since })),
      revealed: accepted.flatMap(({ connectionId, revealed }) =>
        revealed.photos > 0 ? [{ connectionId, ...revealed }] : [],
      ),
      held: [...this.held].map(([storyId, heldAt]) => ({ storyId, heldAt })),
      released: entriesOf(this.inbox.watch.held).flatMap(([id]) => (this.held.has(id) ? [] : [id])),
      signIns: [...this.signIns],
    };
  }

  perform(step: Step): void {
    this.now += 1_000;
    const room = "room" in step ? this.rooms[step.room]! : this.rooms[0]!;
    const canTalk = room.status === "accepted" && !room.isBlocked;
    switch (step.do) {
      case "message":
      case "own_message":
        if (canTalk) room.senders.push(step.do === "message" ? "other" : "me");
        break;
      case "read":
        room.readSeq = Math.max(room.readSeq, room.senders.lastIndexOf("other") + 1);
        break;
      case "toggle_block":
        room.isBlocked = !room.isBlocked;
        break;
      case "reveal":
        if (canTalk) room.revealed = { photos: room.revealed.photos + 1, newestAt: this.now };
        break;
      case "take_back":
        if (canTalk) room.revealed = { photos: 0, newestAt: 0 };
        break;
      case "ask_or_accept":
        if (room.status !== "accepted") {
          room.status = room.status === "none" ? "asked" : "accepted";
          room.since = this.now;
        }
        break;
      case "hold":
        if (!this.held.has(storyIds[step.story]!)) this.held.set(storyIds[step.story]!, this.now);
        break;
      case "release":
        this.held.delete(storyIds[step.story]!);
        break;
      case "sign_in":
        this.signIns.push({ sessionId: idOf(100 + this.signIns.length) as SessionId, at: this.now, userAgent: null });
        break;
      case "begin_reading":
        this.reading ??= this.truth();
        break;
      case "end_reading":
        if (this.reading) this.inbox = mergeTruth(this.inbox, this.reading, this.now).state;
        this.reading = null;
        break;
      case "report": {
        const report = this.reports[step.which % Math.max(1, this.reports.length)];
        if (report) this.inbox = takeReport(this.inbox, report).state;
        break;
      }
      case "see": {
        const ids = entriesOf(this.inbox.happenings).map(([id]) => id);
        this.inbox = markSeen(this.inbox, ids.slice(0, step.which));
        break;
      }
      default:
        step satisfies never;
    }
    if ("room" in step && room.status === "accepted") this.reports.push(this.reportOf(step.room));
  }

  /** The next reading, and what rooms repeat until it is acknowledged. */
  heal(): void {
    this.perform({ do: "end_reading" });
    this.now += 1_000;
    this.rooms.forEach((room, index) => {
      if (room.status === "accepted") this.inbox = takeReport(this.inbox, this.reportOf(index)).state;
    });
    this.inbox = mergeTruth(this.inbox, this.truth(), this.now).state;
  }
}

test(`in ${histories} histories, lost, late and doubled reports and readings change nothing of what an inbox says`, () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const world = new World();
      for (const next of steps) world.perform(next);
      world.heal();
      const badge = badgeOf(world.inbox, { session: null, now: world.now });
      const open = world.rooms
        .map((room, index) => [roomIds[index]!, room] as const)
        .filter(([, room]) => !room.isBlocked);
      const counts = open.flatMap(([id, room]) => (world.unreadOf(room) > 0 ? [[id, world.unreadOf(room)]] : []));
      expect(
        Object.entries(badge.counts)
          .filter(([, count]) => count > 0)
          .toSorted(),
      ).toEqual(counts.toSorted());
      expect(badge.asks).toBe(open.filter(([, { status }]) => status === "asked").length);
      const { entries } = pageOf(world.inbox, { below: null, limit: 1_000, now: world.now });
      const kinds = entries.map(({ kind }) => kind);
      const unseen = entries.filter(
        ({ kind, isSeen }) => !isSeen && kind !== "messages" && kind !== "request_received",
      );
      expect(badge.news).toBe(unseen.length);
      expect(kinds.filter((kind) => kind === "messages")).toHaveLength(counts.length);
      expect(kinds.filter((kind) => kind === "new_sign_in")).toHaveLength(world.signIns.length);
      const isAccepted = open.some(([id, { status }]) => id === roomIds[0] && status === "accepted");
      expect(kinds.filter((kind) => kind === "request_accepted")).toHaveLength(isAccepted ? 1 : 0);
      const isHeld = entriesOf(world.inbox.watch.held).map(([id]) => id);
      expect(new Set(isHeld)).toEqual(new Set(world.held.keys()));
      const again = mergeTruth(world.inbox, { ...world.truth(), released: [] }, world.now);
      expect(again.state).toEqual(world.inbox);
      expect(again.news).toEqual([]);
    }),
    { numRuns: histories },
  );
});

const room = roomIds[0]!;
const report: UnreadReport = { connectionId: room, lastSeq: 3, readSeq: 1, unread: 2, lastAt: start };
const nothing: Truth = { connections: [], requests: [], revealed: [], held: [], released: [], signIns: [] };
const connected = { connectionId: room, isOpen: true, isAsker: true, acceptedAt: start, copied: null };
const reading = { session: null, now: start };

test("a report that comes again, or after a newer one, changes nothing", () => {
  const { state } = takeReport(emptyState, report);
  expect(takeReport(state, report).state).toBe(state);
  expect(takeReport(state, { ...report, lastSeq: 2, unread: 1 }).state).toBe(state);
  expect(takeReport(state, { ...report, readSeq: 0, unread: 3 }).state).toBe(state);
});

test("what a room says is shown while it is open, and not when something newer is known", () => {
  const open = mergeTruth(emptyState, { ...nothing, connections: [connected] }, start).state;
  const taken = takeReport(open, report);
  expect(taken.isShown).toBe(true);
  expect(takeReport(taken.state, report).isShown).toBe(true); // reworded: the numbers are the same
  expect(takeReport(taken.state, { ...report, lastSeq: 2, unread: 1 }).isShown).toBe(false);
  expect(takeReport(emptyState, report).isShown).toBe(false); // it may be a connection that is blocked
  const closed = mergeTruth(open, { ...nothing, connections: [{ ...connected, isOpen: false }] }, start).state;
  expect(takeReport(closed, report).isShown).toBe(false);
});

test("an accepted request counts until it was seen", () => {
  const { state } = mergeTruth(emptyState, { ...nothing, connections: [connected] }, start);
  expect(badgeOf(state, reading).news).toBe(1);
  const [entry] = pageOf(state, { below: null, limit: 10, now: start }).entries;
  expect(entry?.kind).toBe("request_accepted");
  expect(badgeOf(markSeen(state, [entry!.id]), reading).news).toBe(0);
});

test("a block hides what is about the connection, and lifting it announces nothing", () => {
  const revealed = [{ connectionId: room, photos: 1, newestAt: start }];
  const before = mergeTruth(emptyState, { ...nothing, connections: [connected], revealed }, start).state;
  const closed = { ...nothing, connections: [{ ...connected, isOpen: false }], revealed };
  const blocked = mergeTruth(takeReport(before, report).state, closed, start + 1_000);
  expect(blocked.news).toEqual([]);
  expect(pageOf(blocked.state, { below: null, limit: 10, now: start }).entries).toEqual([]);
  expect(badgeOf(blocked.state, reading)).toEqual({ counts: {}, total: 0, asks: 0, news: 0 });
  const lifted = mergeTruth(blocked.state, { ...nothing, connections: [connected], revealed }, start + 2_000);
  expect(lifted.news).toEqual([]);
});

test("a sign-in is no news to the session that it began", () => {
  const sessionId = idOf(50) as SessionId;
  const signIns = [{ sessionId, at: start, userAgent: null }];
  const { state } = mergeTruth(emptyState, { ...nothing, signIns }, start);
  expect(badgeOf(state, reading).news).toBe(1);
  expect(badgeOf(state, { ...reading, session: sessionId }).news).toBe(0);
});

test("nothing is left of a held story that was deleted", () => {
  const storyId = storyIds[0]!;
  const held = mergeTruth(emptyState, { ...nothing, held: [{ storyId, heldAt: start }] }, start).state;
  expect(badgeOf(held, reading).news).toBe(1);
  expect(badgeOf(mergeTruth(held, nothing, start).state, reading).news).toBe(0);
});

test("pages list everything once, newest first, whatever comes in meanwhile", () => {
  const signIns = Array.from({ length: 25 }, (_, n) => ({
    sessionId: idOf(n) as SessionId,
    at: start + (n % 7),
    userAgent: null,
  }));
  const { state } = mergeTruth(emptyState, { ...nothing, signIns }, start);
  const first = pageOf(state, { below: null, limit: 10, now: start });
  const later = mergeTruth(
    state,
    { ...nothing, connections: [{ ...connected, acceptedAt: start + 99 }], signIns },
    start + 99,
  ).state;
  const second = pageOf(later, { below: first.next, limit: 10, now: start });
  const third = pageOf(later, { below: second.next, limit: 10, now: start });
  const all = [...first.entries, ...second.entries, ...third.entries];
  expect(new Set(all.map(({ id }) => id)).size).toBe(25);
  expect(third.next).toBeNull();
  expect(all.map(({ at }) => at)).toEqual(all.map(({ at }) => at).toSorted((a, b) => b - a));
});
