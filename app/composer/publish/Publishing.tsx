import { lazy, Suspense, useSyncExternalStore } from "react";
import { isPublishing, subscribeToPublishing } from "./publishing-flag";

/** Code that does not arrive leaves the page without the banner, not without everything: the next page tries again. */
const PublishingBanner = lazy(() => import("./PublishingBanner").catch(() => ({ default: () => <></> })));

/** Takes up what an author left unfinished, and shows it; loads nothing when there is nothing. */
export function Publishing({ author, page }: { author: string; page: string }) {
  const isNeeded = useSyncExternalStore(subscribeToPublishing, isPublishing, () => false);
  if (!isNeeded) return null;
  return (
    <Suspense>
      <PublishingBanner author={author} page={page} />
    </Suspense>
  );
}
