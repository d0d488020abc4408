import { useEffect } from "react";
import { tellActiveWorker } from "~/offline/worker";
import { whenIdle } from "~/offline/when-idle";
import { askOnce } from "./workers/ask-once";

/**
 * Lets the device keep what composing and reviewing needs, for when there is no network: the code by the service worker, the
 * finder's files (5 MB) in its own cache, in which the first photo would put them anyway. Not where somebody saves data.
 */
export function useKeepComposer(): void {
  useEffect(() => {
    if (!("serviceWorker" in navigator) || savesData(navigator)) return;
    // Without a worker, as in private windows, nothing of it could be opened later.
    whenIdle(() => void navigator.serviceWorker.ready.then(keep).catch(() => undefined));
  }, []);
}

async function keep(): Promise<void> {
  tellActiveWorker({ type: "keep_composer" });
  const { finderFiles } = await import("~/face-finder/keep-files");
  // In a worker: the largest of the files would hold up the page while it arrives.
  await askOnce({
    startWorker: () => new Worker(new URL("../face-finder/keep-files-worker.ts", import.meta.url), { type: "module" }),
    question: await finderFiles(),
    failure: "The worker that keeps the finder's files ended.",
  });
}

/** Not in the types: Firefox and Safari do not say. */
function savesData(device: Navigator & { connection?: { saveData?: boolean } }): boolean {
  return device.connection?.saveData === true;
}
