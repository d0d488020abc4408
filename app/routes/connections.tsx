import { redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/cloudflare";
import { Link, useActionData, useLoaderData } from "@remix-run/react";
import { ActButton, AskActs, BlockButton, type ActAnswer } from "~/chat/ConnectionActs";
import { useUnreadCounts } from "~/chat/unread-counts";
import { ConnectionAct, type Connection } from "~/contract/connection";
import { ConnectionId, PhotoId } from "~/contract/ids";
import { PageQuery } from "~/contract/story";
import { actOnConnection, listConnections } from "~/domain/connections.server";
import { notFound, parseId, parseQuery } from "~/platform/http.server";
import { requirePageViewer } from "~/platform/session.server";
import { connectionText, shortDate, storyNameOf } from "~/text/connections";
import { pageMeta } from "~/text/page-meta";
import { Avatar } from "~/ui/Avatar";
import { Badge } from "~/ui/Badge";
import { ButtonLink } from "~/ui/Button";
import { EmptyState, Notice } from "~/ui/Notice";
import { common } from "~/text/common";

export const meta: MetaFunction = () => [
  ...pageMeta({ title: connectionText.title, description: connectionText.description }),
  { name: "robots", content: "noindex" },
];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { account } = await requirePageViewer(request, context);
  const { cursor, limit } = parseQuery(request, PageQuery);
  const before = cursor === undefined ? null : parseId(cursor, ConnectionId);
  return listConnections(context.services, account.id, { before, limit });
}

/** Does an act of a connection, for this page and for the conversation's. */
export async function action({ request, context }: ActionFunctionArgs): Promise<ActAnswer | Response> {
  const { account } = await requirePageViewer(request, context);
  const form = await request.formData();
  const id = parseId(String(form.get("id")), ConnectionId);
  const act = parseId(String(form.get("act")), ConnectionAct);
  const images = form.getAll("image_id").map((image) => parseId(String(image), PhotoId));
  const imageIds = images.length > 0 ? images : null;
  const acted = await actOnConnection(context.services, account.id, { id, act, imageIds });
  if (acted.kind === "not_found") throw notFound();
  if (acted.kind === "not_now") return { problem: acted.why };
  return act === "accept" ? redirect(`/connections/${id}`) : {};
}

export default function Connections() {
  const { connections, next_cursor: next } = useLoaderData<typeof loader>();
  const answer = useActionData<ActAnswer>();
  const isAsk = ({ status }: Connection) => status === "asked" || status === "expired";
  return (
    <div className="mx-auto grid max-w-3xl gap-10 px-4 pt-12 sm:px-6">
      <header className="grid gap-3">
        <h1 className="text-4xl">{connectionText.title}</h1>
        <p className="max-w-xl text-lg text-soft">{connectionText.lead}</p>
      </header>
      {answer?.problem && <Notice look="wrong">{answer.problem}</Notice>}
      {connections.length === 0 && (
        <EmptyState title={connectionText.emptyTitle} action={<ButtonLink to="/">{common.toStories}</ButtonLink>}>
          {connectionText.emptyBody}
        </EmptyState>
      )}
      <Group title={connectionText.received} list={connections.filter((one) => isAsk(one) && one.role === "author")} />
      <Group title={connectionText.connected} list={connections.filter(({ status }) => status === "accepted")} />
      <Group title={connectionText.sent} list={connections.filter((one) => isAsk(one) && one.role === "asker")} />
      {next && (
        <ButtonLink to={`/connections?cursor=${next}`} look="quiet" className="justify-self-center">
          {connectionText.older}
        </ButtonLink>
      )}
    </div>
  );
}

function Group({ title, list }: { title: string; list: Connection[] }) {
  if (list.length === 0) return null;
  return (
    <section className="grid gap-3">
      <h2 className="text-2xl">{title}</h2>
      <ul className="grid gap-3">
        {list.map((connection) =>
          connection.status === "accepted" ? (
            <Connected key={connection.id} connection={connection} />
          ) : (
            <Ask key={connection.id} connection={connection} />
          ),
        )}
      </ul>
    </section>
  );
}

const card = "grid gap-3 rounded-3xl border border-line bg-card p-4 shadow-card sm:p-5";

function Connected({ connection }: { connection: Connection }) {
  const { counts } = useUnreadCounts();
  const unread = counts[connection.id] ?? 0;
  return (
    <li className={card}>
      <div className="flex items-center gap-3">
        <Who connection={connection} />
        <Badge count={connection.blocked ? 0 : unread} label={connectionText.unread(unread)} />
      </div>
      <div className="flex flex-wrap items-center justify-end gap-2">
        {connection.blocked ? (
          <>
            <span className="mr-auto rounded-full bg-sunk px-3 py-1 text-sm text-soft">{connectionText.blocked}</span>
            <ActButton connection={connection} act="unblock">
              {connectionText.unblock}
            </ActButton>
          </>
        ) : (
          <>
            <BlockButton connection={connection} />
            <ButtonLink to={`/connections/${connection.id}`} look="quiet">
              {connectionText.write}
            </ButtonLink>
          </>
        )}
      </div>
    </li>
  );
}

function Ask({ connection }: { connection: Connection }) {
  const { note, role, status } = connection;
  return (
    <li className={card}>
      <Who connection={connection} />
      {note !== "" && <blockquote className="story-text border-l-2 border-accent/40 pl-4 !text-lg">{note}</blockquote>}
      {note === "" && role === "author" && <p className="text-soft">{connectionText.noNote}</p>}
      <div className="flex flex-wrap items-center gap-2">
        <p className="mr-auto text-sm text-soft">
          {status === "expired" ? connectionText.expired : role === "asker" && connectionText.waits}
        </p>
        {connection.blocked ? (
          <ActButton connection={connection} act="unblock">
            {connectionText.unblock}
          </ActButton>
        ) : (
          status === "asked" && <AskActs connection={connection} />
        )}
      </div>
    </li>
  );
}

function Who({ connection }: { connection: Connection }) {
  const { other, story, status, created_at: askedAt } = connection;
  const name = storyNameOf(connection);
  const isOpen = status === "accepted" && !connection.blocked;
  return (
    <div className="flex min-w-0 flex-1 items-center gap-3">
      <Avatar name={other.display_name} />
      <div className="grid min-w-0">
        <h3 className="truncate text-lg">
          {isOpen ? <Link to={`/connections/${connection.id}`}>{other.display_name}</Link> : other.display_name}
        </h3>
        <p className="text-sm text-soft">
          {connectionText.about}{" "}
          {story ? (
            <Link to={`/stories/${story.id}`} className="underline underline-offset-2 hover:text-ink">
              {name}
            </Link>
          ) : (
            name
          )}
          , <time dateTime={askedAt}>{connectionText.askedOn(shortDate(askedAt))}</time>
        </p>
      </div>
    </div>
  );
}
