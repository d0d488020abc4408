import type { Locator } from "playwright-core";

/** Returns a control once it is enabled: a disabled one takes no focus, and a key that is pressed on it is lost. */
export const enabled = (control: Locator): Locator =>
  control.and(control.page().locator(":not(:disabled, [aria-disabled=true])"));

/** Presses a key on a control, once it is there and enabled. */
export const press = (control: Locator, key = "Enter"): Promise<void> => enabled(control).press(key);
