import { lazy, Suspense } from "react";
import { useIsHydrated } from "~/ui/use-is-hydrated";

const InboxToast = lazy(async () => ({ default: (await import("./InboxToast")).InboxToast }));

/** The toast, whose code is loaded once the page reacts: a visitor's first page goes without it. */
export function LazyInboxToast() {
  const isHydrated = useIsHydrated();
  if (!isHydrated) return null;
  return (
    <Suspense>
      <InboxToast />
    </Suspense>
  );
}
