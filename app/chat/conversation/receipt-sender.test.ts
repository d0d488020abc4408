import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { messageId, type ClientFrame } from "~/contract/chat";
import type { ConnectionId } from "~/contract/ids";
import { ReceiptSender } from "./receipt-sender";

const room = "0198c0de-0000-7000-8000-000000000001" as ConnectionId;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function openSender() {
  const sent: ClientFrame[] = [];
  const newest = { seq: 0 };
  const sender = new ReceiptSender({ room, send: (frame) => sent.push(frame), newestSeq: () => newest.seq });
  return { sender, sent, newest };
}

test("a thousand arrivals are confirmed once, by the newest", () => {
  const { sender, sent, newest } = openSender();
  for (newest.seq = 1; newest.seq < 1_000; newest.seq++) sender.confirmSoon();
  vi.runAllTimers();
  expect(sent).toEqual([{ type: "delivery_confirmation", id: messageId(room, 1_000) }]);
});

test("nothing is confirmed when nothing arrived, or after it was closed", () => {
  const { sender, sent, newest } = openSender();
  sender.confirmSoon();
  vi.runAllTimers();
  newest.seq = 3;
  sender.confirmSoon();
  sender.close();
  vi.runAllTimers();
  expect(sent).toEqual([]);
});

test("a read receipt is sent at once, and again with the confirmation over a new socket", () => {
  const { sender, sent, newest } = openSender();
  newest.seq = 5;
  sender.read(4);
  sender.resend();
  vi.runAllTimers();
  const read = { type: "read_receipt", id: messageId(room, 4) };
  expect(sent).toEqual([read, read, { type: "delivery_confirmation", id: messageId(room, 5) }]);
  expect(sender.readSeq).toBe(4);
});

test("what was read soon after it arrived has one receipt, which says both", () => {
  const { sender, sent, newest } = openSender();
  newest.seq = 7;
  sender.confirmSoon();
  sender.read(7);
  vi.runAllTimers();
  expect(sent).toEqual([{ type: "read_receipt", id: messageId(room, 7) }]);
});
