/** The browser and the server as a room's socket uses them: tests pass their own. */
import { api } from "~/client/api";
import type { ApiClient } from "~/client/api-client";
import { answerTimeoutMs } from "~/client/live-socket";
import type { ConnectionId } from "~/contract/ids";

export type TokenResult = { kind: "token"; token: string } | { kind: "signed_out" } | { kind: "failed" };

export interface SocketQuery {
  token: string;
  /** The seq after which messages were missed; null when none are wanted. */
  after: number | null;
  /** The same for events. */
  eventsAfter: number | null;
  /** The same for changes. */
  changesAfter: number | null;
}

export interface SocketEnvironment {
  openWebSocket: (room: ConnectionId, query: SocketQuery) => WebSocket;
  fetchToken: () => Promise<TokenResult>;
  /** Resolves with whether the room is closed to the viewer; false also when that cannot be found out now. */
  isShutOut: (room: ConnectionId) => Promise<boolean>;
  isOnline: () => boolean;
  isVisible: () => boolean;
  /** Calls back when the network comes or goes, and when the page is shown or hidden. Returns the way to stop it. */
  watch: (callbacks: { onOnline: () => void; onOffline: () => void; onVisibilityChange: () => void }) => () => void;
  /** Returns a number in 0..1. */
  random: () => number;
}

export const browserEnvironment: SocketEnvironment = {
  openWebSocket,
  fetchToken: () => fetchToken(),
  isShutOut: (room) => isShutOut(room),
  isOnline: () => navigator.onLine,
  isVisible: () => document.visibilityState === "visible",
  watch: ({ onOnline, onOffline, onVisibilityChange }) => {
    window.addEventListener("online", onOnline);
    window.addEventListener("offline", onOffline);
    document.addEventListener("visibilitychange", onVisibilityChange);
    return () => {
      window.removeEventListener("online", onOnline);
      window.removeEventListener("offline", onOffline);
      document.removeEventListener("visibilitychange", onVisibilityChange);
    };
  },
  random: () => Math.random(),
};

function openWebSocket(room: ConnectionId, { token, after, eventsAfter, changesAfter }: SocketQuery): WebSocket {
  const url = new URL(`/api/chat/connect/${room}`, location.href);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  url.searchParams.set("token", token);
  if (after !== null) url.searchParams.set("after", String(after));
  if (eventsAfter !== null) url.searchParams.set("events_after", String(eventsAfter));
  if (changesAfter !== null) url.searchParams.set("changes_after", String(changesAfter));
  return new WebSocket(url);
}

/** Fetches a token that is good for sockets only, for the cookie's session, which may have ended. */
export async function fetchToken(client: ApiClient = api): Promise<TokenResult> {
  try {
    const result = await client.call("POST /api/chat/token", { signal: AbortSignal.timeout(answerTimeoutMs) });
    if (result.kind === "answer") return { kind: "token", token: result.body.token };
    return { kind: result.kind === "problem" && result.status === 401 ? "signed_out" : "failed" };
  } catch {
    return { kind: "failed" }; // it took too long
  }
}

/** Resolves with whether the server refuses the viewer a room; false also when it does not answer. */
export async function isShutOut(room: ConnectionId, client: ApiClient = api): Promise<boolean> {
  try {
    const result = await client.call("GET /api/chat/messages/:connectionId", {
      params: { connectionId: room },
      query: { limit: 1 },
      signal: AbortSignal.timeout(answerTimeoutMs),
    });
    return result.kind === "problem" && result.status === 404;
  } catch {
    return false; // it took too long
  }
}
