import { lastEntryOf, type LastEntry, type NewestReveal } from "../../app/contract/conversation";
import type { UserId } from "../../app/contract/ids";
import type { RoomIdentity } from "./projection/d1-projector";
import type { ChangeReader } from "./room/message-views";
import { otherMember, type LoggedMessage, type Watermarks } from "./room/state";

/** The log as the last entry is read from it. */
export interface EntryLog {
  changes: Pick<ChangeReader, "viewOf">;
  between(above: number, span: { viewer: UserId; before: number; limit: number }): LoggedMessage[];
  newestReveal(viewer: UserId): NewestReveal | null;
  watermarks(): Record<UserId, Watermarks>;
}

/** Messages that are looked through: the newest is nearly always seen, and of those that a member deleted for themselves some may be in a row. */
const looks = [1, 50];

/** Returns the newest event of a room as a member sees it; null before the first. `now` in milliseconds since 1970. */
export function lastEntryFor(log: EntryLog, identity: RoomIdentity, { viewer, now }: Reading): LastEntry | null {
  const message = newestSeen(log, { viewer, now });
  const view = message && log.changes.viewOf(viewer, message.seq);
  return lastEntryOf(viewer, {
    message: message && {
      seq: message.seq,
      senderId: message.senderId,
      content: view?.content ?? message.content,
      photoCount: message.photos.length,
      at: message.createdAt,
      deletedAt: view?.deletedAt ?? null,
      expiresAt: message.expiresAt,
    },
    reveal: log.newestReveal(viewer),
    other: log.watermarks()[otherMember(identity, viewer)] ?? { delivered: 0, read: 0 },
  });
}

interface Reading {
  viewer: UserId;
  now: number;
}

function newestSeen(log: EntryLog, { viewer, now }: Reading): LoggedMessage | null {
  for (const limit of looks) {
    const newest = log.between(0, { viewer, before: Number.MAX_SAFE_INTEGER, limit });
    const seen = newest.find(({ seq, expiresAt }) => {
      const isGone = expiresAt !== null && expiresAt <= now;
      return !isGone && log.changes.viewOf(viewer, seq)?.isRemoved !== true;
    });
    if (seen) return seen;
  }
  return null;
}
