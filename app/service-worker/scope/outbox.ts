import { deleteSent, listAllUnsent, listUnsent } from "../../chat/outbox/outbox";
import { outboxTag, type SyncEvent } from "../../chat/outbox/outbox-sync";
import type { ConnectionId, UserId } from "../../contract/ids";
import { sendOutbox } from "../outbox-sender";

/** A network that answers no more than this is none. */
const patienceMs = 30_000;

/** Sends what was typed without a network, once there is one, when no page on screen does. */
export function listenForSync(scope: ServiceWorkerGlobalScope): void {
  scope.addEventListener("sync", (event) => {
    const sync = event as Event & SyncEvent; // the event of this name, where a browser has it
    if (sync.tag === outboxTag) sync.waitUntil(sendWaiting(scope));
  });
}

function sendWaiting(scope: ServiceWorkerGlobalScope): Promise<void> {
  return sendOutbox({
    listAll: listAllUnsent,
    list: listUnsent,
    remove: deleteSent,
    isPageVisible: async () => {
      const pages = await scope.clients.matchAll({ type: "window", includeUncontrolled: true });
      return pages.some(({ visibilityState }) => visibilityState === "visible");
    },
    fetchViewerId: async () => (await fetchJson<{ user: { id: UserId } }>("/api/auth/me", "GET"))?.user.id ?? null,
    fetchToken: async () => (await fetchJson<{ token: string }>("/api/chat/token", "POST"))?.token ?? null,
    connect: openSocket,
  });
}

function openSocket(room: ConnectionId, token: string): WebSocket {
  const url = new URL(`/api/chat/connect/${room}?token=${encodeURIComponent(token)}`, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  const socket = new WebSocket(url);
  setTimeout(() => socket.close(), patienceMs);
  return socket;
}

/**
 * Returns what our own API answers; null to somebody who is not signed in.
 * @throws {Error} when there is no network, or the server cannot answer now
 */
async function fetchJson<Answer>(path: string, method: "GET" | "POST"): Promise<Answer | null> {
  const answer = await fetch(path, { method, signal: AbortSignal.timeout(patienceMs) });
  if (answer.status === 401) return null;
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}.`);
  return (await answer.json()) as Answer;
}
