import { useFetchers } from "@remix-run/react";
import { useEffect, useState } from "react";
import { connectionActs, type ConnectionAct } from "~/contract/connection";
import { connectionText } from "~/text/connections";
import { nextFeedback, noFeedback } from "./action-feedback";
import type { ActionProblem } from "./ConnectionActions";

/**
 * Announces to screen readers that an action on a connection is done, and moves the focus to the page's
 * heading when the action removed what had it.
 */
export function ActionFeedback() {
  const { submitted, hasFailed } = useSubmittedAction();
  const [state, setState] = useState(noFeedback);
  const next = nextFeedback(state, submitted, hasFailed);
  if (next !== state) setState(next); // derived from the fetchers of this render and of the ones before it
  const { done } = state;
  useEffect(() => {
    if (done !== null && document.activeElement === document.body)
      document.querySelector<HTMLElement>("main h1")?.focus();
  }, [done]);
  return (
    <p role="status" className="sr-only">
      {done === null ? "" : connectionText.done[done]}
    </p>
  );
}

function useSubmittedAction(): { submitted: ConnectionAct | null; hasFailed: boolean } {
  const fetcher = useFetchers().find(({ formData }) => formData?.has("act"));
  const act = fetcher?.formData?.get("act");
  const result = fetcher?.data as ActionProblem | undefined; // of the one action that takes an act
  return { submitted: connectionActs.find((each) => each === act) ?? null, hasFailed: result?.problem !== undefined };
}
