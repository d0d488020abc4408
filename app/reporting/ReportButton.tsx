import { Flag } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { ReportSubject } from "~/contract/report";
import { reportText } from "~/text/report";
import { Button, IconButton } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { Notice } from "~/ui/Notice";

/** Loaded with the first report: who only reads needs neither the form nor the client of the API. */
const ReportForm = lazy(() =>
  import("./ReportForm").then(
    (code) => ({ default: code.ReportForm }),
    () => ({ default: () => <Notice look="wrong">{reportText.notLoaded}</Notice> }),
  ),
);

interface Props {
  kind: ReportSubject["kind"];
  id: string;
  look?: "words" | "sign";
  className?: string;
}

/** A button that opens the dialog of a report. */
export function ReportButton({ kind, id, look = "words", className }: Props) {
  // A long conversation has many such buttons: each mounts its dialog when it is first opened.
  const [dialog, setDialog] = useState<"none" | "open" | "closed">("none");
  const label = reportText.button[kind];
  const open = () => setDialog("open");
  const close = () => setDialog("closed");
  return (
    <>
      {look === "sign" ? (
        <IconButton label={label} onClick={open} className={className}>
          <Flag aria-hidden="true" className="size-4" />
        </IconButton>
      ) : (
        <Button look="plain" onClick={open} className={className}>
          <Flag aria-hidden="true" className="size-4" />
          {label}
        </Button>
      )}
      {dialog !== "none" && (
        <Dialog title={reportText.title[kind]} isOpen={dialog === "open"} onClose={close}>
          {dialog === "open" && (
            <Suspense>
              <ReportForm kind={kind} id={id} onClose={close} />
            </Suspense>
          )}
        </Dialog>
      )}
    </>
  );
}
