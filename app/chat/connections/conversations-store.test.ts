import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Conversation, LastEntry } from "~/contract/conversation";
import type { ConnectionId, UserId } from "~/contract/ids";
import { ConversationsStore } from "./conversations-store";

const start = 1_750_000_000_000;
const [ana, ben, cleo] = ["a", "b", "c"] as ConnectionId[] as [ConnectionId, ConnectionId, ConnectionId];

beforeEach(() => void vi.useFakeTimers({ now: start }));
afterEach(() => void vi.useRealTimers());

const isoAfter = (ms: number) => new Date(start + ms).toISOString();

/** Something that was said so many milliseconds after the start. */
function said(text: string, after: number, rest: Partial<LastEntry> = {}): LastEntry {
  const entry = { is_mine: false, photo_count: 0, status: null, expires_at: null };
  return { kind: "message", text, at: isoAfter(after), ...entry, ...rest };
}

function conversation(id: ConnectionId, rest: Partial<Conversation> = {}): Conversation {
  const other = { id: id as string as UserId, display_name: id };
  const marks = { pinned: false, muted: false, archived: false };
  return { id, other, story: null, blocked: false, leaving: null, unread: 0, last: null, ...marks, ...rest };
}

/** A list that is open, and the requests that it made. */
function openList(...conversations: Conversation[]) {
  const server = { list: conversations, requests: 0 };
  const store = new ConversationsStore(conversations, {
    fetchList: () => {
      server.requests += 1;
      return Promise.resolve(server.list);
    },
    now: () => Date.now(),
  });
  store.load(conversations);
  const counts: Record<ConnectionId, number> = {};
  /** A message arrives, as the inbox says it: what was said, then how much waits. */
  const receive = (id: ConnectionId, last: LastEntry | null, { isLost = false } = {}) => {
    counts[id] = (counts[id] ?? 0) + 1;
    if (!isLost) store.take({ type: "conversation", connection_id: id, unread: counts[id], last });
    store.takeCounts({ ...counts });
  };
  const texts = () => store.list().map(({ id, last }) => `${id} ${last?.text ?? "-"}`);
  return { store, server, counts, receive, texts };
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

test("a hundred messages change the rows and their order, and ask the server nothing", async () => {
  const { server, receive, texts } = openList(conversation(ana), conversation(ben));
  for (let n = 1; n <= 100; n++) {
    receive(n % 2 ? ben : ana, said(`${n}`, n));
    await pass(3_000);
  }
  expect(texts()).toEqual(["a 100", "b 99"]);
  expect(server.requests).toBe(0);
});

test("a count that nothing explains is asked for once, whichever way what was said got lost", async () => {
  const { server, receive, texts } = openList(conversation(ana), conversation(ben));
  receive(ben, said("lost", 1), { isLost: true });
  server.list = [conversation(ben, { last: said("lost", 1) }), conversation(ana)];
  await pass(1_000);
  expect(server.requests).toBe(0); // it may still come
  await pass(60_000);
  expect([server.requests, texts()]).toEqual([1, ["b lost", "a -"]]);
});

test("a count that rises before the inbox says why costs nothing when that comes", async () => {
  const { store, server } = openList(conversation(ana));
  store.takeCounts({ [ana]: 1 }); // an open conversation of this browser knows it first
  await pass(500);
  store.take({ type: "conversation", connection_id: ana, unread: 1, last: said("hello", 1) });
  await pass(60_000);
  expect(server.requests).toBe(0);
});

test("what was read elsewhere asks for nothing, and the next message that is lost is asked for again", async () => {
  const { store, server, receive } = openList(conversation(ana));
  receive(ana, said("one", 1));
  store.takeCounts({ [ana]: 0 });
  await pass(60_000);
  expect(server.requests).toBe(0);
  store.takeCounts({ [ana]: 1 });
  await pass(60_000);
  expect(server.requests).toBe(1);
});

test("a conversation that is not in the list is asked for, and one beyond its end is not asked for again and again", async () => {
  const { store, server } = openList(conversation(ana));
  store.take({ type: "conversation", connection_id: cleo, unread: 1, last: said("new", 1) });
  await pass(0);
  expect(server.requests).toBe(1);
  store.takeCounts({ [cleo]: 1 });
  await pass(60_000);
  const seen = server.requests;
  store.takeCounts({ [cleo]: 1, [ana]: 0 });
  await pass(60_000);
  expect(server.requests).toBe(seen);
});

test("a message brings a conversation back from the archive, unless it is muted, and an edit brings back none", () => {
  const archived = { archived: true, last: said("before", 1) };
  const { store, receive } = openList(
    conversation(ana, archived),
    conversation(ben, { ...archived, muted: true }),
    conversation(cleo, archived),
  );
  receive(ana, said("new", 2));
  receive(ben, said("new", 2));
  receive(cleo, said("edited", 1));
  const flags = Object.fromEntries(store.list().map(({ id, archived: is }) => [id, is]));
  expect(flags).toEqual({ [ana]: false, [ben]: true, [cleo]: true });
  expect(store.list().find(({ id }) => id === cleo)?.last?.text).toBe("edited");
});

test("the message before one that disappeared is asked for: when the inbox says so, and at its time by itself", async () => {
  const { store, server, receive, texts } = openList(conversation(ana, { last: said("stays", 1) }));
  receive(ana, said("goes", 2, { expires_at: isoAfter(5_000) }));
  expect(texts()).toEqual(["a goes"]);
  await pass(7_000);
  expect([server.requests, texts()]).toEqual([1, ["a stays"]]);
  receive(ana, said("goes, too", 9_000));
  store.take({ type: "conversation", connection_id: ana, unread: 0, last: said("stays", 1) });
  await pass(0);
  expect(server.requests).toBe(2);
});

test("an answer that was on its way does not take back what came meanwhile", async () => {
  const { store, server, receive, texts } = openList(conversation(ana, { last: said("first", 1) }));
  const answer = store.refresh();
  receive(ana, said("second", 2));
  await answer;
  expect(texts()).toEqual(["a second"]);
  store.load(server.list);
  expect(texts()).toEqual(["a second"]);
});

test("a conversation that is blocked in the list shows nothing that is said", async () => {
  const { server, receive, texts } = openList(conversation(ana, { blocked: true }));
  receive(ana, said("hidden", 1));
  expect(texts()).toEqual(["a -"]);
  await pass(0);
  expect(server.requests).toBe(1);
});

test("what an open conversation has is shown at once, and asks the server nothing where it has less than the list", async () => {
  const { store, server, texts } = openList(conversation(ana, { last: said("newer", 5) }), conversation(ben));
  const inRoom = (id: ConnectionId, last: LastEntry) =>
    store.show({ type: "conversation", connection_id: id, unread: 0, last });
  expect(inRoom(ana, said("older", 1))).toBe(false);
  expect(inRoom(cleo, said("elsewhere", 9))).toBe(false);
  expect(inRoom(ben, said("just now", 8))).toBe(true);
  expect(texts()).toEqual(["b just now", "a newer"]);
  await pass(60_000);
  expect(server.requests).toBe(0);
});
