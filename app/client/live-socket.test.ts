import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { pingFrame, pingIntervalMs } from "~/contract/chat";
import { answerTimeoutMs, LiveSocket } from "./live-socket";
import { FakeWebSocket } from "./testing/fake-web-socket";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watched() {
  const server = new FakeWebSocket();
  const events: unknown[] = [];
  const socket = new LiveSocket(server as unknown as WebSocket, {
    onProven: () => events.push("proven"),
    onWords: (words) => events.push(words),
    onGone: (code) => events.push({ gone: code }),
  });
  return { server, socket, events };
}

test("the first words prove a socket, once, and all are handed on", () => {
  const { server, socket, events } = watched();
  server.open();
  expect(socket.isProven).toBe(false);
  server.deliver("a");
  server.deliver("b");
  expect([events, socket.isProven]).toEqual([["proven", "a", "b"], true]);
});

test("nothing is sent before a socket is open, nor after it was dropped", () => {
  const { server, socket } = watched();
  expect(socket.send("early")).toBe(false);
  server.open();
  expect(socket.send("now")).toBe(true);
  socket.drop();
  expect(socket.send("late")).toBe(false);
  expect(server.sent).toEqual(["now"]);
});

test("an open socket is pinged, and lives as long as the pings are answered", () => {
  const { server, events } = watched();
  server.open();
  server.deliver("hello");
  for (let n = 1; n <= 3; n++) {
    vi.advanceTimersByTime(pingIntervalMs);
    expect(server.sent).toEqual(Array<string>(n).fill(pingFrame));
    server.deliver("pong");
  }
  expect(events).not.toContainEqual({ gone: null });
});

test.each([
  ["never says a word", () => {}],
  ["answers no ping", (server: FakeWebSocket) => server.deliver("hello")],
])("a server that %s is gone, once, though its socket stays open", async (_, begin) => {
  const { server, events } = watched();
  server.open();
  begin(server);
  vi.advanceTimersByTime(pingIntervalMs + answerTimeoutMs);
  await server.closeFromServer(1006);
  expect(events.slice(-1)).toEqual([{ gone: null }]);
  expect(server.readyState).toBe(3);
});

test("the server's reason for closing is handed on", async () => {
  const { server, events } = watched();
  server.open();
  await server.closeFromServer(4001);
  expect(events).toEqual([{ gone: 4001 }]);
  vi.advanceTimersByTime(pingIntervalMs * 3);
  expect(server.sent).toEqual([]);
});

test("a socket that was dropped says nothing more", async () => {
  const { server, socket, events } = watched();
  server.open();
  socket.drop();
  server.deliver("late");
  await server.closeFromServer(1006);
  vi.advanceTimersByTime(pingIntervalMs * 3);
  expect(events).toEqual([]);
});
