import { Flag } from "lucide-react";
import { useState } from "react";
import type { ReportSubject } from "~/contract/report";
import { reportText } from "~/text/report";
import { Button } from "~/ui/Button";
import { ReportDialog } from "./ReportDialog";

interface Props {
  kind: Exclude<ReportSubject["kind"], "message">;
  id: string;
  className?: string;
}

/** A button that opens the dialog of a report. */
export function ReportButton({ kind, id, className }: Props) {
  // A page may have many such buttons: each mounts its dialog when it is first opened.
  const [dialog, setDialog] = useState<"none" | "open" | "closed">("none");
  return (
    <>
      <Button look="plain" onClick={() => setDialog("open")} className={className}>
        <Flag aria-hidden="true" className="size-4" />
        {reportText.button[kind]}
      </Button>
      {dialog !== "none" && (
        <ReportDialog kind={kind} id={id} isOpen={dialog === "open"} onClose={() => setDialog("closed")} />
      )}
    </>
  );
}
