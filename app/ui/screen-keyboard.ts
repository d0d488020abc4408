/** Whether fingers are what this device is used with: its keyboard is on the screen, and covers half of it. */
export function hasScreenKeyboard(): boolean {
  return matchMedia("(pointer: coarse)").matches;
}

/** Focuses a field in which people may type at once, unless that would bring up a keyboard over what they look at. */
export function focusWithKeyboard(field: HTMLElement | null): void {
  if (!hasScreenKeyboard()) field?.focus({ preventScroll: true });
}
