import { forwardRef, type FormEvent } from "react";
import { chatText } from "~/text/chat";
import { inputLook } from "~/ui/Field";
import { hasScreenKeyboard } from "~/ui/screen-keyboard";
import { sendsMessage } from "./sends-message";

interface Props {
  text: string;
  isTooLong: boolean;
  onWrite: (text: string) => void;
  onSend: (event: Pick<FormEvent, "preventDefault">) => void;
  onEscape: () => void;
  onFocus: () => void;
}

/** The field for the words of a message, which grows with them. */
export const MessageField = forwardRef<HTMLTextAreaElement, Props>(function MessageField(
  { text, isTooLong, onWrite, onSend, onEscape, onFocus },
  field,
) {
  return (
    <textarea
      ref={field}
      name="message"
      rows={1}
      dir="auto"
      aria-label={chatText.message}
      aria-invalid={isTooLong ? true : undefined}
      placeholder={chatText.placeholder}
      title={chatText.hint}
      value={text}
      onFocus={onFocus}
      onChange={(event) => onWrite(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === "Escape") onEscape();
        if (sendsMessage(event.nativeEvent) && !hasScreenKeyboard()) onSend(event);
      }}
      className={`${inputLook} max-h-40 resize-none rounded-3xl [field-sizing:content]`}
    />
  );
});
