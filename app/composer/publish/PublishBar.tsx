import type { ReactNode } from "react";
import { composerText } from "~/text/composer";
import { Button } from "~/ui/Button";

/** The composer's foot: what is missing or under way, and the button that publishes or cancels. `children` while idle. */
export function PublishBar({
  step,
  missing,
  label,
  onCancel,
  children,
}: {
  /** What publishing is doing; null when it is not. */
  step: string | null;
  /** What must still be done; null when the story can be published. */
  missing: string | null;
  label: string;
  onCancel: () => void;
  children: ReactNode;
}) {
  return (
    <footer className="sticky bottom-0 -mx-4 grid gap-1 border-t border-line bg-paper/95 px-4 pt-2 pb-[max(0.5rem,env(safe-area-inset-bottom))] backdrop-blur sm:mx-0 sm:px-0">
      <p role="status" className="text-sm text-soft empty:hidden">
        {step ?? missing}
      </p>
      <div className="flex flex-wrap items-center justify-between gap-x-3">
        {step === null && children}
        {/* Two elements by their keys: one that became the other while it is clicked would cancel, and publish again. */}
        {step === null ? (
          <Button key="publish" type="submit" className="ml-auto" disabled={missing !== null}>
            {label}
          </Button>
        ) : (
          <Button key="cancel" look="quiet" className="ml-auto" onClick={onCancel}>
            {composerText.cancel}
          </Button>
        )}
      </div>
    </footer>
  );
}
