import {
  data,
  redirect,
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/cloudflare";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { ReportId } from "~/contract/ids";
import { maxReportNoteLength, ModerationForm } from "~/contract/report";
import { moderate, readReport } from "~/domain/safety/moderation.server";
import { readForm } from "~/http/body.server";
import { parseId } from "~/http/parse.server";
import { notFound } from "~/http/problem.server";
import { requireStaff } from "~/http/session.server";
import { errorMeta, pageMeta } from "~/text/page-meta";
import { shortDateTime } from "~/text/dates";
import { moderationText as text } from "~/text/report";
import { Button } from "~/ui/Button";
import { EvidenceView } from "~/ui/EvidenceView";
import { TextField } from "~/ui/Field";
import { Notice } from "~/ui/Notice";
import { PersonName, WithName } from "~/ui/PersonName";

export const meta: MetaFunction<typeof loader> = ({ data: shown }) =>
  shown
    ? [...pageMeta({ title: text.title, description: text.description }), { name: "robots", content: "noindex" }]
    : errorMeta(404);

export async function loader({ request, context, params }: LoaderFunctionArgs) {
  await requireStaff(request, context);
  const found = await readReport(context.services, parseId(params.id, ReportId));
  if (!found) throw notFound();
  return found;
}

/** Does one of staff's acts, with its reason. */
export async function action({ request, context, params }: ActionFunctionArgs) {
  const staff = await requireStaff(request, context);
  const id = parseId(params.id, ReportId);
  const form = ModerationForm.safeParse(Object.fromEntries(await readForm(request)));
  if (!form.success) return data({ problem: form.error.issues[0]?.message ?? text.notNow }, 422);
  const moderated = await moderate(context.services, staff, { id, ...form.data });
  if (moderated.kind === "not_found") throw notFound();
  if (moderated.kind === "not_now") return data({ problem: text.notNow }, 409);
  return redirect(`/moderation/${id}`);
}

/** One report: what was to be seen, what can be done, and what was. */
export default function Report() {
  const { report, evidence, photo_url: photoUrl, message_photos: messagePhotos, log } = useLoaderData<typeof loader>();
  return (
    <div className="mx-auto grid max-w-3xl gap-8 px-4 pt-12 sm:px-6">
      <ReportHead />
      {report.note !== "" && (
        <section className="grid gap-2">
          <h2 className="text-2xl">{text.noteTitle}</h2>
          <p dir="auto" className="[overflow-wrap:anywhere] whitespace-pre-wrap">
            {report.note}
          </p>
        </section>
      )}
      <section className="grid gap-3">
        <h2 className="text-2xl">{text.evidenceTitle}</h2>
        <EvidenceView evidence={evidence} photoUrl={photoUrl} messagePhotos={messagePhotos} />
      </section>
      <Acts />
      <Log log={log} />
    </div>
  );
}

function ReportHead() {
  const { report, person } = useLoaderData<typeof loader>();
  return (
    <header className="grid gap-2">
      <Link to={`/moderation?status=${report.status}`} className="text-soft underline underline-offset-2">
        {text.back}
      </Link>
      <h1 className="text-3xl sm:text-4xl">
        {text.kinds[report.kind]}: {text.reasons[report.reason]}
      </h1>
      <p className="text-soft">
        {text[report.status]}, <time dateTime={report.created_at}>{shortDateTime(report.created_at)}</time>.{" "}
        {person === null ? text.about(person) : <WithName name={person}>{text.about(person)}</WithName>}
      </p>
      {report.story_id && (
        <Link to={`/stories/${report.story_id}`} className="text-soft underline underline-offset-2">
          {text.toStory}
        </Link>
      )}
    </header>
  );
}

function Acts() {
  const { acts, log } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  if (acts.length === 0) return null;
  return (
    <section className="grid gap-3">
      <h2 className="text-2xl">{text.actsTitle}</h2>
      {/* A new line in the log is an act that was done: its reason is not the next one's. */}
      <Form key={log.length} method="post" className="grid gap-4">
        {answer?.problem && <Notice look="wrong">{answer.problem}</Notice>}
        <TextField
          name="reason"
          label={text.reason}
          hint={text.reasonHint}
          rows={2}
          required
          maxLength={maxReportNoteLength}
        />
        <div className="flex flex-wrap gap-2">
          {acts.map((act) => (
            <Button key={act} type="submit" name="act" value={act} look={act === "suspend" ? "danger" : "quiet"}>
              {text.acts[act]}
            </Button>
          ))}
        </div>
      </Form>
    </section>
  );
}

function Log({
  log,
}: {
  log: { id: string; act: keyof typeof text.did; reason: string; staff: string | null; created_at: string }[];
}) {
  return (
    <section className="grid gap-3">
      <h2 className="text-2xl">{text.logTitle}</h2>
      {log.length === 0 && <p className="text-soft">{text.logEmpty}</p>}
      <ol className="grid gap-3">
        {log.map((entry) => (
          <li key={entry.id} className="grid gap-1 border-s-2 border-line ps-4">
            <p className="text-sm text-soft">
              <time dateTime={entry.created_at}>{shortDateTime(entry.created_at)}</time>:{" "}
              <PersonName name={entry.staff ?? text.goneStaff} /> {text.did[entry.act]}
            </p>
            <p className="[overflow-wrap:anywhere] whitespace-pre-wrap">{entry.reason}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}
