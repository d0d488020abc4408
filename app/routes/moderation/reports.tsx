import type { LoaderFunctionArgs, MetaFunction, SerializeFrom } from "@remix-run/cloudflare";
import { Link, useLoaderData } from "@remix-run/react";
import { ReportsQuery } from "~/contract/report";
import { listReports } from "~/domain/safety/moderation.server";
import { parseQuery } from "~/http/parse.server";
import { requireStaff } from "~/http/session.server";
import { errorMeta, pageMeta } from "~/text/page-meta";
import { shortDateTime } from "~/text/dates";
import { moderationText as text } from "~/text/report";
import { ButtonLink } from "~/ui/Button";
import { EmptyState } from "~/ui/Notice";

export const meta: MetaFunction<typeof loader> = ({ data }) =>
  data
    ? [...pageMeta({ title: text.title, description: text.description }), { name: "robots", content: "noindex" }]
    : errorMeta(404);

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireStaff(request, context);
  const { status, cursor: before = null, limit } = parseQuery(request, ReportsQuery);
  return { status, ...(await listReports(context.services, { status, before, limit })) };
}

/** The queue of reports, for staff. */
export default function Moderation() {
  const { status, reports, next_cursor: next } = useLoaderData<typeof loader>();
  return (
    <div className="mx-auto grid max-w-3xl gap-8 px-4 pt-12 sm:px-6">
      <h1 className="text-4xl">{text.title}</h1>
      <nav aria-label={text.title} className="flex gap-2">
        {(["open", "closed"] as const).map((each) => (
          <ButtonLink
            key={each}
            to={`/moderation?status=${each}`}
            look={each === status ? "primary" : "quiet"}
            aria-current={each === status ? "page" : undefined}
          >
            {text[each]}
          </ButtonLink>
        ))}
      </nav>
      {reports.length === 0 ? (
        <EmptyState title={text.empty[status]}>{text.emptyBody[status]}</EmptyState>
      ) : (
        <Reports reports={reports} />
      )}
      {next && (
        <ButtonLink to={`/moderation?status=${status}&cursor=${next}`} look="quiet" className="justify-self-center">
          {text.older}
        </ButtonLink>
      )}
    </div>
  );
}

type Queue = SerializeFrom<typeof loader>["reports"];

function Reports({ reports }: { reports: Queue }) {
  return (
    <ul className="grid divide-y divide-line overflow-hidden rounded-3xl border border-line bg-card shadow-card">
      {reports.map((report) => (
        <li key={report.id}>
          <Link to={`/moderation/${report.id}`} className="grid gap-1 px-5 py-4 -outline-offset-2 hover:bg-sunk">
            <span className="font-semibold">
              {text.kinds[report.kind]}: {text.reasons[report.reason]}
            </span>
            <time dateTime={report.created_at} className="text-sm text-soft">
              {shortDateTime(report.created_at)}
            </time>
          </Link>
        </li>
      ))}
    </ul>
  );
}
