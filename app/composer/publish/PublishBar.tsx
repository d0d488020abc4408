import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { publishingText } from "~/text/publishing";
import { Button } from "~/ui/Button";
import { Progress } from "~/ui/Progress";
import { PhaseActions, SignInLink } from "./PhaseActions";
import { phaseSentence, shareSent } from "./phase-sentence";
import type { PublicationPhase } from "./publication-phase";

interface PublishBarProps {
  draftKey: string;
  isNew: boolean;
  /** Null without a publication. */
  phase: PublicationPhase | null;
  /** A sentence that names what must still be done, or may be; null when nothing. */
  hint: ReactNode;
  canPublish: boolean;
  label: string;
  /** Beside the button while nothing is published. */
  children: ReactNode;
}

/**
 * The composer's foot, where the thumb is: the state of a publication, what is missing, and the button that publishes. The
 * page scrolls clear of it (`data-foot` in styles.css).
 */
export function PublishBar(props: PublishBarProps) {
  const { phase } = props;
  return (
    <footer
      data-foot=""
      className="sticky bottom-0 z-20 -mx-4 border-t border-line bg-paper/95 px-4 pt-2 pb-[max(0.5rem,env(safe-area-inset-bottom))] backdrop-blur sm:mx-0 sm:px-0"
    >
      {phase === null || phase.kind === "ended" ? <Idle {...props} /> : <OnItsWay {...props} phase={phase} />}
    </footer>
  );
}

/** Before publishing, and after one that did not end with a story. */
function Idle({ phase, isNew, hint, canPublish, label, children }: PublishBarProps) {
  return (
    <div className="grid gap-1">
      {phase && <PhaseSentence phase={phase} isNew={isNew} />}
      <div role="status" className="text-sm text-soft empty:hidden">
        {hint}
      </div>
      <div className="flex flex-wrap items-center justify-between gap-x-3">
        {children}
        <Button key="publish" type="submit" className="ms-auto" disabled={!canPublish}>
          {label}
        </Button>
      </div>
    </div>
  );
}

function OnItsWay({
  draftKey,
  phase,
  isNew,
}: PublishBarProps & { phase: PublicationPhase & { kind: "running" | "paused" } }) {
  return (
    <div className="grid gap-1">
      {phase.kind === "running" && <Progress label={publishingText.progress} value={shareSent(phase)} />}
      <div className="flex items-center gap-x-3 max-sm:has-[[role=alert]]:flex-wrap">
        <div className="min-w-0 flex-1">
          <PhaseSentence phase={phase} isNew={isNew} />
          {phase.kind === "running" && (
            <p className="text-sm text-pretty text-soft max-sm:sr-only">{publishingText.mayLeave}</p>
          )}
          {phase.kind === "paused" && phase.why.kind === "signed_out" && <SignInLink />}
        </div>
        <div className="ms-auto flex shrink-0 flex-wrap justify-end gap-2">
          <PhaseActions draftKey={draftKey} phase={phase} />
        </div>
      </div>
    </div>
  );
}

/** Announced at once when something is wrong, else when there is a pause. */
export function PhaseSentence({ phase, isNew }: { phase: PublicationPhase; isNew: boolean }) {
  const isWrong = phase.kind === "paused" || (phase.kind === "ended" && phase.result.kind === "refused");
  return (
    <p
      role={isWrong ? "alert" : "status"}
      className={`flex items-start gap-2 text-[0.9375rem] text-pretty ${isWrong ? "text-danger" : ""}`}
    >
      {isWrong && <CircleAlert size={18} aria-hidden="true" className="mt-0.5 shrink-0" />}
      {phaseSentence(phase, { isNew })}
    </p>
  );
}
