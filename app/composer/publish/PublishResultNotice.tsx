import { composerText } from "~/text/composer";
import { Button } from "~/ui/Button";
import { Notice } from "~/ui/Notice";
import type { PublishResult } from "./publish";

/** Why publishing did not end with a story, and what its author can do. */
export function PublishResultNotice({
  result,
  canPublish,
  onSkip,
}: {
  result: PublishResult | null;
  canPublish: boolean;
  /** Publishes without the second look. */
  onSkip: () => void;
}) {
  switch (result?.kind) {
    case "failed":
      return <Notice look="wrong">{result.why}</Notice>;
    case "cancelled":
      return <Notice>{composerText.cancelled}</Notice>;
    case "doubts":
      return <Notice look="warm">{composerText.doubts(result.count)}</Notice>;
    case "signed_out":
      return (
        <Notice look="wrong">
          {composerText.signedOut}{" "}
          <a href="/sign-in" target="_blank" rel="noreferrer" className="text-accent underline underline-offset-4">
            {composerText.signIn}
          </a>
        </Notice>
      );
    case "no_second_look":
      return (
        <Notice look="warm">
          <p className="mb-3">{composerText.secondLookFailed}</p>
          <Button look="quiet" onClick={onSkip} disabled={!canPublish}>
            {composerText.publishAnyway}
          </Button>
        </Notice>
      );
    default:
      return null;
  }
}
