import { SendHorizontal, Smile } from "lucide-react";
import {
  forwardRef,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
  type FocusEvent,
  type FormEvent,
  type KeyboardEvent,
} from "react";
import { maxMessageLength } from "~/contract/chat";
import { chatText } from "~/text/chat";
import { inputLook } from "~/ui/Field";
import type { LiveRoom } from "./live-room";
import { useDraft } from "./use-draft";

/** The counter shows from this many characters left on. */
const counterFrom = 200;

const emojis = ["😊", "😂", "🥹", "😢", "🤗", "😌", "😮", "👍", "👏", "🙏", "💪", "❤️", "💛", "🌿", "🌊", "🎉"];

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
  const [text, setText] = useDraft(live);
  useImperativeHandle(handle, () => ({
    edit: ({ clientId, content }) => {
      void setText(text === "" ? content : `${content}\n${text}`).then(() => live.discard(clientId));
      field.current?.focus();
    },
  }));
  const [isNotStored, setIsNotStored] = useState(false);
  useEffect(() => {
    // With a physical keyboard one may type at once; an on-screen keyboard would cover half of the conversation.
    const isFree = document.activeElement === document.body;
    if (isFree && matchMedia("(pointer: fine)").matches) field.current?.focus({ preventScroll: true });
  }, []);
  const left = maxMessageLength - [...text].length;
  const canSend = text.trim() !== "" && left >= 0;

  const send = (event?: FormEvent) => {
    event?.preventDefault();
    field.current?.focus();
    if (!canSend) return;
    void setText("");
    live.sendMessage(text).then(
      () => setIsNotStored(false),
      () => {
        void setText(text);
        setIsNotStored(true);
      },
    );
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes a word (Japanese, Chinese), Enter accepts it. On a touch screen it starts a line.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    if (!matchMedia("(pointer: coarse)").matches) send(event);
  };
  const insert = (emoji: string) => {
    const { selectionStart: from = text.length, selectionEnd: to = text.length } = field.current ?? {};
    void setText(text.slice(0, from) + emoji + text.slice(to));
    field.current?.focus();
  };

  return (
    <form
      onSubmit={send}
      className="border-t border-line bg-card px-3 pt-3 pb-[max(0.75rem,env(safe-area-inset-bottom))] sm:px-4"
    >
      {isNotStored && (
        <p role="alert" className="mb-2 px-1 text-sm text-danger">
          {chatText.notKept}
        </p>
      )}
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
          onChange={(event) => void setText(event.target.value)}
          onKeyDown={onKeyDown}
          className={`${inputLook} max-h-40 resize-none rounded-3xl [field-sizing:content]`}
        />
        <button
          type="submit"
          aria-label={chatText.send}
          aria-disabled={!canSend}
          className="grid size-12 shrink-0 place-items-center rounded-full bg-accent text-on-accent transition-colors hover:bg-accent-strong aria-disabled:bg-sunk aria-disabled:text-soft"
        >
          <SendHorizontal aria-hidden="true" className="size-5" />
        </button>
      </div>
      <p
        role="status"
        className={`px-1 text-sm ${left < 0 ? "text-danger" : "text-soft"} ${left <= counterFrom ? "mt-1" : ""}`}
      >
        {left <= counterFrom ? chatText.left(left) : ""}
      </p>
    </form>
  );
});

function EmojiPicker({ onPick }: { onPick: (emoji: string) => void }) {
  const menu = useRef<HTMLDetailsElement>(null);
  const close = () => menu.current?.removeAttribute("open");
  const onBlur = ({ relatedTarget }: FocusEvent) => {
    if (relatedTarget && !menu.current?.contains(relatedTarget)) close();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    close();
    menu.current?.querySelector("summary")?.focus();
  };
  return (
    <details ref={menu} onKeyDown={onKeyDown} onBlur={onBlur} className="relative max-sm:hidden">
      <summary
        aria-label={chatText.emoji}
        className="grid size-12 list-none place-items-center rounded-full text-soft hover:bg-sunk hover:text-ink [&::-webkit-details-marker]:hidden"
      >
        <Smile aria-hidden="true" className="size-5" />
      </summary>
      <div className="absolute bottom-14 left-0 z-10 grid w-52 grid-cols-4 rounded-2xl border border-line bg-card p-2 shadow-card">
        {emojis.map((emoji) => (
          <button
            key={emoji}
            type="button"
            onClick={() => {
              close();
              onPick(emoji);
            }}
            className="grid size-12 place-items-center rounded-xl text-2xl hover:bg-sunk"
          >
            {emoji}
          </button>
        ))}
      </div>
    </details>
  );
}
