/** The cover look that was chosen last on this device: new photos start with it. */
import { coverStyles, type CoverStyle } from "~/contract/photo";
import { deviceStorage } from "~/device/storage";

const name = "heartfelt-cover-style";

/** Returns the look; soft before the first choice, or where the browser keeps nothing. */
export function readCoverStyle(): CoverStyle {
  const chosen = deviceStorage.read(name);
  return coverStyles.find((style) => style === chosen) ?? "soft";
}

export function rememberCoverStyle(style: CoverStyle): void {
  deviceStorage.write(name, style);
}
