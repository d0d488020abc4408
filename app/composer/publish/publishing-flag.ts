import { deviceStorage } from "~/device/storage";

/**
 * Whether this device may have a story on its way: read on every page, so that no other page loads the code that
 * publishes. The flag says nothing of whose story it is, or which.
 */
const name = "heartfelt-publishing";

const changes = new EventTarget();
let isActiveHere = false;

/** Says whether this tab publishes. The flag stays: another tab may have a story on its way. */
export function setPublishing(isActive: boolean): void {
  if (isActive && !isActiveHere) deviceStorage.write(name, "1");
  if (isActive === isActiveHere) return;
  isActiveHere = isActive;
  changes.dispatchEvent(new Event("change"));
}

/** Nothing on this device is unfinished. */
export function clearPublishing(): void {
  deviceStorage.remove(name);
  changes.dispatchEvent(new Event("change"));
}

export function isPublishing(): boolean {
  return isActiveHere || typeof deviceStorage.read(name) === "string";
}

/** Calls a listener when this tab's answer changes; returns the way to stop it. */
export function subscribeToPublishing(listener: () => void): () => void {
  changes.addEventListener("change", listener);
  return () => changes.removeEventListener("change", listener);
}
