import { useEffect, useState, useSyncExternalStore } from "react";
import { offlineText } from "~/text/offline";
import { Button } from "~/ui/Button";
import { askForUpdates, reloadWithUpdate, watchForUpdate } from "./updates";
import { tellActiveWorker } from "./worker";

const text = offlineText;

export interface ShownPage {
  /** Whose page it is, null for a visitor's. */
  account: string | null;
  /** The page's path with its query; null where it is not to be kept. */
  path: string | null;
  /** Whether the page itself says when there is no network, as a conversation does. */
  saysOffline: boolean;
}

/** Lets the service worker keep the page that is shown, and says when there is no network, or a new version. */
export default function OfflineNotices({ account, path, saysOffline }: ShownPage) {
  useEffect(() => tellActiveWorker({ type: "page_shown", account, path }), [account, path]);
  const isOnline = useSyncExternalStore(subscribeToNetwork, readNetwork);
  const update = useUpdate();
  return (
    <div className="sticky top-[3.8125rem] z-20">
      <div role="status">
        {!isOnline && !saysOffline && <p className={`${bar} border-line bg-sunk text-soft`}>{text.bar}</p>}
      </div>
      {update && (
        <aside aria-label={text.update.label} className={`${bar} border-accent/30 bg-blush`}>
          <p role="status">{text.update.ready}</p>
          <Button onClick={update.reload}>{text.update.reload}</Button>
          <Button look="plain" onClick={update.dismiss}>
            {text.update.later}
          </Button>
        </aside>
      )}
    </div>
  );
}

const bar =
  "flex flex-wrap items-center justify-center gap-x-3 gap-y-1 border-b px-4 py-1.5 text-center text-[0.9375rem] text-balance";

/** Returns the way to the version that waits; null while none does, or once it was put off. */
function useUpdate() {
  const [registration, setRegistration] = useState<ServiceWorkerRegistration | null>(null);
  useEffect(() => {
    if (!("serviceWorker" in navigator)) return;
    let stop = () => {};
    let isGone = false;
    void navigator.serviceWorker.ready.then((ready) => {
      if (isGone) return;
      watchForUpdate(
        ready,
        () => navigator.serviceWorker.controller !== null,
        () => setRegistration(ready),
      );
      stop = askForUpdates(ready);
    });
    return () => {
      isGone = true;
      stop();
    };
  }, []);
  if (registration === null) return null;
  return { reload: () => reloadWithUpdate(registration), dismiss: () => setRegistration(null) };
}

function subscribeToNetwork(onChange: () => void): () => void {
  window.addEventListener("online", onChange);
  window.addEventListener("offline", onChange);
  return () => {
    window.removeEventListener("online", onChange);
    window.removeEventListener("offline", onChange);
  };
}

function readNetwork(): boolean {
  return navigator.onLine;
}
