import { useRef, useState, type KeyboardEvent, type MouseEvent, type PointerEvent } from "react";
import { LongPress } from "./long-press";
import type { Point } from "./menu-place";

/** The message whose menu is open, and where. */
export interface OpenMenu {
  /** The key of its row. */
  key: string;
  at: Point;
  /** When it was opened, in milliseconds since 1970: what it offers depends on how old the message is. */
  openedAt: number;
}

/** Marks the button of a row that opens its menu. */
export const moreAttribute = { "data-more": "" } as const;

/**
 * The menu of the messages in a list: opened by a long press, a right click, the keyboard's menu key, or the button of a row.
 * Arrows go from button to button, so that a long conversation is one stop for Tab.
 */
export function useMessageMenu() {
  const [opened, setOpened] = useState<OpenMenu | null>(null);
  const press = useRef(new LongPress());
  const open = (row: Element, at: Point) => {
    const key = row.getAttribute("data-key");
    if (key === null) return;
    // When the menu closes, the browser gives the focus back to what has it now.
    row.querySelector<HTMLElement>("[data-more]")?.focus({ preventScroll: true });
    setOpened({ key, at, openedAt: Date.now() });
  };
  const handlers = {
    onContextMenu: (event: MouseEvent) => {
      const row = rowAt(event.target);
      if (!row || isBrowsers(event.target)) return;
      event.preventDefault();
      open(row, pointOf(event, row));
    },
    onPointerDown: (event: PointerEvent) => {
      const row = rowAt(event.target);
      const at = { x: event.clientX, y: event.clientY };
      if (row && !isBrowsers(event.target)) press.current.begin(event.nativeEvent, () => open(row, at));
    },
    onPointerMove: (event: PointerEvent) => press.current.move(event.nativeEvent),
    onPointerUp: () => press.current.cancel(),
    onPointerCancel: () => press.current.cancel(),
    onClick: (event: MouseEvent) => {
      const button = event.target instanceof Element && event.target.closest("[data-more]");
      const row = rowAt(event.target);
      if (button && row) open(row, below(button));
    },
    onKeyDown: moveToMessage,
  };
  return { opened, close: () => setOpened(null), handlers };
}

/** Only rows that have the button have a menu. */
function rowAt(target: EventTarget): Element | null {
  const row = target instanceof Element ? target.closest("[data-key]") : null;
  return row?.querySelector("[data-more]") ? row : null;
}

/** A link, and words that were selected, have a menu of the browser's own. */
function isBrowsers(target: EventTarget): boolean {
  if (target instanceof Element && target.closest("a")) return true;
  const selection = getSelection();
  return selection !== null && !selection.isCollapsed && target instanceof Node && selection.containsNode(target, true);
}

/** The keyboard's menu key comes without a place. */
function pointOf({ clientX: x, clientY: y }: MouseEvent, row: Element): Point {
  return x === 0 && y === 0 ? below(row.querySelector("[data-more]") ?? row) : { x, y };
}

function below(element: Element): Point {
  const { left, bottom } = element.getBoundingClientRect();
  return { x: left, y: bottom };
}

function moveToMessage(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-more]")];
  const current = buttons.findIndex((button) => button === event.target);
  if (current === -1) return;
  event.preventDefault();
  buttons[current + (event.key === "ArrowUp" ? -1 : 1)]?.focus();
}
