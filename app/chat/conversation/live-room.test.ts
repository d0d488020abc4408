import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { messageId, type ClientFrame, type Message, type ServerFrame } from "~/contract/chat";
import type { ConnectionId, UserId } from "~/contract/ids";
import type { UnsentMessage } from "../outbox/outbox";
import type { RoomSocketEvents } from "../socket/room-socket";
import type { PageOfHistory } from "./conversation-state";
import type { HistoryPlace } from "./history";
import { LiveRoom, type LiveRoomParts } from "./live-room";
import { countNewAfter, shownMessages } from "./past-window";

const room = "0198c0de-0000-7000-8000-000000000001" as ConnectionId;
const me = "0198c0de-0000-7000-8000-00000000000a" as UserId;
const other = "0198c0de-0000-7000-8000-00000000000b" as UserId;

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

function message(seq: number, sender: UserId): Message {
  const created_at = new Date(seq * 1_000).toISOString();
  const id = messageId(room, seq);
  return { id, connection_id: room, sender_id: sender, content: `m${seq}`, status: "sent", created_at, seq };
}

const arrival = (seq: number, sender = other): ServerFrame => ({ type: "chat_message", ...message(seq, sender) });
const online: ServerFrame = { type: "presence", user_id: other, is_online: true };
const readByMe = (seq: number): ServerFrame => ({ type: "read_receipt", id: messageId(room, seq), user_id: me });

/** A live room whose server, device and page are the test's. */
async function openRoom({
  history = [] as Message[],
  unread = 0,
  past = null as PageOfHistory["past"],
  stored = [] as UnsentMessage[],
} = {}) {
  const asked: HistoryPlace[] = [];
  const sent: ClientFrame[] = [];
  const published: number[] = [];
  const listed: string[] = [];
  const page = { syncsAsked: 0, isHidden: false, older: null as Message[] | null, isConnected: false };
  let events: RoomSocketEvents | null = null;
  let made = 0;
  const parts: LiveRoomParts = {
    connect: (_room, callbacks) => {
      events = callbacks;
      return { send: (frame) => page.isConnected && sent.push(frame) > 0, close: () => void (events = null) };
    },
    outbox: {
      list: async () => stored,
      put: async (draft) => {
        const place = (made += 1);
        return { ...draft, clientId: `c${place}`, place, typedAt: Date.now(), refusal: null };
      },
      remove: async () => undefined,
      refuse: async () => undefined,
      revise: async () => undefined,
      savePhotos: async () => undefined,
    },
    upload: async () => ({ kind: "uploaded" }),
    askForSync: () => void (page.syncsAsked += 1),
    fetchHistory: async (_room, place) => {
      asked.push(place);
      return page.older && { messages: page.older, isFirst: (page.older[0]?.seq ?? 1) === 1 };
    },
    publishUnread: (_room, count) => published.push(count),
    publishNewest: ({ unread, last }) => listed.push(`${unread} ${last?.text ?? "-"} ${last?.status ?? ""}`.trim()),
    isPageHidden: () => page.isHidden,
    now: () => Date.now(),
  };
  const unreadFrom = { afterSeq: (history.at(-1)?.seq ?? 0) - unread, count: unread };
  const opening = { messages: history, lastChange: 0, readAt: Date.now(), unread: unreadFrom, past };
  const live = new LiveRoom({ room, viewerId: me, history: opening }, parts);
  const stop = live.start();
  await vi.advanceTimersByTimeAsync(0);
  /** The socket opens, and the room sends its state. */
  const connect = (...frames: ServerFrame[]) => {
    page.isConnected = true;
    events!.onState("open");
    for (const frame of [...frames, online]) events!.onFrame(frame);
  };
  const typesSent = () => sent.map(({ type }) => type);
  return { live, stop, connect, events: () => events!, sent, typesSent, published, listed, page, asked };
}

const seqsOf = (live: LiveRoom) => live.view().state.messages.map(({ seq }) => seq);

test("a message is stored, sent, and moves from the outbox to the conversation when it is acknowledged", async () => {
  const { live, connect, events, sent } = await openRoom();
  connect();
  await live.sendMessage("hello");
  expect(sent).toEqual([{ type: "chat_message", content: "hello", client_id: "c1" }]);
  expect(live.view().unsent).toHaveLength(1);
  events().onFrame({ type: "delivery_confirmation", id: messageId(room, 1), client_id: "c1", status: "sent" });
  expect([live.view().unsent, seqsOf(live)]).toEqual([[], [1]]);
});

test("an acknowledged message has the room's time, however wrong this device's clock is", async () => {
  const { live, connect, events } = await openRoom();
  connect();
  await live.sendMessage("hello");
  const created_at = "2026-11-23T12:00:00.000Z";
  const confirmation = { type: "delivery_confirmation", id: messageId(room, 1), client_id: "c1" } as const;
  events().onFrame({ ...confirmation, status: "sent", created_at });
  expect(live.view().state.messages[0]?.created_at).toBe(created_at);
});

test("the outbox is sent when the socket opens", async () => {
  const stored = { clientId: "c0", room, userId: me, content: "kept", place: 1, typedAt: 0, refusal: null };
  const { connect, sent } = await openRoom({ stored: [stored] });
  expect(sent).toEqual([]);
  connect();
  expect(sent[0]).toMatchObject({ type: "chat_message", client_id: "c0" });
});

test("the service worker is asked to send what was typed while no socket is open", async () => {
  const { live, connect, page } = await openRoom();
  await live.sendMessage("in a tunnel");
  expect(page.syncsAsked).toBe(1);
  connect();
  await live.sendMessage("out of it");
  expect(page.syncsAsked).toBe(1);
});

test("arrivals are confirmed together, by the newest", async () => {
  const { connect, events, sent } = await openRoom();
  connect();
  for (const seq of [1, 2, 3]) events().onFrame(arrival(seq));
  vi.advanceTimersByTime(100);
  expect(sent).toEqual([{ type: "delivery_confirmation", id: messageId(room, 3) }]);
});

test("nothing counts as seen before the room has sent the read watermark", async () => {
  const { live, connect, typesSent, published } = await openRoom({ history: [message(1, other), message(2, other)] });
  live.markSeen(2);
  expect([typesSent(), published]).toEqual([[], []]);
  connect(readByMe(1));
  live.markSeen(2);
  live.markSeen(2);
  live.markSeen(1);
  expect([typesSent(), published]).toEqual([["read_receipt"], [1, 0]]);
});

test("lists are told what was said last, once, as soon as the conversation has it", async () => {
  const { live, connect, events, listed } = await openRoom({ history: [message(1, other)] });
  expect(listed).toEqual([]);
  connect(readByMe(1));
  events().onFrame(online);
  events().onFrame(arrival(2));
  live.markSeen(2);
  await live.sendMessage("mine");
  const mine = messageId(room, 3);
  events().onFrame({ type: "delivery_confirmation", id: mine, client_id: "c1", status: "sent" });
  events().onFrame({ type: "read_receipt", id: mine, user_id: other });
  expect(listed).toEqual(["0 m1", "1 m2", "0 m2", "0 mine sent", "0 mine read"]);
});

test("a new socket resumes after the last known message and repeats the read receipt", async () => {
  const { live, connect, events, sent } = await openRoom({ history: [message(1, other), message(2, other)] });
  connect();
  live.markSeen(2);
  events().onState("waiting");
  sent.length = 0;
  expect(events().resumeAfter()).toBe(2);
  connect();
  expect(sent).toEqual([{ type: "read_receipt", id: messageId(room, 2) }]);
});

test("the unread line is corrected once by the room's read watermark", async () => {
  const history = [message(1, other), message(2, other), message(3, other)];
  const { live, connect } = await openRoom({ history, unread: 3 });
  expect(live.view().lineSeq).toBe(0);
  connect(readByMe(2));
  expect(live.view().lineSeq).toBe(2);
  live.markSeen(3);
  connect(readByMe(3));
  expect(live.view().lineSeq).toBe(2);
});

test("the unread line moves to what arrives on a hidden page, and goes when the viewer sends a message", async () => {
  const { live, connect, events, page } = await openRoom({ history: [message(1, other)] });
  connect(readByMe(1));
  expect(live.view().lineSeq).toBeNull();
  page.isHidden = true;
  events().onFrame(arrival(2));
  expect(live.view().lineSeq).toBe(1);
  await live.sendMessage("hello");
  expect(live.view().lineSeq).toBeNull();
});

test("the other member is offline and not typing as soon as the socket is gone", async () => {
  const { live, connect, events } = await openRoom();
  connect({ type: "typing_indicator", user_id: other, is_typing: true });
  expect(live.view().state).toMatchObject({ isOnline: true, isTyping: true });
  events().onState("waiting");
  expect(live.view()).toMatchObject({ socket: "waiting", state: { isOnline: false, isTyping: false } });
});

test("older messages are added in front; a page that does not come can be tried again", async () => {
  const { live, page } = await openRoom({ history: [message(3, other)] });
  await live.history.loadOlder();
  expect(live.view().older).toBe("failed");
  page.older = [message(1, me), message(2, other)];
  await live.history.loadOlder();
  expect([live.view().older, seqsOf(live)]).toEqual(["loading", [1, 2, 3]]);
  vi.advanceTimersByTime(1_000);
  await live.history.loadOlder();
  expect(live.view().older).toBe("idle");
});

test("after too many missed messages the conversation starts again from the newest, without a gap", async () => {
  const { live, connect, events } = await openRoom({ history: [message(1, other)] });
  connect();
  events().onFrame({ type: "error", code: "too_far_behind", message: "" });
  events().onFrame(arrival(2_000));
  expect(seqsOf(live)).toEqual([2_000]);
});

test("listeners are called with every change, and nothing is sent once it is stopped", async () => {
  const { live, stop, connect, events, sent } = await openRoom();
  let calls = 0;
  const unsubscribe = live.subscribe(() => (calls += 1));
  connect();
  expect(calls).toBeGreaterThan(0);
  events().onFrame(arrival(1));
  stop();
  vi.runAllTimers();
  live.setTyping(true);
  expect(sent).toEqual([]);
  const before = calls;
  unsubscribe();
  await live.history.loadOlder();
  expect(calls).toBe(before);
});

test("an edit changes a message that waits where it is, and one that was sent meanwhile in the log", async () => {
  const { live, connect, events, sent } = await openRoom();
  await live.sendMessage("first");
  const waiting = { seq: null, key: "c1" };
  await live.edit(waiting, "second");
  expect(live.view().unsent).toMatchObject([{ clientId: "c1", content: "second" }]);
  connect();
  events().onFrame({ type: "delivery_confirmation", id: messageId(room, 1), client_id: "c1", status: "sent" });
  await vi.advanceTimersByTimeAsync(0);
  events().onFrame({
    type: "edit",
    id: messageId(room, 1),
    connection_id: room,
    content: "second",
    change_seq: 0,
    client_id: "c2",
  });
  await live.edit(waiting, "third");
  expect(sent.map((frame) => ("content" in frame ? [frame.type, frame.content] : frame.type))).toEqual([
    ["chat_message", "second"],
    ["edit", "second"],
    ["edit", "third"],
  ]);
});

const span = (from: number, to: number, sender = other) =>
  Array.from({ length: to - from + 1 }, (_, index) => message(from + index, sender));

const shownSeqs = (live: LiveRoom) => shownMessages(live.view()).map(({ seq }) => seq);

test("with 500 unread the conversation opens where they begin, and what is new is counted exactly on the way down", async () => {
  const past = { messages: span(476, 525), upTo: 526 };
  const { live, connect, events, page, asked, published } = await openRoom({
    history: span(951, 1_000),
    unread: 500,
    past,
  });
  const countNew = (seq: number) => countNewAfter(seq, live.view(), live.view().opening);
  expect([live.view().lineSeq, shownSeqs(live)[0], countNew(500)]).toEqual([500, 476, 500]);
  connect(readByMe(500));
  expect([live.view().lineSeq, published]).toEqual([500, [500]]);
  live.markSeen(510);
  events().onFrame(arrival(1_001));
  expect([countNew(510), published.at(-1)]).toEqual([491, 491]);
  for (let upTo = 576; live.view().past; upTo += 50) {
    page.older = span(upTo - 50, upTo - 1);
    await live.history.loadNewer();
    expect(asked.at(-1)).toEqual({ cursor: upTo });
    vi.advanceTimersByTime(1_000);
  }
  expect([shownSeqs(live).length, shownSeqs(live).at(-1), countNew(510)]).toEqual([526, 1_001, 491]);
});

test("a message far back is shown with the history around it, in which nothing counts as read, and a button leads back", async () => {
  const { live, connect, events, page } = await openRoom({ history: span(951, 1_000) });
  connect(readByMe(1_000));
  page.older = span(176, 225);
  expect(await live.history.show(201)).toBe(true);
  expect([shownSeqs(live)[0], shownSeqs(live).at(-1)]).toEqual([176, 225]);
  events().onFrame(arrival(1_001));
  expect(shownSeqs(live).at(-1)).toBe(225);
  live.history.leavePast();
  expect(shownSeqs(live).at(-1)).toBe(1_001);
});

test("a part of the history between the read and the unread leaves the unread ones unread", async () => {
  const { live, connect, page } = await openRoom({ history: span(951, 1_000), unread: 900 });
  connect(readByMe(100));
  page.older = span(500, 550);
  await live.history.show(525);
  expect(live.countsAsSeen()).toBe(false);
  page.older = span(80, 125);
  await live.history.show(101);
  expect(live.countsAsSeen()).toBe(true);
});

test("a day opens at its first message, and a day that is yet to come at the newest", async () => {
  const { live, page, asked } = await openRoom({ history: span(951, 1_000) });
  page.older = span(176, 225);
  expect(await live.history.showTime(200_000)).toBe(200);
  expect(asked).toEqual([{ at: "1970-01-01T00:03:20.000Z" }]);
  page.older = span(951, 1_000);
  expect(await live.history.showTime(5_000_000)).toBe(1_000);
  expect(live.view().past).toBeNull();
  page.older = null;
  expect(await live.history.showTime(0)).toBeNull();
});

test("what is edited while a part of the history is shown changes there, too, and sending leads back to the newest", async () => {
  const { live, connect, events, page } = await openRoom({ history: span(951, 1_000) });
  connect(readByMe(1_000));
  page.older = span(176, 225);
  await live.history.show(201);
  const edit = { type: "edit", id: messageId(room, 201), connection_id: room, content: "new", change_seq: 1 } as const;
  events().onFrame(edit);
  expect(shownMessages(live.view()).find(({ seq }) => seq === 201)?.content).toBe("new");
  await live.sendMessage("hello");
  expect(live.view().past).toBeNull();
});

test("a history whose first messages are not the viewer's is not asked for again and again", async () => {
  const { live, page, asked } = await openRoom({ history: [message(3, other)] });
  page.older = [];
  await live.history.loadOlder();
  vi.advanceTimersByTime(1_000);
  expect(live.view().firstSeq).toBe(3);
  await live.history.loadOlder();
  expect(asked).toHaveLength(1);
});

const dayMs = 86_400_000;
const goesAt = (frame: ServerFrame, at: number) =>
  ({ ...frame, expires_at: new Date(at).toISOString() }) as ServerFrame;
const clockOf = (roomNow: number): ServerFrame => ({
  type: "room_clock",
  now: new Date(roomNow).toISOString(),
  disappear_after: 86_400,
});

test.each([-1, 0, 1])(
  "a message goes at its time by the room's clock on a device whose own is %i days off",
  async (days) => {
    const { live, connect, published } = await openRoom();
    const roomNow = Date.now() - days * dayMs;
    connect(clockOf(roomNow), arrival(1), goesAt(arrival(2), roomNow + dayMs), goesAt(arrival(3), roomNow + 2 * dayMs));
    expect(live.view().state.disappearAfter).toBe(86_400);
    await vi.advanceTimersByTimeAsync(dayMs - 1);
    expect(seqsOf(live)).toEqual([1, 2, 3]);
    await vi.advanceTimersByTimeAsync(1);
    expect(seqsOf(live)).toEqual([1, 3]);
    expect(published.at(-1)).toBe(2);
  },
);

test("a page that was away drops what went meanwhile once it knows the room's time, with a change that waits for it", async () => {
  const { live, connect, events } = await openRoom();
  const start = Date.now();
  connect(clockOf(start), goesAt(arrival(1), start + dayMs));
  events().onState("offline");
  const change = live.edit({ seq: 1, key: "x" }, "better");
  await change;
  expect(live.view().unsent).toHaveLength(1);
  connect(clockOf(start + dayMs));
  expect([seqsOf(live), live.view().unsent]).toEqual([[], []]);
});

test("a message that was logged long ago, and is acknowledged as gone, is not shown", async () => {
  const { live, connect, events } = await openRoom();
  connect(clockOf(Date.now()));
  await live.sendMessage("resent");
  const gone = new Date(Date.now() - 1).toISOString();
  const id = messageId(room, 1);
  events().onFrame({
    type: "delivery_confirmation",
    id,
    client_id: "c1",
    status: "sent",
    created_at: gone,
    expires_at: gone,
  });
  expect([live.view().unsent, seqsOf(live)]).toEqual([[], []]);
});
