import { Check, Pencil, Reply, SendHorizontal, X, type LucideIcon } from "lucide-react";
import { forwardRef, useEffect, useImperativeHandle, useRef, useState, type FormEvent, type RefObject } from "react";
import { maxMessageLength } from "~/contract/chat";
import { hasVisibleText } from "~/contract/text";
import { chatText } from "~/text/chat";
import { IconButton } from "~/ui/Button";
import { inputLook } from "~/ui/Field";
import { useTypedBefore } from "~/ui/use-typed-before";
import { AttachPhotos } from "../photos/AttachPhotos";
import type { UnsentPhoto } from "../photos/unsent-photo";
import { EmojiPicker } from "./EmojiPicker";
import type { LiveRoom } from "./live-room";
import { summaryOf } from "./quotes";
import { sendsMessage } from "./sends-message";
import type { TimelineMessage } from "./timeline";
import { useDraft } from "./use-draft";

/** The counter shows from this many characters left on. */
const counterFrom = 200;

export interface ComposerHandle {
  /** Takes an unsent message back to be changed: it leaves the outbox once it is saved as the draft. */
  edit: (message: { clientId: string; content: string }) => void;
  /** Takes a message, in the log or waiting, to be changed where it is; the draft comes back afterwards. */
  change: (message: ChangedMessage) => void;
  /** The next message answers this one. */
  reply: (message: ChangedMessage) => void;
}

type ChangedMessage = Pick<TimelineMessage, "key" | "seq" | "content" | "photos">;

interface Props {
  live: LiveRoom;
  /** Those in the log: one that disappears is answered and edited no more. */
  messages: readonly { seq: number }[];
}

/** The field for a new message: saved as a draft of the room, sent with Enter where there is a keyboard. */
export const MessageComposer = forwardRef<ComposerHandle, Props>(function MessageComposer({ live, messages }, handle) {
  const field = useRef<HTMLTextAreaElement>(null);
  const { text, change, edit, editing, begin, answered, reply, send, sendPhotos, insert, left, canSend } = useComposer(
    live,
    messages,
    field,
  );
  useImperativeHandle(handle, () => ({ edit, change: begin, reply }));
  useTypedBefore(field, text, (typed) => void change(typed));
  useFocusWithKeyboard(field);
  return (
    <form
      onSubmit={send}
      className="border-t border-line bg-card px-3 pt-3 pb-[max(0.75rem,env(safe-area-inset-bottom))] sm:px-4"
    >
      {editing && (
        <ComposerBar Icon={Pencil} text={chatText.editing} stop={chatText.stopEditing} onStop={() => begin(null)} />
      )}
      {answered && !editing && (
        <ComposerBar
          Icon={Reply}
          text={chatText.replyingTo(summaryOf(answered))}
          stop={chatText.stopReplying}
          onStop={() => reply(null)}
        />
      )}
      <div className="flex items-end gap-2">
        {!editing && (
          <AttachPhotos
            author={live.view().state.viewerId}
            text={text}
            onText={(words) => void change(words)}
            onSend={sendPhotos}
          />
        )}
        <EmojiPicker onPick={insert} />
        <textarea
          ref={field}
          name="message"
          rows={1}
          dir="auto"
          aria-label={chatText.message}
          aria-invalid={left < 0 ? true : undefined}
          placeholder={chatText.placeholder}
          title={chatText.hint}
          value={text}
          onChange={(event) => void change(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Escape" && editing) begin(null);
            else if (event.key === "Escape") reply(null);
            if (sendsMessage(event.nativeEvent) && !matchMedia("(pointer: coarse)").matches) send(event);
          }}
          className={`${inputLook} max-h-40 resize-none rounded-3xl [field-sizing:content]`}
        />
        <SendButton canSend={canSend} isEditing={editing} />
      </div>
      <CharacterCounter left={left} />
    </form>
  );
});

function isThere({ seq }: ChangedMessage, messages: Props["messages"]): boolean {
  return seq === null || messages.some((message) => message.seq === seq);
}

/** The draft, and all that can be done with it. */
function useComposer(live: LiveRoom, messages: Props["messages"], field: RefObject<HTMLTextAreaElement>) {
  const [draft, changeDraft] = useDraft(live);
  const [begun, setChanged] = useState<{ message: ChangedMessage; text: string } | null>(null);
  const [chosen, setAnswered] = useState<ChangedMessage | null>(null);
  const changed = begun && isThere(begun.message, messages) ? begun : null;
  const answered = chosen && isThere(chosen, messages) ? chosen : null;
  const reply = (message: ChangedMessage | null) => {
    setAnswered(message);
    if (message) setChanged(null);
    field.current?.focus();
  };
  const text = changed?.text ?? draft;
  const change = (next: string): Promise<void> => {
    if (!changed) return changeDraft(next);
    setChanged({ ...changed, text: next });
    return Promise.resolve();
  };
  const begin = (message: ChangedMessage | null) => {
    setChanged(message && { message, text: message.content });
    field.current?.focus();
  };
  const left = maxMessageLength - [...text].length;
  const canSend = hasVisibleText(text) && left >= 0;
  const edit: ComposerHandle["edit"] = ({ clientId, content }) => {
    setChanged(null);
    void changeDraft(draft === "" ? content : `${content}\n${draft}`).then(() => live.discard(clientId));
    field.current?.focus();
  };
  const send = (event?: Pick<FormEvent, "preventDefault">) => {
    event?.preventDefault();
    field.current?.focus();
    if (!canSend) return;
    if (changed) {
      if (text !== changed.message.content) void live.edit(changed.message, text);
      return setChanged(null);
    }
    void changeDraft("");
    void live.sendMessage(text, answered?.seq ?? null);
    setAnswered(null);
  };
  /** The words beside the photos, which were typed with them, take the place of the draft. */
  const sendPhotos = (words: string, photos: UnsentPhoto[]) => {
    void changeDraft("");
    void live.sendMessage(words, answered?.seq ?? null, { photos });
    setAnswered(null);
  };
  const insert = (emoji: string) => {
    const { selectionStart: from = text.length, selectionEnd: to = text.length } = field.current ?? {};
    void change(text.slice(0, from) + emoji + text.slice(to));
    field.current?.focus();
  };
  const editing = changed !== null;
  return { text, change, edit, editing, begin, answered, reply, send, sendPhotos, insert, left, canSend };
}

/** With a physical keyboard one may type at once; an on-screen keyboard would cover half of the conversation. */
function useFocusWithKeyboard(field: RefObject<HTMLTextAreaElement>): void {
  useEffect(() => {
    const isFree = document.activeElement === document.body;
    if (isFree && matchMedia("(pointer: fine)").matches) field.current?.focus({ preventScroll: true });
  }, [field]);
}

/** Says what the field is for now, and ends that. */
function ComposerBar({
  Icon,
  text,
  stop,
  onStop,
}: {
  Icon: LucideIcon;
  text: string;
  stop: string;
  onStop: () => void;
}) {
  return (
    <div className="mb-2 flex items-center gap-2 text-sm text-soft">
      <Icon aria-hidden="true" className="size-4 shrink-0 text-accent" />
      <span role="status" dir="auto" className="min-w-0 flex-1 truncate">
        {text}
      </span>
      <IconButton label={stop} onClick={onStop}>
        <X aria-hidden="true" className="size-4" />
      </IconButton>
    </div>
  );
}

function SendButton({ canSend, isEditing }: { canSend: boolean; isEditing: boolean }) {
  const Icon = isEditing ? Check : SendHorizontal;
  return (
    <button
      type="submit"
      aria-label={isEditing ? chatText.save : chatText.send}
      aria-disabled={!canSend}
      className="grid size-12 shrink-0 place-items-center rounded-full bg-accent text-on-accent transition-colors hover:bg-accent-strong aria-disabled:bg-sunk aria-disabled:text-soft"
    >
      <Icon aria-hidden="true" className="size-5" />
    </button>
  );
}

function CharacterCounter({ left }: { left: number }) {
  const isShown = left <= counterFrom;
  return (
    <p role="status" className={`px-1 text-sm ${left < 0 ? "text-danger" : "text-soft"} ${isShown ? "mt-1" : ""}`}>
      {isShown ? chatText.left(left) : ""}
    </p>
  );
}
