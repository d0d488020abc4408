import { useEffect, useRef, useState, type RefObject } from "react";
import type { LiveRoom } from "./live-room";
import { readDraft, saveDraft } from "./outbox";

/** Milliseconds without a key after which the viewer no longer types. */
const typingEndsAfter = 4_000;

/** A message that goes back into the composer, to be changed. A new object each time. */
export interface TakenBack {
  clientId: string;
  content: string;
}

/** Calls `take` once for each message that was taken back, with what is typed at that moment. */
function useTakenBack(taken: TakenBack | null, take: (taken: TakenBack) => void): void {
  const last = useRef<TakenBack | null>(null);
  useEffect(() => {
    if (!taken || taken === last.current) return;
    last.current = taken;
    take(taken);
  });
}

/**
 * The room's draft: read when the room opens, kept with every change, and whether it is being typed told to the room.
 * A message that is taken back leaves the outbox only once it is kept as the draft.
 */
export function useDraft(live: LiveRoom, field: RefObject<HTMLTextAreaElement>, taken: TakenBack | null) {
  const { room, viewerId } = live.view().state;
  const [text, setText] = useState("");
  const typing = useRef<ReturnType<typeof setTimeout>>();
  useEffect(() => {
    readDraft(viewerId, room).then(
      (draft) => setText((typed) => typed || draft),
      () => undefined, // a device without storage has no drafts
    );
    return () => clearTimeout(typing.current);
  }, [viewerId, room]);
  const change = (next: string): Promise<void> => {
    setText(next);
    clearTimeout(typing.current);
    if (next !== "") typing.current = setTimeout(() => live.type(false), typingEndsAfter);
    live.type(next !== "");
    return saveDraft(viewerId, room, next).catch(() => undefined);
  };
  useTakenBack(taken, ({ clientId, content }) => {
    void change(text === "" ? content : `${content}\n${text}`).then(() => live.discard(clientId));
    field.current?.focus();
  });
  return [text, change] as const;
}
