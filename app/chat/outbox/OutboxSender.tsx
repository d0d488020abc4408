import { useEffect } from "react";
import { askForSyncOnLeaving } from "./ask-for-sync";
import { needsPage } from "./outbox-sync";

/**
 * Sends, from whatever page the viewer is on, what they typed offline in a conversation that they have left: when a page
 * loads, and when the network is back; the service worker does once no page is left, where a browser can. Renders nothing.
 */
export function OutboxSender({ page }: { page: string }) {
  useEffect(() => {
    let stop = () => undefined as void;
    let isUnmounted = false;
    const flush = async () => {
      stop();
      const { flushOutbox } = await import("./flush-outbox");
      const stopFlush = await flushOutbox(/^\/connections\/([^/]+)/.exec(page)?.[1] ?? null);
      if (isUnmounted) stopFlush();
      else stop = stopFlush;
    };
    // A device without storage, or without a network for the script, has nothing to send now.
    const onOnline = () => void flush().catch(() => undefined);
    onOnline();
    window.addEventListener("online", onOnline);
    return () => {
      isUnmounted = true;
      stop();
      window.removeEventListener("online", onOnline);
    };
  }, [page]);
  useEffect(() => askForSyncOnLeaving(hasUnsent), []);
  return null;
}

async function hasUnsent(): Promise<boolean> {
  const { listAllUnsent } = await import("./outbox");
  return !(await listAllUnsent()).every(needsPage);
}
