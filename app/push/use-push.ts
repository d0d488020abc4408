import { useCallback, useEffect, useRef, useState } from "react";
import { browserPush, standingOf, turnOff, turnOn, type PushEnvironment, type PushStanding } from "./push-device";
import { pushMemory } from "./push-memory";

/** The state of notifications in this browser; `unknown` until the page reacts. */
export interface PushControls {
  standing: PushStanding | "unknown";
  /** Whether the last try did not work. */
  hasFailed: boolean;
  isBusy: boolean;
  /** To be called by a press: a browser asks for the permission at no other time. */
  turnOn: () => void;
  turnOff: () => void;
}

export function usePush(account: string): PushControls {
  const environment = useRef<PushEnvironment | null>(null);
  const [standing, setStanding] = useState<PushStanding | "unknown">("unknown");
  const [hasFailed, setHasFailed] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  useEffect(() => {
    environment.current = browserPush(pushMemory);
    setStanding(standingOf(environment.current, account));
  }, [account]);
  const change = useCallback(
    async (work: (of: PushEnvironment) => Promise<unknown>) => {
      const of = environment.current;
      if (of === null) return;
      setIsBusy(true);
      // A push service that does not answer rejects.
      const outcome = await work(of).catch(() => "failed");
      setHasFailed(outcome === "failed");
      setStanding(standingOf(of, account));
      setIsBusy(false);
    },
    [account],
  );
  return {
    standing,
    hasFailed,
    isBusy,
    turnOn: () => void change((of) => turnOn(of, account)),
    turnOff: () => void change(turnOff),
  };
}
