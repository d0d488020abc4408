import { SendHorizontal } from "lucide-react";
import { forwardRef, useEffect, useImperativeHandle, useRef, type FormEvent, type RefObject } from "react";
import { maxMessageLength } from "~/contract/chat";
import { hasVisibleText } from "~/contract/text";
import { chatText } from "~/text/chat";
import { inputLook } from "~/ui/Field";
import { useTypedBefore } from "~/ui/use-typed-before";
import { EmojiPicker } from "./EmojiPicker";
import type { LiveRoom } from "./live-room";
import { sendsMessage } from "./sends-message";
import { useDraft } from "./use-draft";

/** The counter shows from this many characters left on. */
const counterFrom = 200;

export interface ComposerHandle {
  /** Takes an unsent message back to be changed: it leaves the outbox once it is saved as the draft. */
  edit: (message: { clientId: string; content: string }) => void;
}

interface Props {
  live: LiveRoom;
}

/** The field for a new message: saved as a draft of the room, sent with Enter where there is a keyboard. */
export const MessageComposer = forwardRef<ComposerHandle, Props>(function MessageComposer({ live }, handle) {
  const field = useRef<HTMLTextAreaElement>(null);
  const { text, change, edit, send, insert, left, canSend } = useComposer(live, field);
  useImperativeHandle(handle, () => ({ edit }));
  useTypedBefore(field, text, (typed) => void change(typed));
  useFocusWithKeyboard(field);
  return (
    <form
      onSubmit={send}
      className="border-t border-line bg-card px-3 pt-3 pb-[max(0.75rem,env(safe-area-inset-bottom))] sm:px-4"
    >
      <div className="flex items-end gap-2">
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
            if (sendsMessage(event.nativeEvent) && !matchMedia("(pointer: coarse)").matches) send(event);
          }}
          className={`${inputLook} max-h-40 resize-none rounded-3xl [field-sizing:content]`}
        />
        <SendButton canSend={canSend} />
      </div>
      <CharacterCounter left={left} />
    </form>
  );
});

/** The draft, and all that can be done with it. */
function useComposer(live: LiveRoom, field: RefObject<HTMLTextAreaElement>) {
  const [text, change] = useDraft(live);
  const left = maxMessageLength - [...text].length;
  const canSend = hasVisibleText(text) && left >= 0;
  const edit: ComposerHandle["edit"] = ({ clientId, content }) => {
    void change(text === "" ? content : `${content}\n${text}`).then(() => live.discard(clientId));
    field.current?.focus();
  };
  const send = (event?: Pick<FormEvent, "preventDefault">) => {
    event?.preventDefault();
    field.current?.focus();
    if (!canSend) return;
    void change("");
    void live.sendMessage(text);
  };
  const insert = (emoji: string) => {
    const { selectionStart: from = text.length, selectionEnd: to = text.length } = field.current ?? {};
    void change(text.slice(0, from) + emoji + text.slice(to));
    field.current?.focus();
  };
  return { text, change, edit, send, insert, left, canSend };
}

/** With a physical keyboard one may type at once; an on-screen keyboard would cover half of the conversation. */
function useFocusWithKeyboard(field: RefObject<HTMLTextAreaElement>): void {
  useEffect(() => {
    const isFree = document.activeElement === document.body;
    if (isFree && matchMedia("(pointer: fine)").matches) field.current?.focus({ preventScroll: true });
  }, [field]);
}

function SendButton({ canSend }: { canSend: boolean }) {
  return (
    <button
      type="submit"
      aria-label={chatText.send}
      aria-disabled={!canSend}
      className="grid size-12 shrink-0 place-items-center rounded-full bg-accent text-on-accent transition-colors hover:bg-accent-strong aria-disabled:bg-sunk aria-disabled:text-soft"
    >
      <SendHorizontal aria-hidden="true" className="size-5" />
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
