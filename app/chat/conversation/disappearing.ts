/** Messages that disappear, as an open conversation shows them. Pure. */
import type { DisappearAfter, Message, RoomEvent } from "~/contract/chat";
import type { UserId } from "~/contract/ids";

/** A message that may disappear. */
type Expiring = Pick<Message, "id" | "expires_at">;

/** A member set after how long messages disappear. */
export interface SettingChange {
  eventSeq: number;
  /** The newest message then; 0 before the first. */
  afterSeq: number;
  isMine: boolean;
  /** Milliseconds since 1970. */
  at: number;
  /** Seconds; 0: they stay. */
  after: DisappearAfter;
}

/** Returns the changes of the setting that events, in their order, tell of. */
export function settingChanges(events: readonly RoomEvent[], viewerId: UserId): SettingChange[] {
  return events.flatMap((event) => {
    if (event.type !== "disappearing") return [];
    const { event_seq: eventSeq, after_seq: afterSeq, after } = event;
    return [{ eventSeq, afterSeq, after, isMine: event.user_id === viewerId, at: Date.parse(event.created_at) }];
  });
}

/** Returns when the next of some messages disappears, in milliseconds since 1970; null when none does. */
export function nextExpiry(messages: readonly Expiring[]): number | null {
  const times = messages.flatMap(({ expires_at: at }) => (at === undefined ? [] : [Date.parse(at)]));
  return times.length === 0 ? null : times.reduce((first, time) => Math.min(first, time));
}

/** Returns messages without those whose time has come, and the ids of these. `now`: the room's time, in milliseconds since 1970. */
export function withoutExpired<Source extends Expiring>(
  messages: readonly Source[],
  now: number,
): { messages: readonly Source[]; gone: ReadonlySet<string> } {
  const isOver = ({ expires_at: at }: Expiring) => at !== undefined && Date.parse(at) <= now;
  const gone = new Set(messages.filter(isOver).map(({ id }) => id as string));
  return gone.size === 0 ? { messages, gone } : { messages: messages.filter((message) => !isOver(message)), gone };
}
