/** Takes the messages whose time has come out of an open conversation. Pure. */
import type { PhotoId } from "~/contract/ids";
import { withoutExpired } from "./disappearing";
import type { Shown, UnreadAtOpening } from "./past-window";

type Dropped = Shown & { readonly opening: UnreadAtOpening | null };

/** Returns what is left of a conversation at a time of the room's, in milliseconds since 1970, the ids of what is gone, and of its photos. */
export function dropExpired(
  { state, past, opening }: Dropped,
  now: number,
): { view: Dropped; ids: ReadonlySet<string>; photos: PhotoId[] } {
  const newest = withoutExpired(state.messages, now);
  const older = withoutExpired(past?.messages ?? [], now);
  const ids = new Set([...newest.gone, ...older.gone]);
  const left = older.messages.length === 0 ? null : past && { ...past, messages: older.messages };
  const dropped = [...state.messages, ...(past?.messages ?? [])].filter(({ id }) => ids.has(id));
  const counted = dropped.filter(
    ({ seq, sender_id: sender }) =>
      sender !== state.viewerId && opening !== null && seq > opening.afterSeq && seq <= opening.upToSeq,
  );
  const photos = dropped.flatMap((message) => message.photos ?? []).map(({ id }) => id);
  const unread = opening && { ...opening, count: Math.max(0, opening.count - counted.length) };
  return { view: { state: { ...state, messages: newest.messages }, past: left, opening: unread }, ids, photos };
}
