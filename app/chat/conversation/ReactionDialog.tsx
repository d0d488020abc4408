import { useState, type FormEvent } from "react";
import { isOneEmoji } from "~/contract/emoji";
import { chatText } from "~/text/chat";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { Field } from "~/ui/Field";
import { emojis } from "./EmojiPicker";

interface Props {
  isOpen: boolean;
  onPick: (emoji: string) => void;
  onClose: () => void;
}

/** Lets one react with any emoji: one of a few, or what the keyboard types. It stays mounted while it is closed. */
export function ReactionDialog({ isOpen, onPick, onClose }: Props) {
  const pick = (emoji: string) => {
    onClose();
    onPick(emoji);
  };
  return (
    <Dialog title={chatText.react} isOpen={isOpen} onClose={onClose}>
      {isOpen && (
        <div className="grid gap-4">
          <div className="grid grid-cols-6 gap-1">
            {emojis.map((emoji) => (
              <button
                key={emoji}
                type="button"
                onClick={() => pick(emoji)}
                className="grid min-h-11 place-items-center rounded-xl text-2xl hover:bg-sunk"
              >
                {emoji}
              </button>
            ))}
          </div>
          <TypedEmoji onPick={pick} />
          <Button look="quiet" onClick={onClose}>
            {chatText.cancel}
          </Button>
        </div>
      )}
    </Dialog>
  );
}

function TypedEmoji({ onPick }: Pick<Props, "onPick">) {
  const [error, setError] = useState<string>();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget).get("emoji");
    const emoji = typeof typed === "string" ? typed.trim() : "";
    if (isOneEmoji(emoji)) onPick(emoji);
    else setError(chatText.notOneEmoji);
  };
  return (
    <form onSubmit={submit} className="flex items-end gap-2">
      <div className="flex-1">
        <Field name="emoji" label={chatText.anyEmoji} error={error} autoComplete="off" />
      </div>
      <Button type="submit">{chatText.reactWith}</Button>
    </form>
  );
}
