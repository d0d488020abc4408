import type { LucideIcon } from "lucide-react";
import { useLayoutEffect, useRef, type KeyboardEvent, type RefObject } from "react";
import { useModal } from "~/ui/use-modal";
import { itemAfterKey } from "./menu-keys";
import { placeMenu, type Point } from "./menu-place";

export interface MenuItem {
  label: string;
  Icon: LucideIcon;
  look?: "danger";
  onSelect: () => void;
}

/** One of a few signs of which one may be chosen; choosing it again takes it back. */
export interface MenuChoice {
  label: string;
  sign: string;
  isChosen: boolean;
  onSelect: () => void;
}

interface Props {
  label: string;
  items: readonly MenuItem[];
  /** Stand in a row above the items. */
  choices: readonly MenuChoice[];
  /** Where it opens; null while it is closed. On a phone it is a sheet at the bottom of the screen. */
  at: Point | null;
  onClose: () => void;
}

/**
 * A menu in a modal dialog, so that the browser keeps the focus in it, Escape closes it, and the focus goes back to where it
 * was. It stays mounted while it is closed.
 */
export function ActionMenu({ label, items, choices, at, onClose }: Props) {
  const dialog = useModal(at !== null, onClose);
  // The click that follows a long press is not one beside the menu: that one begins there.
  const pressed = useRef<EventTarget | null>(null);
  usePlace(dialog, at);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events -- a press beside the menu; Escape is the browser's
    <dialog
      ref={dialog}
      aria-label={label}
      onPointerDown={({ target }) => (pressed.current = target)}
      onClick={({ target, currentTarget }) => {
        if (target === currentTarget && pressed.current === target) currentTarget.close();
      }}
      className="fixed m-0 max-h-[85dvh] min-w-56 overflow-y-auto rounded-2xl border border-line bg-card p-0 text-ink shadow-card backdrop:bg-transparent max-sm:inset-x-0 max-sm:top-auto max-sm:bottom-0 max-sm:w-full max-sm:max-w-none max-sm:rounded-b-none max-sm:backdrop:bg-black/40 sm:inset-auto sm:top-(--menu-y) sm:left-(--menu-x)"
    >
      {at !== null && (
        <div className="grid p-1.5 max-sm:pb-[max(0.75rem,env(safe-area-inset-bottom))]">
          <Items {...{ label, items, choices }} close={() => dialog.current?.close()} />
        </div>
      )}
    </dialog>
  );
}

function Items({ label, items, choices, close }: Pick<Props, "label" | "items" | "choices"> & { close: () => void }) {
  const choose = (onSelect: () => void) => () => {
    close();
    onSelect();
  };
  return (
    <div role="menu" tabIndex={-1} aria-label={label} onKeyDown={moveFocus} className="grid">
      {choices.length > 0 && <Choices choices={choices} choose={choose} />}
      {items.map(({ label: name, Icon, look, onSelect }) => (
        <button
          key={name}
          type="button"
          role="menuitem"
          onClick={choose(onSelect)}
          className={`flex min-h-12 items-center gap-3 rounded-xl px-3 text-start hover:bg-sunk focus-visible:bg-sunk sm:min-h-11 ${look === "danger" ? "text-danger" : ""}`}
        >
          <Icon aria-hidden="true" className="size-5 shrink-0" />
          {name}
        </button>
      ))}
    </div>
  );
}

function Choices({ choices, choose }: Pick<Props, "choices"> & { choose: (onSelect: () => void) => () => void }) {
  return (
    <div role="group" className="mb-1 flex justify-between border-b border-line pb-1">
      {choices.map(({ label, sign, isChosen, onSelect }) => (
        <button
          key={label}
          type="button"
          role="menuitemradio"
          aria-checked={isChosen}
          aria-label={label}
          onClick={choose(onSelect)}
          className="grid size-11 place-items-center rounded-full text-2xl hover:bg-sunk focus-visible:bg-sunk aria-checked:bg-blush"
        >
          <span aria-hidden="true" className="font-emoji">
            {sign}
          </span>
        </button>
      ))}
    </div>
  );
}

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role^="menuitem"]')];
  const current = items.findIndex((item) => item === document.activeElement);
  const next = itemAfterKey(event.key, current, items.length);
  if (next === null) return;
  event.preventDefault();
  items[next]?.focus();
}

/** Measured once it is open, as a menu that is closed has no size. */
function usePlace(dialog: RefObject<HTMLDialogElement>, at: Point | null): void {
  useLayoutEffect(() => {
    const element = dialog.current;
    if (!element || at === null) return;
    if (!element.open) element.showModal();
    element.querySelector<HTMLElement>('[role="menuitem"]')?.focus();
    const { width, height } = element.getBoundingClientRect();
    const place = placeMenu({ at, menu: { width, height }, screen: { width: innerWidth, height: innerHeight } });
    element.style.setProperty("--menu-x", `${place.x}px`);
    element.style.setProperty("--menu-y", `${place.y}px`);
  }, [dialog, at]);
}
