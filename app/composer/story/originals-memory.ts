/** The author's last choice about originals, on this device. Signing out deletes it. */
import type { OriginalsChoice } from "./use-story-fields";

/** Returns the choice; null before the first, or where the browser keeps nothing. */
export function readOriginalsChoice(author: string): OriginalsChoice {
  try {
    const choice = localStorage.getItem(nameOf(author));
    return choice === "keep" || choice === "leave" ? choice : null;
  } catch {
    return null;
  }
}

export function rememberOriginalsChoice(author: string, choice: "keep" | "leave"): void {
  try {
    localStorage.setItem(nameOf(author), choice);
  } catch {
    // It is asked again next time.
  }
}

function nameOf(author: string): string {
  return `heartfelt-originals/${author}`;
}
