import { composerText } from "~/text/composer";
import { publishingText } from "~/text/publishing";
import type { PublicationEnd, PublicationPhase } from "./publication-phase";
import type { PublishStep } from "./publish";

/** Returns the state of a publication in words. */
export function phaseSentence(phase: PublicationPhase, { isNew }: { isNew: boolean }): string {
  switch (phase.kind) {
    case "running":
      return phase.waitsFor === null ? stepSentence(phase.step) : publishingText.waitsFor[phase.waitsFor];
    case "paused":
      return pauseSentence(phase.why);
    case "ended":
      return endSentence(phase.result, isNew);
    default:
      return phase satisfies never;
  }
}

function stepSentence(step: PublishStep | null): string {
  switch (step?.kind) {
    case undefined:
      return publishingText.starting;
    case "uploading":
      return publishingText.uploading(step.number, step.of);
    case "checking":
      return publishingText.checking;
    case "writing":
      return publishingText.writing;
    default:
      return step satisfies never;
  }
}

function pauseSentence(why: (PublicationPhase & { kind: "paused" })["why"]): string {
  if (why.kind === "failed") return why.why;
  return why.kind === "signed_out" ? composerText.signedOut : publishingText.secondLookFailed;
}

function endSentence(result: PublicationEnd, isNew: boolean): string {
  switch (result.kind) {
    case "published":
      if (!result.isLive) return publishingText.changesSaved;
      return isNew ? publishingText.live : publishingText.changesLive;
    case "doubts":
      return publishingText.questions;
    case "refused":
      return result.why;
    case "in_other_tab":
      return publishingText.inOtherTab;
    case "cancelled":
      return result.mayBeWritten ? publishingText.mayBeLive : publishingText.cancelled;
    default:
      return result satisfies never;
  }
}

/** Returns how much of all photos has been sent, 0 to 1; null while that is not known. */
export function shareSent(phase: PublicationPhase & { kind: "running" }): number | null {
  if (phase.step?.kind !== "uploading") return null;
  const { number, of } = phase.step;
  return (number - 1 + (phase.share ?? 0)) / of;
}
