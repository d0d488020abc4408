import { useEffect, useState } from "react";
import { forgetOverlayEntry, leaveOverlayEntry, pushOverlayEntry } from "~/ui/overlay-entry";

/** Which photo is under review. Back on a phone closes the review. */
export function useReviewHistory() {
  const [openKey, setOpenKey] = useState<string | null>(null);
  useEffect(() => forgetOverlayEntry, []);
  return {
    openKey,
    open: (key: string) => {
      setOpenKey(key);
      pushOverlayEntry({ onLeave: () => setOpenKey(null), onReturn: () => setOpenKey(key) });
    },
    close: () => {
      setOpenKey(null);
      leaveOverlayEntry();
    },
  };
}
