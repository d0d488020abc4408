import { lazy, Suspense, useEffect, useState } from "react";
import { whenIdle } from "./when-idle";

/** Code that does not arrive leaves the page without these notices, not without everything. */
const OfflineNotices = lazy(() => import("./OfflineNotices").catch(() => ({ default: () => <></> })));

/**
 * What a page has to do with the service worker, loaded once it rests.
 * @param account who is signed in, null for a visitor
 * @param path of the page with its query; null where it is not to be kept
 */
export function LazyOfflineNotices({ account, path }: { account: string | null; path: string | null }) {
  const [isIdle, setIsIdle] = useState(false);
  useEffect(() => whenIdle(() => setIsIdle(true)), []);
  if (!isIdle) return null;
  return (
    <Suspense>
      <OfflineNotices account={account} path={path} />
    </Suspense>
  );
}
