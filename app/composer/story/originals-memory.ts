/** The author's last choice about originals, on this device. Signing out deletes it. */
import { deviceStorage } from "~/device/storage";
import type { OriginalsChoice } from "./use-story-fields";

/** Returns the choice; null before the first, or where the browser keeps nothing. */
export function readOriginalsChoice(author: string): OriginalsChoice {
  const choice = deviceStorage.read(nameOf(author));
  return choice === "keep" || choice === "leave" ? choice : null;
}

export function rememberOriginalsChoice(author: string, choice: "keep" | "leave"): void {
  deviceStorage.write(nameOf(author), choice);
}

function nameOf(author: string): string {
  return `heartfelt-originals/${author}`;
}
