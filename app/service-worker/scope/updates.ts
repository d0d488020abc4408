import { parseMessage } from "../messages";

/**
 * A new version waits until a person asks for it (`skip_waiting`) or the last tab of the old one is closed: a tab keeps the
 * version that its page came with. The first version takes over the page that registered it, so that this page works offline.
 */
export function listenForUpdates(scope: ServiceWorkerGlobalScope): void {
  scope.addEventListener("activate", (event) => event.waitUntil(scope.clients.claim()));
  scope.addEventListener("message", (event) => {
    if (parseMessage(event.data)?.type === "skip_waiting") event.waitUntil(scope.skipWaiting());
  });
}
