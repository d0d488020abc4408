import { useState, type FormEvent } from "react";
import { api } from "~/client/api";
import { maxReportNoteLength, reportReasons, type ReportSubject } from "~/contract/report";
import { reportText } from "~/text/report";
import { Button } from "~/ui/Button";
import { TextField } from "~/ui/Field";
import { Notice } from "~/ui/Notice";

type Sending = { kind: "idle" | "sending" | "done" } | { kind: "failed"; why: string };

/** The dialog's content while it is open: a new report each time. */
export function ReportForm({ kind, id, onClose }: { kind: ReportSubject["kind"]; id: string; onClose: () => void }) {
  const [sending, setSending] = useState<Sending>({ kind: "idle" });
  if (sending.kind === "done") return <Thanks onClose={onClose} />;
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const report = readReport({ kind, id }, new FormData(event.currentTarget));
    if (!report) return;
    setSending({ kind: "sending" });
    setSending(await send(report));
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

type Report = ReturnType<typeof readReport> & object;

/** Returns the report of a form; null without a reason, which the browser does not let through. */
function readReport(subject: { kind: ReportSubject["kind"]; id: string }, form: FormData) {
  const chosen = form.get("reason");
  const reason = reportReasons.find((known) => known === chosen);
  const note = form.get("note");
  return reason ? { subject, reason, note: typeof note === "string" ? note : "" } : null;
}

async function send(report: Report): Promise<Sending> {
  const result = await api.call("POST /api/reports", { body: report });
  if (result.kind === "answer") return { kind: "done" };
  return { kind: "failed", why: (result.kind === "problem" && result.problem?.detail) || reportText.failed };
}
