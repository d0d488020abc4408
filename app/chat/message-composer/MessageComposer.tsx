import { Check, SendHorizontal } from "lucide-react";
import { forwardRef, useEffect, useImperativeHandle, useRef, type RefObject } from "react";
import type { UserId } from "~/contract/ids";
import { chatText } from "~/text/chat";
import { focusWithKeyboard, hasScreenKeyboard } from "~/ui/screen-keyboard";
import { useTypedBefore } from "~/ui/use-typed-before";
import type { LiveRoom } from "../conversation/live-room";
import { EmojiButton, EmojiTray, useTray, type Tray } from "../emoji/EmojiTray";
import { AttachPhotos } from "../photos/AttachPhotos";
import { ComposerBar } from "./ComposerBar";
import { MessageField } from "./MessageField";
import { useComposer, type ComposerHandle } from "./use-composer";

/** The counter shows from this many characters left on. */
const counterFrom = 200;

interface Props {
  live: LiveRoom;
  messages: readonly { seq: number }[];
}

/** The field for a new message: saved as a draft of the room, sent with Enter where there is a keyboard. */
export const MessageComposer = forwardRef<ComposerHandle, Props>(function MessageComposer({ live, messages }, handle) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [tray, around] = useTray();
  const composer = useComposer({ live, messages, field });
  const { text, edited, answered, write, begin, reply, insert } = composer;
  useImperativeHandle(handle, () => ({ edit: composer.takeBack, change: begin, reply }));
  useTypedBefore(field, text, write);
  useFirstFocus(field);
  const pick = (emoji: string) => {
    insert(emoji);
    focusWithKeyboard(field.current);
  };
  return (
    <div
      ref={around}
      className="relative border-t border-line bg-card px-3 pt-3 pb-[max(0.75rem,env(safe-area-inset-bottom))] sm:px-4"
    >
      <form onSubmit={composer.send}>
        <ComposerBar {...{ edited, answered }} onStopEditing={() => begin(null)} onStopReplying={() => reply(null)} />
        <ComposerRow ref={field} author={live.view().state.viewerId} {...{ composer, tray }} />
        <CharacterCounter left={composer.left} />
      </form>
      <EmojiTray tray={tray} onPick={pick} />
    </div>
  );
});

interface RowProps {
  author: UserId;
  composer: ReturnType<typeof useComposer>;
  tray: Tray;
}

/** The words between the buttons that add to them and the one that sends them. */
const ComposerRow = forwardRef<HTMLTextAreaElement, RowProps>(function ComposerRow({ author, composer, tray }, field) {
  const { text, edited, left, write, begin, reply, send, sendPhotos, canSend } = composer;
  const isEditing = edited !== null;
  const stop = () => {
    if (tray.isOpen) tray.close();
    else if (isEditing) begin(null);
    else reply(null);
  };
  const makeRoomForKeyboard = () => {
    if (hasScreenKeyboard()) tray.close();
  };
  return (
    <div className="flex items-end gap-1 sm:gap-2">
      {!isEditing && <AttachPhotos author={author} text={text} onText={write} onSend={sendPhotos} />}
      <EmojiButton tray={tray} />
      <MessageField
        ref={field}
        text={text}
        isTooLong={left < 0}
        onWrite={write}
        onSend={send}
        onEscape={stop}
        onFocus={makeRoomForKeyboard}
      />
      <SendButton canSend={canSend} isEditing={isEditing} />
    </div>
  );
});

/** Whoever opens a conversation may type at once, unless something else has the focus already. */
function useFirstFocus(field: RefObject<HTMLTextAreaElement>): void {
  useEffect(() => {
    if (document.activeElement === document.body) focusWithKeyboard(field.current);
  }, [field]);
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
