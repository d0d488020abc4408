import { useSyncExternalStore } from "react";

/** Returns false on the server and for the first render in the browser, which must equal the server's; then true. */
export function useIsHydrated(): boolean {
  return useSyncExternalStore(neverChanges, isInBrowser, isOnServer);
}

const neverChanges = () => () => undefined;
const isInBrowser = () => true;
const isOnServer = () => false;
