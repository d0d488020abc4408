import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { messageId, type ClientFrame, type ServerFrame } from "~/contract/chat";
import type { ConnectionId, UserId } from "~/contract/ids";
import type { Unsent } from "./outbox";
import { SendQueue, type QueueView } from "./send-queue";

const room = "0198c0de-0000-7000-8000-000000000001" as ConnectionId;
const me = "0198c0de-0000-7000-8000-00000000000a" as UserId;

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function waiting(clientId: string, content = clientId): Unsent {
  return { clientId, room, userId: me, content, typedAt: 0, refusal: null };
}

const acknowledged = (clientId: string, seq: number): ServerFrame => ({
  type: "delivery_confirmation",
  id: messageId(room, seq),
  client_id: clientId,
  status: "sent",
});

/** A queue with a line that can be cut, and what came of it. */
function openQueue() {
  const line = { isOpen: true, sent: [] as string[] };
  const stored: string[] = [];
  const told: string[] = [];
  let view: QueueView = { unsent: [], isSlowed: false };
  const queue = new SendQueue({
    send: (frame: ClientFrame) => {
      if (line.isOpen && frame.type === "chat_message") line.sent.push(frame.client_id ?? "");
      return line.isOpen;
    },
    store: {
      remove: async (clientId) => void stored.push(`remove ${clientId}`),
      refuse: async (clientId, refusal) => void stored.push(`${refusal === null ? "take up" : "refuse"} ${clientId}`),
    },
    onChange: (next) => (view = next),
    onSent: (unsent, id) => told.push(`${unsent.clientId} ${id.split(".")[1]}`),
  });
  return { queue, line, stored, told, view: () => view };
}

test("messages leave one at a time, in the order of typing, the next when the room has the last", () => {
  const { queue, line, told, stored } = openQueue();
  queue.add([waiting("b"), waiting("a")]);
  queue.add([waiting("c")]);
  expect(line.sent).toEqual(["a"]);
  queue.hear(acknowledged("a", 1));
  queue.hear(acknowledged("b", 2));
  expect(line.sent).toEqual(["a", "b", "c"]);
  expect(told).toEqual(["a 1", "b 2"]);
  expect(stored).toEqual(["remove a", "remove b"]);
});

test("a message that was on its way when the line broke goes out again, first, with the same key", () => {
  const { queue, line } = openQueue();
  queue.add([waiting("a"), waiting("b")]);
  line.isOpen = false;
  queue.startOver();
  line.isOpen = true;
  queue.startOver();
  expect(line.sent).toEqual(["a", "a"]);
  queue.hear(acknowledged("a", 1));
  queue.hear(acknowledged("a", 1));
  expect(line.sent).toEqual(["a", "a", "b"]);
});

test("what was taken up twice is sent once", () => {
  const { queue, view } = openQueue();
  queue.add([waiting("a")]);
  queue.add([waiting("a")]);
  expect(view().unsent).toHaveLength(1);
});

test("a refusal holds up nothing behind it, and ends with a retry or a discard", () => {
  const { queue, line, stored, view } = openQueue();
  queue.add([waiting("a"), waiting("b")]);
  queue.hear({ type: "error", code: "bad_content", message: "content holds a NUL", client_id: "a" });
  expect(view().unsent[0]?.refusal).toContain("couldn't be sent");
  expect(line.sent).toEqual(["a", "b"]);
  queue.hear(acknowledged("b", 1));
  queue.retry("a");
  expect(line.sent).toEqual(["a", "b", "a"]);
  queue.discard("a");
  expect(view().unsent).toEqual([]);
  expect(stored).toEqual(["refuse a", "remove b", "take up a", "remove a"]);
});

test("a room that asks to wait gets the same message again after the time it named, not before", () => {
  const { queue, line, view } = openQueue();
  queue.add([waiting("a")]);
  queue.hear({ type: "error", code: "rate_limited", message: "Slow down.", client_id: "a", retry_after: 7 });
  queue.startOver();
  vi.advanceTimersByTime(6_900);
  expect([line.sent, view().isSlowed]).toEqual([["a"], true]);
  vi.advanceTimersByTime(200);
  expect([line.sent, view().isSlowed]).toEqual([["a", "a"], false]);
});

test("a message that is too big for a frame is refused here: the room would cut the line", () => {
  const { queue, line, view } = openQueue();
  queue.add([waiting("a", "\u0001".repeat(4_000))]);
  expect(line.sent).toEqual([]);
  expect(view().unsent[0]?.refusal).toContain("too long to send");
});

test("a frame that is not about a message of this device is left to others", () => {
  const { queue } = openQueue();
  expect(queue.hear({ type: "delivery_confirmation", id: messageId(room, 1), status: "delivered" })).toBe(false);
  expect(queue.hear({ type: "error", code: "too_far_behind", message: "" })).toBe(false);
});
