import { redirect, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/cloudflare";
import { Link, useLoaderData } from "@remix-run/react";
import { ActionFeedback } from "~/chat/connections/ActionFeedback";
import { ActionButton } from "~/chat/connections/ConnectionActions";
import { ConversationNav } from "~/chat/connections/ConversationNav";
import { ChatScreen } from "~/chat/ChatScreen";
import type { PageOfHistory } from "~/chat/conversation/conversation-state";
import type { Connection } from "~/contract/connection";
import { ConnectionId } from "~/contract/ids";
import { maxPageSize } from "~/contract/limits";
import { readConnection } from "~/domain/connections/connections.server";
import { listConversations, readListed } from "~/domain/chat/conversation-list.server";
import { readOpening, type OpenedHistory } from "~/domain/chat/conversations.server";
import { parseId } from "~/http/parse.server";
import { notFound } from "~/http/problem.server";
import { readAhead } from "~/http/read-ahead.server";
import { requirePageViewer } from "~/http/session.server";
import { chatText } from "~/text/chat";
import { connectionText } from "~/text/connections";
import { accountDeletionText } from "~/text/account-deletion";
import { errorMeta, pageMeta } from "~/text/page-meta";
import { Avatar } from "~/ui/Avatar";
import { WithName } from "~/ui/PersonName";

/** The page fills the window: the footer would be below what scrolls by itself. On a phone it has a header of its own. */
export const handle = { fillsWindow: true, hasOwnHeader: true };

export const meta: MetaFunction<typeof loader> = ({ data }) =>
  data
    ? [
        ...pageMeta({
          title: chatText.title(data.connection.other.display_name),
          description: chatText.description,
        }),
        { name: "robots", content: "noindex" },
      ]
    : errorMeta(404);

/** Messages of the newest page. */
const firstPage = 50;

export async function loader({ request, context, params }: LoaderFunctionArgs) {
  const { services } = context;
  const openedFor = readAhead({ request, context }, (viewerId) => {
    const room = parseId(params.id, ConnectionId);
    return Promise.all([
      readConnection(services, viewerId, room),
      readOpening(services, viewerId, { room, limit: firstPage }),
    ]);
  });
  const listedFor = readAhead({ request, context }, (viewerId) => readListed(services, viewerId));
  const { account } = await requirePageViewer(request, context);
  const [[connection, history], list] = await Promise.all([
    openedFor(account.id),
    listConversations(services, account.id, { listed: listedFor(account.id), cursor: null, limit: maxPageSize }),
  ]);
  if (!connection) throw notFound();
  if (connection.status !== "accepted") throw redirect("/connections");
  return {
    connection,
    viewerId: account.id,
    conversations: list.conversations,
    history: history && openingOf(history, services.now()),
  };
}

function openingOf({ newest, unreadPage }: OpenedHistory, readAt: Date): PageOfHistory {
  const { messages, lastChange, unread } = newest;
  return { messages, lastChange, readAt: readAt.getTime(), unread, past: unreadPage };
}

export default function ConversationPage() {
  const { connection, conversations, viewerId, history } = useLoaderData<typeof loader>();
  return (
    <>
      <ActionFeedback />
      <div className="mx-auto grid h-full max-w-5xl grid-rows-[minmax(0,1fr)] md:grid-cols-[18rem_minmax(0,1fr)] lg:border-e lg:border-line">
        <ConversationNav conversations={conversations} />
        {connection.leaving !== null ? (
          <Closed connection={connection} />
        ) : connection.blocked || history === null ? (
          <Blocked connection={connection} />
        ) : (
          <ChatScreen key={connection.id} connection={connection} viewerId={viewerId} history={history} />
        )}
      </div>
    </>
  );
}

function Closed({ connection }: { connection: Connection }) {
  return (
    <div className="grid content-center justify-items-center gap-4 px-6 text-center">
      <Avatar name={connection.other.display_name} />
      <h1 tabIndex={-1} className="text-3xl outline-none">
        {accountDeletionText.closedTitle}
      </h1>
      <p className="max-w-md text-soft">
        {connection.leaving === "me" ? accountDeletionText.youLeave : accountDeletionText.theyLeave}
      </p>
      <Link to="/connections" className="text-soft underline underline-offset-2">
        {chatText.back}
      </Link>
    </div>
  );
}

function Blocked({ connection }: { connection: Connection }) {
  const { display_name: name } = connection.other;
  return (
    <div className="grid content-center justify-items-center gap-4 px-6 text-center">
      <Avatar name={name} />
      <h1 tabIndex={-1} className="text-3xl outline-none">
        <WithName name={name}>{chatText.blockedTitle(name)}</WithName>
      </h1>
      <p className="max-w-md text-soft">{chatText.blockedBody}</p>
      <ActionButton connection={connection} act="unblock">
        {connectionText.unblock}
      </ActionButton>
      <Link to="/connections" className="text-soft underline underline-offset-2">
        {chatText.back}
      </Link>
    </div>
  );
}
