import { useEffect } from "react";
import { pushMemory } from "./push-memory";

/** Once for each visit: keeps the server's knowledge of this browser's notifications. */
export function useKeepSubscribed(account: string): void {
  useEffect(() => {
    if (pushMemory.read() === null) return; // most browsers: nothing more is loaded
    const work = import("./push-device").then(({ browserPush, keepSubscribed }) =>
      keepSubscribed(browserPush(pushMemory), account),
    );
    work.catch(() => undefined); // the next visit tries again
  }, [account]);
}
