/** The cover look that was chosen last on this device: new photos start with it. */
import { CoverStyle } from "~/contract/photo";

const name = "heartfelt-cover-style";

/** Returns the look; soft before the first choice, or where the browser keeps nothing. */
export function readCoverStyle(): CoverStyle {
  try {
    return CoverStyle.catch("soft").parse(localStorage.getItem(name));
  } catch {
    return "soft";
  }
}

export function rememberCoverStyle(style: CoverStyle): void {
  try {
    localStorage.setItem(name, style);
  } catch {
    // It is soft again next time.
  }
}
