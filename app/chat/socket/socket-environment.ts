/** The browser and the server as a room's socket uses them: tests pass their own. */
import type { ConnectionId } from "~/contract/ids";

/** The server must answer a ping, or a request to connect, within this time: otherwise the network is gone silently. */
export const answerTimeoutMs = 10_000;

export type TokenResult = { kind: "token"; token: string } | { kind: "signed_out" } | { kind: "failed" };

export interface SocketEnvironment {
  openWebSocket: (room: ConnectionId, query: { token: string; after: number | null }) => WebSocket;
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
  fetchToken,
  isShutOut,
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

function openWebSocket(room: ConnectionId, { token, after }: { token: string; after: number | null }): WebSocket {
  const url = new URL(`/api/chat/connect/${room}`, location.href);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  url.searchParams.set("token", token);
  if (after !== null) url.searchParams.set("after", String(after));
  return new WebSocket(url);
}

/** Fetches a token that is good for sockets only, for the cookie's session, which may have ended. */
async function fetchToken(): Promise<TokenResult> {
  try {
    const answer = await fetch("/api/chat/token", { method: "POST", signal: AbortSignal.timeout(answerTimeoutMs) });
    if (answer.status === 401) return { kind: "signed_out" };
    if (!answer.ok) return { kind: "failed" };
    const body: unknown = await answer.json();
    const token = typeof body === "object" && body !== null && "token" in body ? body.token : null;
    return typeof token === "string" ? { kind: "token", token } : { kind: "failed" };
  } catch {
    return { kind: "failed" };
  }
}

async function isShutOut(room: ConnectionId): Promise<boolean> {
  try {
    const answer = await fetch(`/api/chat/messages/${room}?limit=1`, { signal: AbortSignal.timeout(answerTimeoutMs) });
    return answer.status === 404;
  } catch {
    return false;
  }
}
