import type { UnsentMessage } from "../chat/outbox/outbox";
import { needsPage } from "../chat/outbox/outbox-sync";
import type { ConnectionId, UserId } from "../contract/ids";
import { sendToRoom, type SenderSocket } from "./room-sender";

/** The device and the server as the worker uses them: tests pass their own. */
export interface OutboxSenderParts {
  listAll: () => Promise<UnsentMessage[]>;
  list: (userId: UserId, room: ConnectionId) => Promise<UnsentMessage[]>;
  remove: (clientId: string) => Promise<void>;
  isPageVisible: () => Promise<boolean>;
  /** Resolves with who is signed in; null when nobody is. */
  fetchViewerId: () => Promise<UserId | null>;
  /** Resolves with a token for sockets; null when nobody is signed in. */
  fetchToken: () => Promise<string | null>;
  connect: (room: ConnectionId, token: string) => SenderSocket;
}

/**
 * Sends what waits and needs no page. Each message has the id by which its room knows it: what a page sends at the same time
 * arrives once.
 * @throws {Error} when something is to be sent later: the browser then tries again
 */
export async function sendOutbox(parts: OutboxSenderParts): Promise<void> {
  const waiting = (await parts.listAll()).filter((unsent) => !needsPage(unsent));
  if (waiting.length === 0) return;
  if (await parts.isPageVisible()) throw new Error("A page on screen sends: whether it did is to be looked at later.");
  const userId = await parts.fetchViewerId();
  // Two people may share a device: each sends their own.
  const rooms = new Set(waiting.filter((unsent) => unsent.userId === userId).map(({ room }) => room));
  if (userId === null || rooms.size === 0) return;
  const token = await parts.fetchToken();
  // Somebody else may have signed in meanwhile: it would be their token.
  if (token === null || (await parts.fetchViewerId()) !== userId) return;
  const { list, remove, connect } = parts;
  const sent = [...rooms].map((room) =>
    sendToRoom(() => connect(room, token), { list: () => list(userId, room), remove }),
  );
  const failed = (await Promise.allSettled(sent)).find((outcome) => outcome.status === "rejected");
  if (failed) throw new Error("Not all could be sent now.", { cause: failed.reason });
}
