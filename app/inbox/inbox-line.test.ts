import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { answerTimeoutMs } from "~/client/live-socket";
import { FakeWebSocket } from "~/client/testing/fake-web-socket";
import { closeCodes, pingFrame, pingIntervalMs, pongFrame } from "~/contract/chat";
import type { InboxFrame } from "~/contract/inbox";
import { InboxLine, type LineToken } from "./inbox-line";

const badge: InboxFrame = { type: "badge", counts: {}, total: 2, asks: 0, news: 0 };

/** The longest first wait, as `random` is 1 here. */
const firstDelayMs = 1_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Lets promises resolve; no time passes. */
const settle = () => vi.advanceTimersByTimeAsync(0);

/** An inbox's socket. */
class InboxWebSocket extends FakeWebSocket {
  /** Opens it, and the inbox speaks. */
  override open(): void {
    super.open(JSON.stringify(badge));
  }
}

/** A line whose server and page are the test's. */
async function openLine() {
  const sockets: InboxWebSocket[] = [];
  const frames: InboxFrame[] = [];
  const server: { token: LineToken; tokens: number } = { token: { kind: "token", token: "t" }, tokens: 0 };
  const page = { onOccasion: () => {}, gaps: 0 };
  const line = new InboxLine(
    {
      fetchToken: async () => {
        server.tokens += 1;
        return server.token;
      },
      open: () => {
        const socket = new InboxWebSocket();
        sockets.push(socket);
        return socket as unknown as WebSocket; // the part of one that the line uses
      },
      onOccasion: (callback) => {
        page.onOccasion = callback;
        return () => (page.onOccasion = () => {});
      },
      random: () => 1,
    },
    { onFrame: (frame) => frames.push(frame), onBack: () => (page.gaps += 1), isSuccessor: false },
  );
  await settle();
  return { line, sockets, frames, server, page };
}

test("an open line asks for nothing but its pings, and hands on each frame of the inbox", async () => {
  const { sockets, frames, server } = await openLine();
  const [socket] = sockets;
  socket!.open();
  for (let n = 1; n <= 10; n++) {
    await vi.advanceTimersByTimeAsync(pingIntervalMs);
    socket!.deliver(pongFrame);
  }
  expect(socket!.sent).toEqual(Array.from({ length: 10 }, () => pingFrame));
  expect([sockets.length, server.tokens]).toEqual([1, 1]);
  expect(frames).toEqual([badge]);
});

test("what is no frame of an inbox is dropped, and the line goes on", async () => {
  const { sockets, frames } = await openLine();
  sockets[0]!.open();
  for (const bad of ["", "{", "null", "[]", '{"type":"badge","total":"many"}', '{"type":"chat_message"}']) {
    sockets[0]!.deliver(bad);
  }
  sockets[0]!.deliver(JSON.stringify({ ...badge, total: 3 }));
  expect(frames).toEqual([badge, { ...badge, total: 3 }]);
});

test("a line that the network took silently is dropped once a ping is not answered, and says that it is back", async () => {
  const { sockets, page } = await openLine();
  sockets[0]!.open();
  await vi.advanceTimersByTimeAsync(pingIntervalMs + answerTimeoutMs);
  expect(sockets[0]!.readyState).toBe(3);
  await vi.advanceTimersByTimeAsync(firstDelayMs);
  expect([sockets.length, page.gaps]).toEqual([2, 0]);
  sockets[1]!.open();
  sockets[1]!.deliver(pongFrame);
  expect(page.gaps).toBe(1);
});

test("a page that is shown again asks at once whether its line is still there", async () => {
  const { sockets, page } = await openLine();
  sockets[0]!.open();
  page.onOccasion();
  expect(sockets[0]!.sent).toEqual([pingFrame]);
  await vi.advanceTimersByTimeAsync(answerTimeoutMs);
  page.onOccasion();
  await settle();
  expect(sockets).toHaveLength(2);
});

test("a line whose hour is over comes back at once with a fresh token, and not after the session ended", async () => {
  const { sockets, server } = await openLine();
  sockets[0]!.open();
  await sockets[0]!.closeFromServer(closeCodes.tokenExpired);
  expect([sockets.length, server.tokens]).toEqual([2, 2]);
  server.token = { kind: "signed_out" };
  sockets[1]!.open();
  await sockets[1]!.closeFromServer(closeCodes.tokenExpired);
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect([sockets.length, server.tokens]).toEqual([2, 3]);
});

test("while the server refuses, each try waits longer, up to half a minute", async () => {
  const { sockets } = await openLine();
  const waits: number[] = [];
  for (let n = 0; n < 7; n++) {
    await sockets.at(-1)!.closeFromServer(1006);
    const before = sockets.length;
    let waitedMs = 0;
    while (sockets.length === before) {
      await vi.advanceTimersByTimeAsync(500);
      waitedMs += 500;
    }
    waits.push(waitedMs);
  }
  expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
});

test("a browser that a newer one pushed out does not push back at once", async () => {
  const { sockets } = await openLine();
  sockets[0]!.open();
  await sockets[0]!.closeFromServer(closeCodes.tooManySockets);
  await vi.advanceTimersByTimeAsync(29_000);
  expect(sockets).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(sockets).toHaveLength(2);
});

test("a line that is closed stays closed, also while its token is on the way", async () => {
  const { line, sockets, page, server } = await openLine();
  sockets[0]!.open();
  await sockets[0]!.closeFromServer(1006);
  page.onOccasion();
  line.close();
  await vi.advanceTimersByTimeAsync(120_000);
  expect([sockets.length, server.tokens]).toEqual([1, 2]);
});
