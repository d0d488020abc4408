import { Smile } from "lucide-react";
import { useRef, type FocusEvent, type KeyboardEvent } from "react";
import { chatText } from "~/text/chat";

export const emojis = ["😊", "😂", "🥹", "😢", "🤗", "😌", "😮", "👍", "👏", "🙏", "💪", "❤️", "💛", "🌿", "🌊", "🎉"];

/** A menu of a few emoji, where the keyboard has none. */
export function EmojiPicker({ onPick }: { onPick: (emoji: string) => void }) {
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
      <div className="absolute bottom-14 start-0 z-10 grid w-52 grid-cols-4 rounded-2xl border border-line bg-card p-2 shadow-card">
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
