import { lazy, Suspense } from "react";
import type { ReportSubject } from "~/contract/report";
import { reportText } from "~/text/report";
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
  isOpen: boolean;
  onClose: () => void;
}

/** The dialog of a report. It stays mounted while it is closed. */
export function ReportDialog({ kind, id, isOpen, onClose }: Props) {
  return (
    <Dialog title={reportText.title[kind]} isOpen={isOpen} onClose={onClose}>
      {isOpen && (
        <Suspense>
          <ReportForm kind={kind} id={id} onClose={onClose} />
        </Suspense>
      )}
    </Dialog>
  );
}
