import type { ReactNode } from "react";
import { publishingText } from "~/text/publishing";
import { Button } from "~/ui/Button";
import { publications } from "./device-publications";
import type { PublicationPhase } from "./publications";

/** What an author can do while a story is on its way, or when it is stuck. `edit` takes the place of going back to editing. */
export function PhaseActions({
  draftKey,
  phase,
  edit,
}: {
  draftKey: string;
  phase: PublicationPhase & { kind: "running" | "paused" };
  edit?: ReactNode;
}) {
  const cancel = () => void publications.cancel(draftKey);
  const retry = () => void publications.retry(draftKey);
  if (phase.kind === "running") {
    return (
      <>
        {phase.waitsFor !== null && (
          <Button look="quiet" onClick={retry}>
            {publishingText.tryNow}
          </Button>
        )}
        {/* By its key another element than "Publish": one that became the other while it is clicked would publish again. */}
        <Button key="cancel" look="quiet" onClick={cancel}>
          {publishingText.cancel}
        </Button>
      </>
    );
  }
  return (
    <>
      {edit ?? (
        <Button look="quiet" onClick={cancel}>
          {publishingText.edit}
        </Button>
      )}
      {phase.why.kind === "no_second_look" ? (
        <Button onClick={() => void publications.retry(draftKey, { secondLook: "skipped" })}>
          {publishingText.publishAnyway}
        </Button>
      ) : (
        <Button onClick={retry}>{publishingText.tryAgain}</Button>
      )}
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
