import { useEffect, useRef, useState, type RefObject } from "react";
import type { LiveRoom } from "./live-room";
import { readDraft, saveDraft } from "./outbox";

/** Milliseconds without a key after which a draft is kept. */
const draftAfter = 300;

/** Milliseconds without a key after which the viewer no longer types. */
const typingEndsAfter = 4_000;

/** A message that goes back into the composer, to be changed. A new object each time. */
export interface TakenBack {
  content: string;
}

interface DraftTimers {
  draft?: ReturnType<typeof setTimeout>;
  typing?: ReturnType<typeof setTimeout>;
  /** Keeps what is not kept yet: also when the page goes before the pause. */
  save?: () => void;
}

/** Calls `take` once for each message that was taken back, with what is typed at that moment. */
function useTakenBack(taken: TakenBack | null, take: (content: string) => void): void {
  const last = useRef<TakenBack | null>(null);
  useEffect(() => {
    if (!taken || taken === last.current) return;
    last.current = taken;
    take(taken.content);
  });
}

/** The room's draft: read when the room opens, saved at each pause, and whether it is being typed told to the room. */
export function useDraft(live: LiveRoom, field: RefObject<HTMLTextAreaElement>, taken: TakenBack | null) {
  const { room, viewerId } = live.view().state;
  const [text, setText] = useState("");
  const timers = useRef<DraftTimers>({});
  useEffect(() => {
    const running = timers.current;
    readDraft(viewerId, room).then(
      (draft) => setText((typed) => typed || draft),
      () => undefined, // a device without storage has no drafts
    );
    return () => clearTimeout(running.typing);
  }, [viewerId, room]);
  useEffect(() => {
    const keep = () => timers.current.save?.();
    addEventListener("pagehide", keep);
    return () => {
      keep();
      removeEventListener("pagehide", keep);
    };
  }, []);
  const change = (next: string) => {
    setText(next);
    clearTimeout(timers.current.draft);
    const save = () => {
      delete timers.current.save;
      void saveDraft(viewerId, room, next).catch(() => undefined);
    };
    timers.current.save = save;
    timers.current.draft = setTimeout(save, next === "" ? 0 : draftAfter);
    clearTimeout(timers.current.typing);
    if (next !== "") timers.current.typing = setTimeout(() => live.type(false), typingEndsAfter);
    live.type(next !== "");
  };
  useTakenBack(taken, (content) => {
    change(text === "" ? content : `${content}\n${text}`);
    field.current?.focus();
  });
  return [text, change] as const;
}
