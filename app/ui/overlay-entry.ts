/**
 * An entry in the browser's history for what lies over the page: Back on a phone closes it, and the page under it stays as it
 * was; going forward opens it again. The router is not told, as to it the page is the same. `entry.client` imports this
 * before the router starts: listeners are called in their order.
 */

/** Marks the entry's state. */
const mark = "heartfelt_overlay";

interface Overlay {
  onLeave: () => void;
  onReturn: () => void;
}

/** Going back takes a moment, in which the overlay may be opened again. */
let entry: "none" | "there" | "leaving" | "wanted_again" = "none";
let overlay: Overlay | null = null;

if (typeof window !== "undefined") window.addEventListener("popstate", onPop);

/** Opens the entry, unless it is there already. */
export function pushOverlayEntry(opened: Overlay): void {
  overlay = opened;
  if (entry === "none") push();
  if (entry === "leaving") entry = "wanted_again";
}

/** Leaves the entry, once the overlay is closed by other means than Back. */
export function leaveOverlayEntry(): void {
  if (entry === "there") {
    entry = "leaving";
    history.back();
  } else if (entry === "wanted_again") entry = "leaving";
}

/** The page that opened overlays has gone: what is left of its entries is the router's. */
export function forgetOverlayEntry(): void {
  overlay = null;
  entry = "none";
}

function push(): void {
  history.pushState({ ...(history.state as object | null), [mark]: true }, "");
  entry = "there";
}

function onPop(event: PopStateEvent): void {
  const isOurs = hasMark(event.state);
  if (entry === "none" && !(isOurs && overlay)) return;
  event.stopImmediatePropagation();
  if (entry === "wanted_again") return push();
  if (entry === "there") overlay?.onLeave();
  if (entry === "none") overlay?.onReturn();
  entry = isOurs ? "there" : "none";
}

function hasMark(state: unknown): boolean {
  return typeof state === "object" && state !== null && mark in state;
}
