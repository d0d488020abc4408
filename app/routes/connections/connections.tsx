import { redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/cloudflare";
import { useActionData, useLoaderData } from "@remix-run/react";
import { ActionFeedback } from "~/chat/connections/ActionFeedback";
import type { ActionProblem } from "~/chat/connections/ConnectionActions";
import { Conversations, Requests } from "~/chat/connections/ConnectionCards";
import { ConnectionAct, ConnectionsQuery, type Connection } from "~/contract/connection";
import { ConnectionId, PhotoId } from "~/contract/ids";
import { actOnConnection, listConnections } from "~/domain/connections/connections.server";
import { readForm } from "~/http/body.server";
import { parseId, parseQuery } from "~/http/parse.server";
import { notFound } from "~/http/problem.server";
import { requirePageViewer } from "~/http/session.server";
import { connectionText } from "~/text/connections";
import { pageMeta } from "~/text/page-meta";
import { ButtonLink } from "~/ui/Button";
import { EmptyState, Notice } from "~/ui/Notice";
import { common } from "~/text/common";

export const meta: MetaFunction = () => [
  ...pageMeta({ title: connectionText.title, description: connectionText.description }),
  { name: "robots", content: "noindex" },
];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { account } = await requirePageViewer(request, context);
  const { cursor: before = null, limit } = parseQuery(request, ConnectionsQuery);
  return listConnections(context.services, account.id, { before, limit });
}

/** Does an act of a connection, for this page and for the conversation's. */
export async function action({ request, context }: ActionFunctionArgs): Promise<ActionProblem | Response> {
  const { account } = await requirePageViewer(request, context);
  const form = await readForm(request);
  const id = parseId(String(form.get("id")), ConnectionId);
  const act = parseId(String(form.get("act")), ConnectionAct);
  const images = form.getAll("image_id").map((image) => parseId(String(image), PhotoId));
  const imageIds = images.length > 0 ? images : null;
  const acted = await actOnConnection(context.services, account.id, { id, act, imageIds });
  if (acted.kind === "not_found") throw notFound();
  if (acted.kind === "not_now") return { problem: connectionText.notNow[acted.reason] };
  return act === "accept" ? redirect(`/connections/${id}`) : {};
}

export default function Connections() {
  const { connections, next_cursor: next } = useLoaderData<typeof loader>();
  const answer = useActionData<ActionProblem>();
  const isAsk = ({ status }: Connection) => status === "asked" || status === "expired";
  return (
    <div className="mx-auto grid max-w-3xl gap-10 px-4 pt-12 sm:px-6">
      <header className="grid gap-3">
        <h1 tabIndex={-1} className="text-4xl outline-none">
          {connectionText.title}
        </h1>
        <p className="max-w-xl text-lg text-soft">{connectionText.lead}</p>
      </header>
      <ActionFeedback />
      {answer?.problem && <Notice look="wrong">{answer.problem}</Notice>}
      {connections.length === 0 && (
        <EmptyState title={connectionText.emptyTitle} action={<ButtonLink to="/">{common.toStories}</ButtonLink>}>
          {connectionText.emptyBody}
        </EmptyState>
      )}
      <Requests
        title={connectionText.received}
        list={connections.filter((one) => isAsk(one) && one.role === "author")}
      />
      <Conversations
        title={connectionText.connected}
        list={connections.filter(({ status }) => status === "accepted")}
      />
      <Requests title={connectionText.sent} list={connections.filter((one) => isAsk(one) && one.role === "asker")} />
      {next && (
        <ButtonLink to={`/connections?cursor=${next}`} look="quiet" className="justify-self-center">
          {connectionText.older}
        </ButtonLink>
      )}
    </div>
  );
}
