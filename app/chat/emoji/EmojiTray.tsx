import { Smile } from "lucide-react";
import { useEffect, useId, useRef, useState, type KeyboardEvent } from "react";
import { emojiText } from "~/text/emoji";
import { EmojiPanel } from "./EmojiPanel";

/** An open tray, for the button and the panel that belong together. */
export interface Tray {
  id: string;
  isOpen: boolean;
  toggle: () => void;
  close: () => void;
}

/** Returns a tray that is closed; one that is open closes on Escape and by a press outside of the ref's element. */
export function useTray() {
  const id = useId();
  const [isOpen, setIsOpen] = useState(false);
  const around = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isOpen) return;
    const onPress = ({ target }: Event) => {
      if (!around.current?.contains(target as Node)) setIsOpen(false);
    };
    document.addEventListener("pointerdown", onPress);
    return () => document.removeEventListener("pointerdown", onPress);
  }, [isOpen]);
  const tray: Tray = { id, isOpen, toggle: () => setIsOpen(!isOpen), close: () => setIsOpen(false) };
  return [tray, around] as const;
}

/** The button that opens the tray. */
export function EmojiButton({ tray }: { tray: Tray }) {
  return (
    <button
      type="button"
      aria-label={emojiText.title}
      aria-expanded={tray.isOpen}
      aria-controls={tray.id}
      onClick={tray.toggle}
      className="grid size-12 shrink-0 place-items-center rounded-full text-soft hover:bg-sunk hover:text-ink aria-expanded:bg-sunk aria-expanded:text-ink"
    >
      <Smile aria-hidden="true" className="size-5" />
    </button>
  );
}

/** The emoji: above the composer on a desk, below it on a phone, where a keyboard would be. It stays for more than one. */
export function EmojiTray({ tray, onPick }: { tray: Tray; onPick: (emoji: string) => void }) {
  if (!tray.isOpen) return null;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    tray.close();
    document.querySelector<HTMLElement>(`[aria-controls="${tray.id}"]`)?.focus();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape, from anything in it
    <section
      id={tray.id}
      aria-label={emojiText.title}
      onKeyDown={onKeyDown}
      className="h-[min(22rem,50svh)] pt-3 sm:absolute sm:start-3 sm:bottom-full sm:z-10 sm:mb-2 sm:h-[min(26rem,60svh)] sm:w-96 sm:rounded-2xl sm:border sm:border-line sm:bg-card sm:p-3 sm:shadow-card"
    >
      <EmojiPanel onPick={onPick} />
    </section>
  );
}
