import type { ConnectionAct } from "~/contract/connection";

/** The viewer's last action on a connection, submitted or done. */
export interface FeedbackState {
  /** The action that is submitted; null when none is, or when it has failed. */
  readonly pending: ConnectionAct | null;
  /** The action that is done; null once the next one is submitted. */
  readonly done: ConnectionAct | null;
}

export const noFeedback: FeedbackState = { pending: null, done: null };

/** Returns the state for what is submitted now (null for nothing), and whether that has failed. The same when nothing changed. */
export function nextFeedback(state: FeedbackState, submitted: ConnectionAct | null, hasFailed: boolean): FeedbackState {
  const next: FeedbackState =
    submitted !== null
      ? { pending: hasFailed ? null : submitted, done: null }
      : { pending: null, done: state.pending ?? state.done };
  return next.pending === state.pending && next.done === state.done ? state : next;
}
