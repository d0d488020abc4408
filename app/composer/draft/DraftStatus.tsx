import { useState } from "react";
import { composerText } from "~/text/composer";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import type { DraftState } from "./use-draft";

/** Whether the draft is safe on this device, and the button that discards it. */
export function DraftStatus({ state, onDiscard }: { state: DraftState; onDiscard: () => void }) {
  const [isAsking, setIsAsking] = useState(false);
  if (state === "restoring" || state === "none") return null;
  const sentence = {
    saving: composerText.saving,
    saved: composerText.saved,
    words_saved: composerText.wordsSaved,
    not_saved: composerText.notSaved,
  }[state];
  return (
    <div className="flex min-w-0 items-center text-sm text-soft">
      <span role="status">{sentence}</span>
      <Button look="plain" className="text-sm" onClick={() => setIsAsking(true)}>
        {composerText.discard}
      </Button>
      <Dialog title={composerText.discardTitle} isOpen={isAsking} onClose={() => setIsAsking(false)}>
        <p className="mb-6 text-base text-soft">{composerText.discardBody}</p>
        <div className="flex flex-wrap justify-end gap-2">
          <Button look="quiet" onClick={() => setIsAsking(false)}>
            {composerText.keepDraft}
          </Button>
          <Button
            look="danger"
            onClick={() => {
              setIsAsking(false);
              onDiscard();
            }}
          >
            {composerText.discardYes}
          </Button>
        </div>
      </Dialog>
    </div>
  );
}
