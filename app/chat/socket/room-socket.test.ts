import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { answerTimeoutMs } from "~/client/live-socket";
import { FakeWebSocket } from "~/client/testing/fake-web-socket";
import { closeCodes, pingFrame, pingIntervalMs, pongFrame, type ServerFrame } from "~/contract/chat";
import type { ConnectionId, UserId } from "~/contract/ids";
import { RoomSocket, type SocketState } from "./room-socket";
import type { TokenResult } from "./socket-environment";

const room = "0198c0de-0000-7000-8000-000000000001" as ConnectionId;
const ben = "0198c0de-0000-7000-8000-00000000000b" as UserId;
const presence: ServerFrame = { type: "presence", user_id: ben, is_online: true };

/** The longest first wait, as `random` is 1 here. */
const firstDelayMs = 500;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Lets promises resolve; no time passes. */
const settle = () => vi.advanceTimersByTimeAsync(0);

/** A room's socket. */
class RoomWebSocket extends FakeWebSocket {
  constructor(readonly after: number | null) {
    super();
  }

  /** Opens it and lets the room speak: only then is the socket proven. */
  prove(): void {
    this.open(JSON.stringify(presence));
  }
}

/** A room socket whose network, page and server are the test's. */
async function openRoomSocket({ lastSeq = 7 }: { lastSeq?: number | null } = {}) {
  const sockets: RoomWebSocket[] = [];
  const server = { token: { kind: "token", token: "t" } as TokenResult, isShutOut: false, tokens: 0 };
  const page = {
    isOnline: true,
    isVisible: true,
    onOnline: () => {},
    onOffline: () => {},
    onVisibilityChange: () => {},
  };
  const states: SocketState[] = [];
  const frames: ServerFrame[] = [];
  let unwatched = 0;
  const socket = new RoomSocket(
    room,
    {
      onFrame: (frame) => frames.push(frame),
      onState: (state) => states.push(state),
      resumeAfter: () => lastSeq,
      resumeEventsAfter: () => null,
      resumeChangesAfter: () => null,
    },
    {
      openWebSocket: (_room, { after }) => {
        const opened = new RoomWebSocket(after);
        sockets.push(opened);
        return opened as unknown as WebSocket; // all that the socket uses
      },
      fetchToken: async () => {
        server.tokens += 1;
        return server.token;
      },
      isShutOut: async () => server.isShutOut,
      isOnline: () => page.isOnline,
      isVisible: () => page.isVisible,
      watch: (callbacks) => {
        Object.assign(page, callbacks);
        return () => void (unwatched += 1);
      },
      random: () => 1,
    },
  );
  await settle();
  return { socket, sockets, server, page, states, frames, last: () => sockets.at(-1)!, unwatched: () => unwatched };
}

test("is open once the room has sent something, and passes frames on but no pong", async () => {
  const { last, states, frames } = await openRoomSocket();
  last().open();
  expect(states).toEqual([]);
  last().deliver(JSON.stringify(presence));
  last().deliver(pongFrame);
  last().deliver("not JSON");
  last().deliver('{"type":"newer_than_this_client"}');
  expect([states, frames]).toEqual([["open"], [presence]]);
});

test("resumes after the last known seq each time it connects", async () => {
  const { sockets, last } = await openRoomSocket({ lastSeq: 7 });
  last().prove();
  await last().closeFromServer(1006);
  await vi.advanceTimersByTimeAsync(firstDelayMs);
  expect(sockets.map(({ after }) => after)).toEqual([7, 7]);
});

test("sends only over an open socket", async () => {
  const { socket, last } = await openRoomSocket();
  expect(socket.send({ type: "ping" })).toBe(false);
  last().open();
  expect(socket.send({ type: "typing_indicator", is_typing: true })).toBe(true);
  expect(last().sent).toEqual(['{"type":"typing_indicator","is_typing":true}']);
});

test("backs off while a server closes every socket at once, and starts over once one is proven", async () => {
  const { sockets, last } = await openRoomSocket();
  for (const delayMs of [500, 1_000, 2_000, 4_000]) {
    const before = sockets.length;
    await last().closeFromServer(1006);
    await vi.advanceTimersByTimeAsync(delayMs - 1);
    expect(sockets).toHaveLength(before);
    await vi.advanceTimersByTimeAsync(1);
    expect(sockets).toHaveLength(before + 1);
  }
  last().prove();
  await last().closeFromServer(1006);
  await vi.advanceTimersByTimeAsync(firstDelayMs);
  expect(sockets).toHaveLength(6);
});

test("retries when no token can be fetched, and ends when the session is over", async () => {
  const { sockets, server, states, last, unwatched } = await openRoomSocket();
  last().prove();
  server.token = { kind: "failed" };
  await last().closeFromServer(1012);
  await vi.advanceTimersByTimeAsync(firstDelayMs);
  expect(states.at(-1)).toBe("waiting");
  server.token = { kind: "signed_out" };
  await vi.advanceTimersByTimeAsync(60_000);
  expect([states.at(-1), sockets.length, unwatched()]).toEqual(["signed_out", 1, 1]);
});

test("renews an expired token at once and unseen (4401)", async () => {
  const { sockets, server, states, last } = await openRoomSocket();
  last().prove();
  await last().closeFromServer(closeCodes.tokenExpired);
  expect([sockets.length, server.tokens, states]).toEqual([2, 2, ["open"]]);
});

test("does not renew a token in a loop when the room refuses it at once (4401)", async () => {
  const { sockets, states, last } = await openRoomSocket();
  await last().closeFromServer(closeCodes.tokenExpired);
  expect([sockets.length, states]).toEqual([1, ["waiting"]]);
});

test("ends for good when the user is no longer a member (4403)", async () => {
  const { sockets, states, last, unwatched, page } = await openRoomSocket();
  last().prove();
  await last().closeFromServer(closeCodes.notAMember);
  page.onOnline();
  await vi.advanceTimersByTimeAsync(600_000);
  expect([sockets.length, states.at(-1), unwatched()]).toEqual([1, "refused", 1]);
});

test("ends for good when the upgrade is refused and the history is closed to the user as well", async () => {
  const { states, server, last } = await openRoomSocket();
  server.isShutOut = true;
  await last().closeFromServer(1006);
  expect(states).toEqual(["refused"]);
});

test("waits up to half a minute when the user has too many sockets (4429), or until the network comes back", async () => {
  const { sockets, states, last, page } = await openRoomSocket();
  await last().closeFromServer(closeCodes.tooManySockets);
  await vi.advanceTimersByTimeAsync(29_999);
  expect([states, sockets.length]).toEqual([["crowded"], 1]);
  page.onOnline();
  await settle();
  expect(sockets).toHaveLength(2);
});

test("pings at its interval, and stays open while the room answers", async () => {
  const { last, states } = await openRoomSocket();
  last().prove();
  for (let n = 0; n < 4; n++) {
    await vi.advanceTimersByTimeAsync(pingIntervalMs);
    last().deliver(pongFrame);
  }
  expect([last().sent, states]).toEqual([[pingFrame, pingFrame, pingFrame, pingFrame], ["open"]]);
});

test("drops a socket that does not answer a ping, and reconnects", async () => {
  const { sockets, states, last } = await openRoomSocket();
  last().prove();
  await vi.advanceTimersByTimeAsync(pingIntervalMs + answerTimeoutMs);
  expect([states, sockets[0]!.readyState]).toEqual([["open", "waiting"], 3]);
  await vi.advanceTimersByTimeAsync(firstDelayMs);
  expect(sockets).toHaveLength(2);
});

test("drops a socket on which the room says nothing after the upgrade", async () => {
  const { sockets, last } = await openRoomSocket();
  last().open();
  await vi.advanceTimersByTimeAsync(answerTimeoutMs + firstDelayMs);
  expect(sockets).toHaveLength(2);
});

test("ignores what comes over a socket that it dropped", async () => {
  const { sockets, last, frames, states } = await openRoomSocket();
  last().prove();
  await vi.advanceTimersByTimeAsync(pingIntervalMs + answerTimeoutMs + firstDelayMs);
  sockets[0]!.deliver(JSON.stringify(presence));
  await sockets[0]!.closeFromServer(closeCodes.notAMember);
  expect([frames.length, states.at(-1)]).toEqual([1, "waiting"]);
});

test("is offline as soon as the network goes, and connects as soon as it is back", async () => {
  const { sockets, states, last, page } = await openRoomSocket();
  last().prove();
  page.isOnline = false;
  page.onOffline();
  page.isOnline = true;
  page.onOnline();
  await settle();
  last().prove();
  expect([sockets.length, states]).toEqual([2, ["open", "offline", "connecting", "open"]]);
});

test("a page that is shown again pings at once, or reconnects without waiting", async () => {
  const { sockets, last, page } = await openRoomSocket();
  last().prove();
  page.onVisibilityChange();
  expect(last().sent).toEqual([pingFrame]);
  page.isVisible = false;
  page.onVisibilityChange();
  expect(last().sent).toEqual([pingFrame]);
  await last().closeFromServer(1006);
  page.isVisible = true;
  page.onVisibilityChange();
  await settle();
  expect(sockets).toHaveLength(2);
});

test("once closed it neither connects nor calls back, though a token was on its way", async () => {
  const { socket, sockets, states, server, last } = await openRoomSocket();
  last().prove();
  await last().closeFromServer(1006);
  await vi.advanceTimersByTimeAsync(firstDelayMs - 1);
  let grant: (result: TokenResult) => void = () => undefined;
  server.token = new Promise<TokenResult>((resolve) => (grant = resolve)) as unknown as TokenResult; // awaited by the fake
  await vi.advanceTimersByTimeAsync(1);
  socket.close();
  grant({ kind: "token", token: "t" });
  await vi.advanceTimersByTimeAsync(60_000);
  expect([sockets.length, states]).toEqual([1, ["open", "waiting"]]);
});
