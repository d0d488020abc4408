import type { LiveRoom } from "./live-room";

/** The time for which the message that was gone to stands out. */
const shownMs = 1_800;

/** Shows a message, loading the history around it, and gives it the focus. Resolves with whether it is there. */
export async function goToMessage(live: LiveRoom, seq: number): Promise<boolean> {
  if (!(await live.history.show(seq))) return false;
  requestAnimationFrame(() => pointOut(document.querySelector(`[data-place="${seq}"]`)));
  return true;
}

/** Shows the first message from a time on, in milliseconds since 1970. Resolves with whether it could be loaded. */
export async function goToTime(live: LiveRoom, at: number): Promise<boolean> {
  const seq = await live.history.showTime(at);
  return seq !== null && goToMessage(live, seq);
}

function pointOut(row: Element | null): void {
  row?.scrollIntoView({ block: "center" });
  row?.querySelector<HTMLElement>("[data-more]")?.focus({ preventScroll: true });
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  row?.animate([{ filter: "none" }, { filter: "brightness(0.85)", offset: 0.2 }, { filter: "none" }], shownMs);
}
