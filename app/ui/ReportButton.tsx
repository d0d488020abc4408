import { Flag } from "lucide-react";
import { useState, type FormEvent } from "react";
import { maxReportNoteLength, reportReasons, type ReportSubject } from "~/contract/report";
import { reportText } from "~/text/report";
import { Button, IconButton } from "./Button";
import { Dialog } from "./Dialog";
import { TextField } from "./Field";
import { Notice } from "./Notice";

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
          {dialog === "open" && <ReportForm kind={kind} id={id} onClose={close} />}
        </Dialog>
      )}
    </>
  );
}

type Sending = { kind: "idle" | "sending" | "done" } | { kind: "failed"; why: string };

/** The dialog's content while it is open: a new report each time. */
function ReportForm({ kind, id, onClose }: { kind: ReportSubject["kind"]; id: string; onClose: () => void }) {
  const [sending, setSending] = useState<Sending>({ kind: "idle" });
  if (sending.kind === "done") return <Thanks onClose={onClose} />;
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setSending({ kind: "sending" });
    setSending(await send({ subject: { kind, id }, reason: form.get("reason"), note: form.get("note") }));
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="grid gap-4">
      <p className="text-soft">{reportText.lead}</p>
      <Reasons />
      <TextField name="note" label={reportText.note} rows={3} maxLength={maxReportNoteLength} />
      {sending.kind === "failed" && <Notice look="wrong">{sending.why}</Notice>}
      <div className="flex flex-wrap justify-end gap-2">
        <Button look="quiet" onClick={onClose}>
          {reportText.cancel}
        </Button>
        <Button type="submit" disabled={sending.kind === "sending"}>
          {sending.kind === "failed" ? reportText.again : reportText.send}
        </Button>
      </div>
    </form>
  );
}

function Thanks({ onClose }: { onClose: () => void }) {
  return (
    <div className="grid gap-5">
      <p ref={focus} tabIndex={-1} role="status" className="text-soft outline-none">
        {reportText.thanks}
      </p>
      <Button look="quiet" className="justify-self-end" onClick={onClose}>
        {reportText.close}
      </Button>
    </div>
  );
}

/** The form had the focus when it went: the thanks take it. */
function focus(element: HTMLElement | null) {
  element?.focus();
}

function Reasons() {
  return (
    <fieldset className="grid">
      <legend className="mb-1 text-sm font-medium">{reportText.legend}</legend>
      {reportReasons.map((reason) => (
        <label key={reason} className="flex min-h-11 items-center gap-3">
          <input type="radio" name="reason" value={reason} required className="size-5 accent-accent" />
          {reportText.reasons[reason]}
        </label>
      ))}
    </fieldset>
  );
}

async function send(report: unknown): Promise<Sending> {
  try {
    const answer = await fetch("/api/reports", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(report),
    });
    if (answer.ok) return { kind: "done" };
    const { detail } = (await answer.json()) as { detail?: string };
    return { kind: "failed", why: detail ?? reportText.failed };
  } catch {
    return { kind: "failed", why: reportText.failed };
  }
}
