import { lazy, Suspense, useSyncExternalStore } from "react";
import { isPublishing, subscribeToPublishing } from "./publishing-flag";

const PublishingBanner = lazy(() => import("./PublishingBanner"));

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
