import { whenIdle } from "./when-idle";

/** At the root, so that it may answer for every page. */
const scriptAddress = "/service-worker.js";

/**
 * Registers the service worker once the page has loaded and rests: it takes no time from what somebody waits for. Where a
 * browser has none, or refuses it (a private window), the app works as ever, online.
 */
export function registerServiceWorkerWhenIdle(): void {
  if ("serviceWorker" in navigator) whenIdle(register);
}

function register(): void {
  navigator.serviceWorker.register(scriptAddress, { updateViaCache: "none" }).catch(() => undefined);
}
