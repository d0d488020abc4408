import { useEffect, useRef, useState } from "react";
import { openDraftChannel, type DraftChannel } from "../outbox/draft-channel";
import { readDraft, saveDraft } from "../outbox/outbox";
import type { LiveRoom } from "../conversation/live-room";

/** Without a key for this long the viewer no longer types. */
const typingEndsAfterMs = 4_000;

/**
 * The draft of a room: read when the room opens, saved with every change and shown in all tabs; the room is told whether
 * the viewer types.
 * Returns the text and a function that changes it and resolves once the draft is saved, or cannot be.
 */
export function useDraft(live: LiveRoom): [text: string, change: (text: string) => Promise<void>] {
  const { room, viewerId } = live.view().state;
  const [text, setText] = useState("");
  const channel = useRef<DraftChannel | null>(null);
  const typingTimer = useRef<ReturnType<typeof setTimeout>>();
  useEffect(() => {
    const opened = openDraftChannel({ userId: viewerId, room }, setText);
    channel.current = opened;
    return () => opened.close();
  }, [viewerId, room]);
  useEffect(() => {
    readDraft(viewerId, room).then(
      (draft) => setText((typed) => typed || draft),
      () => undefined, // a device without storage has no drafts
    );
    return () => clearTimeout(typingTimer.current);
  }, [viewerId, room]);
  const change = (next: string): Promise<void> => {
    setText(next);
    channel.current?.publish(next);
    clearTimeout(typingTimer.current);
    if (next !== "") typingTimer.current = setTimeout(() => live.setTyping(false), typingEndsAfterMs);
    live.setTyping(next !== "");
    return saveDraft(viewerId, room, next).catch(() => undefined);
  };
  return [text, change];
}
