/** The part of the page that an on-screen keyboard leaves. Pure; CSS pixels. */

/** Toolbars of browsers take less than this. */
const keyboardFromPx = 120;

interface Viewport {
  height: number;
  /** The zoom of the page by two fingers, 1 when there is none. */
  scale: number;
}

/**
 * Returns the height that a keyboard leaves, where it lies over the page (Safari); null where none does, or the page is zoomed
 * in, which makes the visible part smaller, too.
 */
export function heightAboveKeyboard({ height, scale }: Viewport, windowHeight: number): number | null {
  return scale === 1 && windowHeight - height >= keyboardFromPx ? height : null;
}
