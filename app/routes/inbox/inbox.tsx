import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { Link, useLoaderData } from "@remix-run/react";
import { InboxQuery, type InboxEntry } from "~/contract/inbox";
import { readInbox } from "~/domain/inbox/inbox.server";
import { parseQuery } from "~/http/parse.server";
import { requirePageViewer } from "~/http/session.server";
import { useMarkSeen } from "~/inbox/use-mark-seen";
import { useRevalidateOnNews } from "~/inbox/use-revalidate-on-news";
import { common } from "~/text/common";
import { shortDateTime } from "~/text/dates";
import { entryPath, entrySentence, inboxText } from "~/text/inbox";
import { pageMeta } from "~/text/page-meta";
import { ButtonLink } from "~/ui/Button";
import { EmptyState } from "~/ui/Notice";

export const meta: MetaFunction = () => [
  ...pageMeta({ title: inboxText.title, description: inboxText.description }),
  { name: "robots", content: "noindex" },
];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { account } = await requirePageViewer(request, context);
  const { cursor = null, limit } = parseQuery(request, InboxQuery);
  return readInbox(context.services, account.id, { cursor, limit });
}

export default function Inbox() {
  const { entries, next_cursor: next } = useLoaderData<typeof loader>();
  useMarkSeen(entries);
  useRevalidateOnNews();
  return (
    <div className="mx-auto grid max-w-3xl gap-8 px-4 pt-12 sm:px-6">
      <h1 tabIndex={-1} className="text-4xl outline-none">
        {inboxText.title}
      </h1>
      {entries.length === 0 ? (
        <EmptyState title={inboxText.emptyTitle} action={<ButtonLink to="/">{common.toStories}</ButtonLink>}>
          {inboxText.emptyBody}
        </EmptyState>
      ) : (
        <ul className="grid divide-y divide-line">
          {entries.map((entry) => (
            <Row key={entry.id} entry={entry} />
          ))}
        </ul>
      )}
      {next && (
        <ButtonLink to={`/inbox?cursor=${encodeURIComponent(next)}`} look="quiet" className="justify-self-center">
          {inboxText.older}
        </ButtonLink>
      )}
    </div>
  );
}

function Row({ entry }: { entry: InboxEntry }) {
  return (
    <li>
      <Link to={entryPath(entry)} className="relative grid min-h-11 gap-1 py-4 ps-5 hover:underline">
        {!entry.is_seen && (
          <span className="absolute top-6 start-0 size-2.5 rounded-full bg-accent">
            <span className="sr-only">{inboxText.isNew}</span>
          </span>
        )}
        <span className={entry.is_seen ? "text-soft" : "font-medium"}>{entrySentence(entry)}</span>
        <time dateTime={entry.at} className="text-sm text-soft">
          {shortDateTime(entry.at)}
        </time>
      </Link>
    </li>
  );
}
