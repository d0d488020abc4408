import { passkeyText as text } from "~/text/passkeys";
import type { CeremonyResult } from "./ceremonies";

type Ceremonies = typeof import("./ceremonies");

/** Returns the code of the ceremonies; null where it does not load: there is no network, or the page is being left. */
export function loadCeremonies(): Promise<Ceremonies | null> {
  return import("./ceremonies").catch(() => null);
}

/** Runs a ceremony that somebody asked for; without its code the problem is the network. */
export async function runLoaded(
  ceremony: (ceremonies: Ceremonies) => Promise<CeremonyResult>,
): Promise<CeremonyResult> {
  const ceremonies = await loadCeremonies();
  return ceremonies ? ceremony(ceremonies) : { kind: "problem", sentence: text.noAnswer };
}
