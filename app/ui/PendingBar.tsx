import { useNavigation } from "@remix-run/react";
import { common } from "~/text/common";

/** A thin line at the top while the next page loads. */
export function PendingBar() {
  const isPending = useNavigation().state !== "idle";
  return (
    <div role="status" className="pointer-events-none fixed inset-x-0 top-0 z-40 h-0.5">
      {isPending && <div className="h-full w-full origin-left animate-[grow_1.2s_ease-out_forwards] bg-accent" />}
      <span className="sr-only">{isPending ? common.loading : ""}</span>
    </div>
  );
}
