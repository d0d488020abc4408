/** What a list shows of an open conversation. Pure. */
import type { RoomEvent } from "~/contract/chat";
import { lastEntryOf, type LastEntry, type NewestMessage, type NewestReveal } from "~/contract/conversation";
import type { ConversationState } from "./conversation-state";
import type { TimelineSource } from "./timeline";

/** Returns the newest event as the viewer sees it, as the room says it to an inbox; null before the first. */
export function newestEntry({ viewerId, messages, events, otherWatermarks }: ConversationState): LastEntry | null {
  const message = messages.at(-1);
  return lastEntryOf(viewerId, {
    message: message ? newestMessage(message) : null,
    reveal: newestReveal(events),
    other: otherWatermarks,
  });
}

function newestMessage(message: TimelineSource): NewestMessage {
  const { seq, content, sender_id: senderId, deleted_at: deletedAt, expires_at: expiresAt } = message;
  return {
    seq,
    senderId,
    content,
    photoCount: message.photos?.length ?? 0,
    at: Date.parse(message.created_at),
    deletedAt: deletedAt === undefined ? null : Date.parse(deletedAt),
    expiresAt: expiresAt === undefined ? null : Date.parse(expiresAt),
  };
}

/** One that ended by itself is nobody's doing. */
function newestReveal(events: readonly RoomEvent[]): NewestReveal | null {
  const event = events.findLast((one) => one.type === "reveal" || (one.type === "unreveal" && !one.ended_by));
  if (event?.type !== "reveal" && event?.type !== "unreveal") return null;
  return { type: event.type, userId: event.user_id, at: Date.parse(event.created_at) };
}
