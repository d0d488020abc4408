import { lazy, Suspense } from "react";
import { useIsHydrated } from "~/ui/use-is-hydrated";

/** Code that does not arrive leaves the page without an offer. */
const OfferNotifications = lazy(() =>
  import("./OfferNotifications").then(
    (code) => ({ default: code.OfferNotifications }),
    () => ({ default: () => <></> }),
  ),
);

/** The offer of notifications, whose code is loaded once the page reacts. */
export function LazyOffer({ account }: { account: string }) {
  if (!useIsHydrated()) return null;
  return (
    <Suspense>
      <OfferNotifications account={account} />
    </Suspense>
  );
}
