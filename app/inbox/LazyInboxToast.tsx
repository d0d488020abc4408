import { lazy, Suspense } from "react";
import { useIsHydrated } from "~/ui/use-is-hydrated";

/** Code that does not arrive leaves the page without a toast, not without everything. */
const InboxToast = lazy(() =>
  import("./InboxToast").then(
    (code) => ({ default: code.InboxToast }),
    () => ({ default: () => <></> }),
  ),
);

/** The toast, whose code is loaded once the page reacts: a visitor's first page goes without it. */
export function LazyInboxToast({ account }: { account: string }) {
  const isHydrated = useIsHydrated();
  if (!isHydrated) return null;
  return (
    <Suspense>
      <InboxToast account={account} />
    </Suspense>
  );
}
