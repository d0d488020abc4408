import type { ReactNode } from "react";
import { publishingText } from "~/text/publishing";
import { Button } from "~/ui/Button";
import { publications } from "./device-publications";
import type { PublicationPhase } from "./publication-phase";

interface PhaseActionsProps<Phase extends PublicationPhase> {
  draftKey: string;
  phase: Phase;
  /** In place of going back to editing. */
  edit?: ReactNode;
}

type Running = PublicationPhase & { kind: "running" };
type Paused = PublicationPhase & { kind: "paused" };

/** The buttons of an author while a story is on its way, or when it is stuck. */
export function PhaseActions({ draftKey, phase, edit }: PhaseActionsProps<Running | Paused>) {
  return phase.kind === "running" ? (
    <RunningActions draftKey={draftKey} phase={phase} />
  ) : (
    <PausedActions draftKey={draftKey} phase={phase} edit={edit} />
  );
}

function RunningActions({ draftKey, phase }: PhaseActionsProps<Running>) {
  return (
    <>
      {phase.waitsFor !== null && (
        <Button look="quiet" onClick={() => void publications.retry(draftKey)}>
          {publishingText.tryNow}
        </Button>
      )}
      {/* By its key another element than "Publish": one that became the other while it is clicked would publish again. */}
      <Button key="cancel" look="quiet" onClick={() => void publications.cancel(draftKey)}>
        {publishingText.cancel}
      </Button>
    </>
  );
}

function PausedActions({ draftKey, phase, edit }: PhaseActionsProps<Paused>) {
  const isUnchecked = phase.why.kind === "no_second_look";
  const retry = () => void publications.retry(draftKey, isUnchecked ? { secondLook: "skipped" } : {});
  return (
    <>
      {edit ?? (
        <Button look="quiet" onClick={() => void publications.cancel(draftKey)}>
          {publishingText.edit}
        </Button>
      )}
      <Button onClick={retry}>{isUnchecked ? publishingText.publishAnyway : publishingText.tryAgain}</Button>
    </>
  );
}

/** The way to sign in without losing the page. */
export function SignInLink() {
  return (
    <a
      href="/sign-in"
      target="_blank"
      rel="noreferrer"
      className="inline-flex min-h-11 items-center text-accent underline underline-offset-4"
    >
      {publishingText.signIn}
    </a>
  );
}
