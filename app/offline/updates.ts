import { tell } from "./worker";

/** The parts of a registration that tell of a new version. */
export type WatchedRegistration = Pick<ServiceWorkerRegistration, "waiting" | "installing" | "addEventListener">;

/**
 * Calls back once a new version waits beside the one that this page came with. The first version of all is no update.
 * @param hasVersion whether a version answers for this page already
 */
export function watchForUpdate(
  registration: WatchedRegistration,
  hasVersion: () => boolean,
  onReady: () => void,
): void {
  const report = () => {
    if (registration.waiting && hasVersion()) onReady();
  };
  const follow = () => registration.installing?.addEventListener("statechange", report);
  report();
  follow();
  registration.addEventListener("updatefound", follow);
}

/** The time that a page is open before it asks for a new version again. */
const askAgainMs = 60 * 60_000;

/**
 * Asks for a new version now, and again when somebody comes back to a page that has been open for long: a browser asks at
 * navigations alone, and when it pleases. Returns the way to stop it.
 */
export function askForUpdates(registration: Pick<ServiceWorkerRegistration, "update">): () => void {
  let askedAt = 0;
  const ask = () => {
    if (document.visibilityState !== "visible" || Date.now() - askedAt < askAgainMs) return;
    askedAt = Date.now();
    registration.update().catch(() => undefined); // no network now
  };
  ask();
  document.addEventListener("visibilitychange", ask);
  return () => document.removeEventListener("visibilitychange", ask);
}

/** Lets the version that waits take over, and loads the page with it. */
export function reloadWithUpdate(registration: Pick<ServiceWorkerRegistration, "waiting"> | null): void {
  const { waiting } = registration ?? { waiting: null };
  if (!waiting) return location.reload(); // it has taken over already, by another tab
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  tell(waiting, { type: "skip_waiting" });
}
