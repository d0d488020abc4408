import type { Conversation } from "~/contract/conversation";
import { chatText } from "~/text/chat";
import { ConversationList } from "./ConversationList";

/** The conversations beside the open one. */
export function ConversationNav({ conversations }: { conversations: readonly Conversation[] }) {
  return (
    <nav aria-label={chatText.list} className="min-h-0 overflow-y-auto border-e border-line p-2 max-md:hidden">
      <ConversationList loaded={conversations} />
    </nav>
  );
}
