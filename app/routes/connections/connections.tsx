import { redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/cloudflare";
import { useActionData, useLoaderData, useSearchParams } from "@remix-run/react";
import { ActionFeedback } from "~/chat/connections/ActionFeedback";
import type { ActionProblem } from "~/chat/connections/ConnectionActions";
import { Requests } from "~/chat/connections/ConnectionCards";
import { ConversationList } from "~/chat/connections/ConversationList";
import { SearchForm } from "~/chat/search/SearchForm";
import { SearchResults } from "~/chat/search/SearchResults";
import { ConnectionAct, ConnectionsQuery, type Connection } from "~/contract/connection";
import { ConnectionId, PhotoId, type UserId } from "~/contract/ids";
import { maxPageSize } from "~/contract/limits";
import { listConversations, readListed } from "~/domain/chat/conversation-list.server";
import { actOnConnection, listConnections } from "~/domain/connections/connections.server";
import { readForm } from "~/http/body.server";
import { RevealTerms } from "~/contract/reveal";
import { parseId, parseQuery } from "~/http/parse.server";
import { notFound } from "~/http/problem.server";
import { readAhead } from "~/http/read-ahead.server";
import { requirePageViewer } from "~/http/session.server";
import { connectionText } from "~/text/connections";
import { pageMeta } from "~/text/page-meta";
import { searchText } from "~/text/search";
import { ButtonLink } from "~/ui/Button";
import { EmptyState, Notice } from "~/ui/Notice";
import { common } from "~/text/common";

export const meta: MetaFunction = () => [
  ...pageMeta({ title: connectionText.title, description: connectionText.description }),
  { name: "robots", content: "noindex" },
];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { services } = context;
  const connectionsFor = readAhead({ request, context }, (viewerId) => {
    const { cursor: before = null, limit } = parseQuery(request, ConnectionsQuery);
    return listConnections(services, viewerId, { before, limit });
  });
  const listedFor = readAhead({ request, context }, (viewerId) => readListed(services, viewerId));
  const { account } = await requirePageViewer(request, context);
  const [{ connections, next_cursor: next }, { conversations }] = await Promise.all([
    connectionsFor(account.id),
    listConversations(services, account.id, { listed: listedFor(account.id), cursor: null, limit: maxPageSize }),
  ]);
  return {
    viewerId: account.id,
    requests: connections.filter(({ status }) => status !== "accepted"),
    next,
    conversations,
  };
}

type Loaded = Awaited<ReturnType<typeof loader>>;

/** Does an act of a connection, for this page and for the conversation's. */
export async function action({ request, context }: ActionFunctionArgs): Promise<ActionProblem | Response> {
  const { account } = await requirePageViewer(request, context);
  const form = await readForm(request);
  const id = parseId(String(form.get("id")), ConnectionId);
  const act = parseId(String(form.get("act")), ConnectionAct);
  const images = form.getAll("image_id").map((image) => parseId(String(image), PhotoId));
  const imageIds = images.length > 0 ? images : null;
  const terms = RevealTerms.safeParse(form.get("terms") ?? undefined).data;
  const acted = await actOnConnection(context.services, account.id, { id, act, imageIds, ...(terms && { terms }) });
  if (acted.kind === "not_found") throw notFound();
  if (acted.kind === "not_now") return { problem: connectionText.notNow[acted.reason] };
  return act === "accept" ? redirect(`/connections/${id}`) : {};
}

export default function Connections() {
  const { viewerId, requests, next, conversations } = useLoaderData<typeof loader>();
  const [parameters, setParameters] = useSearchParams();
  const search = parameters.get("q") ?? "";
  const answer = useActionData<ActionProblem>();
  return (
    <div className="mx-auto grid max-w-3xl gap-10 px-4 pt-12 sm:px-6">
      <Heading />
      <ActionFeedback />
      {answer?.problem && <Notice look="wrong">{answer.problem}</Notice>}
      {requests.length + conversations.length === 0 && (
        <EmptyState title={connectionText.emptyTitle} action={<ButtonLink to="/">{common.toStories}</ButtonLink>}>
          {connectionText.emptyBody}
        </EmptyState>
      )}
      {conversations.length > 0 && (
        <SearchForm
          key={search}
          label={searchText.inAll}
          initial={search}
          error=""
          onSearch={(q) => setParameters(q.trim() === "" ? {} : { q })}
        />
      )}
      {search === "" ? (
        <RequestsAndConversations requests={requests} conversations={conversations} />
      ) : (
        <Found search={search} viewerId={viewerId} />
      )}
      {next && (
        <ButtonLink to={`/connections?cursor=${next}`} look="quiet" className="justify-self-center">
          {connectionText.older}
        </ButtonLink>
      )}
    </div>
  );
}

function Heading() {
  return (
    <header className="grid gap-3">
      <h1 tabIndex={-1} className="text-4xl outline-none">
        {connectionText.title}
      </h1>
      <p className="max-w-xl text-lg text-soft">{connectionText.lead}</p>
    </header>
  );
}

function Found({ search, viewerId }: { search: string; viewerId: UserId }) {
  return (
    <>
      <SearchResults key={search} search={search} viewerId={viewerId} />
      <ButtonLink to="/connections" look="quiet" className="justify-self-center">
        {searchText.clear}
      </ButtonLink>
    </>
  );
}

/** The requests that the viewer received, their conversations, and the requests that they sent. */
function RequestsAndConversations({ requests, conversations }: Pick<Loaded, "requests" | "conversations">) {
  const isAsk = ({ status }: Connection) => status === "asked" || status === "expired";
  return (
    <>
      <Requests title={connectionText.received} list={requests.filter((one) => isAsk(one) && one.role === "author")} />
      {conversations.length > 0 && (
        <section className="grid gap-3">
          <h2 className="text-2xl">{connectionText.connected}</h2>
          <div className="rounded-3xl border border-line bg-card p-2 shadow-card">
            <ConversationList loaded={conversations} />
          </div>
        </section>
      )}
      <Requests title={connectionText.sent} list={requests.filter((one) => isAsk(one) && one.role === "asker")} />
    </>
  );
}
