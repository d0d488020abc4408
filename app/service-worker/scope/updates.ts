import { parseMessage } from "../messages";
import { deleteOldAssets, keepShell } from "./assets";
import { deleteOldPages } from "./kept";

/**
 * A new version waits until a person asks for it (`skip_waiting`) or the last tab of the old one is closed: a tab keeps the
 * version that its page came with. The first version takes over the page that registered it, so that this page works offline.
 */
export function listenForUpdates(scope: ServiceWorkerGlobalScope): void {
  scope.addEventListener("install", (event) => event.waitUntil(keepShell()));
  scope.addEventListener("activate", (event) => event.waitUntil(takeOver(scope)));
  scope.addEventListener("message", (event) => {
    if (parseMessage(event.data)?.type === "skip_waiting") event.waitUntil(scope.skipWaiting());
  });
}

async function takeOver(scope: ServiceWorkerGlobalScope): Promise<void> {
  await scope.clients.claim();
  await deleteOldAssets();
  await deleteOldPages();
}
