import { lazy, Suspense, useEffect, useState } from "react";
import type { ShownPage } from "./OfflineNotices";
import { whenIdle } from "./when-idle";

/** Code that does not arrive leaves the page without these notices, not without everything. */
const OfflineNotices = lazy(() => import("./OfflineNotices").catch(() => ({ default: () => <></> })));

/** The work of a page with the service worker, loaded once the page rests. */
export function LazyOfflineNotices(page: ShownPage) {
  const [isIdle, setIsIdle] = useState(false);
  useEffect(() => whenIdle(() => setIsIdle(true)), []);
  if (!isIdle) return null;
  return (
    <Suspense>
      <OfflineNotices {...page} />
    </Suspense>
  );
}
