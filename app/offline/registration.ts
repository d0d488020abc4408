/** At the root, so that it may answer for every page. */
const scriptAddress = "/service-worker.js";

/**
 * Registers the service worker once the page has loaded and rests: it takes no time from what somebody waits for. Where a
 * browser has none, or refuses it (a private window), the app works as ever, online.
 */
export function registerServiceWorkerWhenIdle(): void {
  if (!("serviceWorker" in navigator)) return;
  if (document.readyState === "complete") whenIdle(register);
  else window.addEventListener("load", () => whenIdle(register), { once: true });
}

function register(): void {
  navigator.serviceWorker.register(scriptAddress, { updateViaCache: "none" }).catch(() => undefined);
}

/** Safari has no idle callbacks. */
function whenIdle(work: () => void): void {
  if ("requestIdleCallback" in window) window.requestIdleCallback(work);
  else setTimeout(work, 1_000);
}
