import { outboxTag } from "./outbox-sync";

/** Where a browser has it (Chromium): what is registered is called in the service worker once there is a network. */
interface WithSync {
  sync?: { register: (tag: string) => Promise<void> };
}

/** Asks the browser to let the service worker send what waits once there is a network. Where it cannot, the next page sends. */
export function askForSync(): void {
  register().catch(() => undefined);
}

/**
 * Asks for it as the network goes, and as the page is left or hidden. Where no worker can be called nothing is read: WebKit
 * suspends a page that is left with the read still open, and from then on no page can store a message.
 * @param hasUnsent resolves with whether messages wait that the worker can send
 * @returns the way to stop it
 */
export function askForSyncOnLeaving(hasUnsent: () => Promise<boolean>): () => void {
  if (!("SyncManager" in window)) return () => undefined;
  const ask = () => {
    hasUnsent().then(
      (isNeeded) => isNeeded && askForSync(),
      () => undefined,
    );
  };
  const onHidden = () => {
    if (document.visibilityState === "hidden") ask();
  };
  window.addEventListener("offline", ask);
  document.addEventListener("visibilitychange", onHidden);
  return () => {
    window.removeEventListener("offline", ask);
    document.removeEventListener("visibilitychange", onHidden);
  };
}

async function register(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  const registration: (ServiceWorkerRegistration & WithSync) | undefined =
    await navigator.serviceWorker.getRegistration();
  await registration?.sync?.register(outboxTag);
}
