import { publicAudience } from "../kept-pages";
import { parseMessage, type WorkerMessage } from "../messages";
import { keepComposer } from "./assets";
import { forgetOthers, keepPath } from "./kept";

/** Keeps what a page says that it shows. */
export function listenForPages(scope: ServiceWorkerGlobalScope): void {
  scope.addEventListener("message", (event) => {
    const message = parseMessage(event.data);
    // Without a network, or room on the disk, nothing is kept now: the next page tries again.
    if (message) event.waitUntil(perform(message).catch(() => undefined));
  });
}

async function perform(message: WorkerMessage): Promise<void> {
  if (message.type === "keep_composer") return keepComposer();
  if (message.type !== "page_shown") return;
  await forgetOthers(message.account ?? publicAudience);
  if (message.path !== null) await keepPath(message.path);
}
