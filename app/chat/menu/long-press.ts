/** A finger that rests on a message for this long asks for its menu. */
const longPressMs = 500;

/** A finger never rests quite still: farther than this it scrolls. */
const slackPx = 10;

type Touch = Pick<PointerEvent, "pointerType" | "clientX" | "clientY">;

/** Recognises a long press of a finger. Browsers do not agree on an event for it: Safari on a phone has none. */
export class LongPress {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #start: Touch | null = null;

  /** Begins with a touch; calls back if it rests. */
  begin(touch: Touch, onPress: () => void): void {
    this.cancel();
    if (touch.pointerType !== "touch") return;
    this.#start = touch;
    this.#timer = setTimeout(onPress, longPressMs);
  }

  move({ clientX, clientY }: Touch): void {
    if (!this.#start) return;
    if (Math.hypot(clientX - this.#start.clientX, clientY - this.#start.clientY) > slackPx) this.cancel();
  }

  /** The finger was lifted, or the list scrolls. */
  cancel(): void {
    clearTimeout(this.#timer);
    this.#start = null;
  }
}
