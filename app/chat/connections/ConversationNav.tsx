import { NavLink } from "@remix-run/react";
import type { Connection } from "~/contract/connection";
import { chatText } from "~/text/chat";
import { connectionText, storyNameOf } from "~/text/connections";
import { waitingText } from "~/text/waiting";
import { accountDeletionText } from "~/text/account-deletion";
import { Avatar } from "~/ui/Avatar";
import { Badge } from "~/ui/Badge";
import { PersonName } from "~/ui/PersonName";
import { useUnreadCounts } from "../unread/unread-counts";

/** The conversations beside the open one, each with its number of unread messages. */
export function ConversationNav({ connections }: { connections: Connection[] }) {
  const { counts } = useUnreadCounts();
  return (
    <nav aria-label={chatText.list} className="min-h-0 overflow-y-auto border-e border-line p-3 max-md:hidden">
      <ul className="grid gap-1">
        {connections.map((connection) => (
          <li key={connection.id}>
            <NavLink
              to={`/connections/${connection.id}`}
              className="flex items-center gap-3 rounded-2xl px-3 py-2.5 transition-colors hover:bg-sunk aria-[current=page]:bg-sunk"
            >
              <Avatar name={connection.other.display_name} />
              <span className="grid min-w-0 flex-1">
                <span className="truncate font-medium">
                  <PersonName name={connection.other.display_name} />
                </span>
                <span className="truncate text-sm text-soft">
                  {connection.leaving !== null
                    ? accountDeletionText.closed
                    : connection.blocked
                      ? connectionText.blocked
                      : storyNameOf(connection)}
                </span>
              </span>
              <UnreadBadge count={connection.blocked ? 0 : (counts[connection.id] ?? 0)} />
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function UnreadBadge({ count }: { count: number }) {
  return <Badge count={count} label={waitingText.unread(count)} />;
}
