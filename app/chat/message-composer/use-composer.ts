import { useState, type FormEvent, type RefObject } from "react";
import { maxMessageLength } from "~/contract/chat";
import { hasVisibleText } from "~/contract/text";
import type { LiveRoom } from "../conversation/live-room";
import type { TimelineMessage } from "../conversation/timeline";
import type { UnsentPhoto } from "../photos/unsent-photo";
import { insertText } from "./insert-text";
import { useDraft } from "./use-draft";

/** A message that was taken to the composer, in the log or waiting. */
export type TakenMessage = Pick<TimelineMessage, "key" | "seq" | "content" | "photos">;

export interface ComposerHandle {
  /** Takes an unsent message back to be changed: it leaves the outbox once it is saved as the draft. */
  edit: (message: { clientId: string; content: string }) => void;
  /** Takes a message, in the log or waiting, to be changed where it is; the draft comes back afterwards. */
  change: (message: TakenMessage) => void;
  /** The next message answers this one. */
  reply: (message: TakenMessage) => void;
}

interface Composed {
  live: LiveRoom;
  /** Those in the log: one that disappears is answered and edited no more. */
  messages: readonly { seq: number }[];
  field: RefObject<HTMLTextAreaElement>;
}

/** The draft, and all that can be done with it. */
export function useComposer({ live, messages, field }: Composed) {
  const words = useWords(live, messages);
  const [chosen, setAnswered] = useState<TakenMessage | null>(null);
  const { text, edited } = words;
  const answered = chosen && !edited && isThere(chosen, messages) ? chosen : null;
  const focus = () => field.current?.focus();
  const reply = (message: TakenMessage | null) => {
    setAnswered(message);
    if (message) words.startEditing(null);
    focus();
  };
  const begin = (message: TakenMessage | null) => {
    words.startEditing(message);
    focus();
  };
  const takeBack: ComposerHandle["edit"] = ({ clientId, content }) => {
    void words.putBefore(content).then(() => live.discard(clientId));
    focus();
  };
  /** Sends the draft, its words replaced by those typed beside photos: they were typed with them. */
  const deliver = (content: string, photos?: UnsentPhoto[]) => {
    void words.clear();
    void live.sendMessage(content, answered?.seq ?? null, photos && { photos });
    setAnswered(null);
  };
  const left = maxMessageLength - [...text].length;
  const canSend = hasVisibleText(text) && left >= 0;
  const send = (event: Pick<FormEvent, "preventDefault">) => {
    event.preventDefault();
    focus();
    if (!canSend) return;
    if (!edited) return deliver(text);
    if (text !== edited.content) void live.edit(edited, text);
    words.startEditing(null);
  };
  const insert = (emoji: string) => field.current && insertText(field.current, emoji);
  return { ...words, answered, reply, begin, takeBack, send, sendPhotos: deliver, insert, left, canSend };
}

/** Returns the words in the field: the draft's, or those of a message that is edited; the draft comes back afterwards. */
function useWords(live: LiveRoom, messages: Composed["messages"]) {
  const [draft, changeDraft] = useDraft(live);
  const [begun, setBegun] = useState<{ message: TakenMessage; text: string } | null>(null);
  const editing = begun && isThere(begun.message, messages) ? begun : null;
  const write = (next: string): void => {
    if (editing) setBegun({ ...editing, text: next });
    else void changeDraft(next);
  };
  const startEditing = (message: TakenMessage | null) => setBegun(message && { message, text: message.content });
  const putBefore = (content: string): Promise<void> => {
    setBegun(null);
    return changeDraft(draft === "" ? content : `${content}\n${draft}`);
  };
  const clear = () => changeDraft("");
  return { text: editing?.text ?? draft, edited: editing?.message ?? null, write, startEditing, putBefore, clear };
}

function isThere({ seq }: TakenMessage, messages: Composed["messages"]): boolean {
  return seq === null || messages.some((message) => message.seq === seq);
}
