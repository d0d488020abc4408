import type { InboxRows } from "../../db/queries/inbox";
import type { Truth } from "./core/state";

/** Returns a reading of D1 as the core compares it. */
export function truthOf(rows: InboxRows): Truth {
  return {
    connections: rows.connections.map((row) => ({
      connectionId: row.id,
      isOpen: row.is_open === 1,
      isAsker: row.is_asker === 1,
      acceptedAt: row.accepted_at,
      copied:
        row.last_seq === null
          ? null
          : {
              lastSeq: row.last_seq,
              readSeq: row.read_seq ?? 0,
              unread: row.unread ?? 0,
              lastAt: row.last_at ?? row.accepted_at,
            },
    })),
    requests: rows.requests.map(({ id, created_at }) => ({ connectionId: id, sentAt: created_at })),
    revealed: rows.revealed.map(({ id, photos, newest_at }) => ({ connectionId: id, photos, newestAt: newest_at })),
    held: rows.held.map(({ id, held_at }) => ({ storyId: id, heldAt: held_at })),
    released: rows.released.map(({ id }) => id),
    signIns: rows.signIns.map(({ id, created_at, user_agent }) => ({
      sessionId: id,
      at: created_at,
      userAgent: user_agent,
    })),
  };
}
