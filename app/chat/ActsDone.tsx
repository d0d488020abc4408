import { useFetchers } from "@remix-run/react";
import { useEffect, useRef, useState } from "react";
import { ConnectionAct } from "~/contract/connection";
import { connectionText } from "~/text/connections";
import type { ActAnswer } from "./ConnectionActs";

/**
 * Says, to who does not see the page change, that an act of a connection is done; and gives the page's heading the focus
 * when the act took away what had it.
 */
export function ActsDone() {
  const [done, setDone] = useState("");
  const last = useRef<ConnectionAct | null>(null);
  const { act, failed } = useActUnderWay();
  useEffect(() => {
    if (act) {
      last.current = failed ? null : act;
      return setDone("");
    }
    if (!last.current) return;
    setDone(connectionText.done[last.current]);
    last.current = null;
    if (document.activeElement === document.body) document.querySelector<HTMLElement>("main h1")?.focus();
  }, [act, failed]);
  return (
    <p role="status" className="sr-only">
      {done}
    </p>
  );
}

function useActUnderWay(): { act: ConnectionAct | null; failed: boolean } {
  const fetcher = useFetchers().find(({ formData }) => formData?.has("act"));
  const act = ConnectionAct.safeParse(fetcher?.formData?.get("act"));
  const answer = fetcher?.data as ActAnswer | undefined; // of the one action that takes an act
  return { act: act.success ? act.data : null, failed: answer?.problem !== undefined };
}
