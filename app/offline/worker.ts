import type { WorkerMessage } from "~/service-worker/messages";

/** Sends a message to a version of the service worker. */
export function tell(worker: Pick<ServiceWorker, "postMessage">, message: WorkerMessage): void {
  worker.postMessage(message);
}

/** Sends a message to the version that is active, once there is one: where a browser has none, never. */
export function tellActiveWorker(message: WorkerMessage): void {
  if (!("serviceWorker" in navigator)) return;
  void navigator.serviceWorker.ready.then(({ active }) => active && tell(active, message));
}
