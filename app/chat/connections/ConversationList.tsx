import { Archive, ArchiveRestore, Bell, BellOff, ChevronRight, Pin, PinOff } from "lucide-react";
import { useState } from "react";
import type { Conversation } from "~/contract/conversation";
import { conversationText } from "~/text/conversations";
import { useCalendar } from "~/ui/use-calendar";
import { ActionMenu, type MenuItem } from "../menu/ActionMenu";
import type { Point } from "../menu/menu-place";
import { useUnreadCounts } from "../unread/unread-counts";
import { ConversationRow } from "./ConversationRow";
import { useConversations, type ListChange } from "./use-conversations";

/** A person's conversations: pinned ones first, then the newest, and the archive as a folder at the end. */
export function ConversationList({ loaded }: { loaded: readonly Conversation[] }) {
  const { conversations, change, notice } = useConversations(loaded);
  const [opened, setOpened] = useState<{ conversation: Conversation; at: Point } | null>(null);
  const archived = conversations.filter((one) => one.archived);
  const listed = conversations.filter((one) => !one.archived);
  const rows = (list: readonly Conversation[]) => (
    <Rows list={list.toSorted((a, b) => Number(b.pinned) - Number(a.pinned))} onOpen={setOpened} />
  );
  return (
    <>
      {listed.length > 0 ? rows(listed) : <p className="px-3 py-4 text-soft">{conversationText.allArchived}</p>}
      {archived.length > 0 && (
        <details className="group/archive mt-1">
          <summary className="flex min-h-11 list-none items-center gap-2 rounded-2xl px-3 text-sm font-medium text-soft hover:bg-sunk [&::-webkit-details-marker]:hidden">
            <Archive aria-hidden="true" className="size-4" />
            <span className="flex-1">{conversationText.archived(archived.length)}</span>
            <ChevronRight aria-hidden="true" className="size-4 group-open/archive:rotate-90 rtl:-scale-x-100" />
          </summary>
          <p className="px-3 pb-1 text-sm text-soft">{conversationText.archivedHint}</p>
          {rows(archived)}
        </details>
      )}
      <p role="status" className={notice === conversationText.notDone ? "px-3 py-2 text-sm text-danger" : "sr-only"}>
        {notice}
      </p>
      <ActionMenu
        label={opened ? conversationText.optionsOf(opened.conversation.other.display_name) : ""}
        items={opened ? itemsOf(opened.conversation, change) : []}
        choices={[]}
        at={opened?.at ?? null}
        onClose={() => setOpened(null)}
      />
    </>
  );
}

interface RowsProps {
  list: readonly Conversation[];
  onOpen: (opened: { conversation: Conversation; at: Point }) => void;
}

function Rows({ list, onOpen }: RowsProps) {
  const calendar = useCalendar();
  const { counts } = useUnreadCounts();
  return (
    <ul className="grid grid-cols-1 gap-0.5">
      {list.map((conversation) => (
        <li key={conversation.id} className="min-w-0">
          <ConversationRow
            conversation={conversation}
            unread={conversation.blocked || conversation.leaving !== null ? 0 : (counts[conversation.id] ?? 0)}
            calendar={calendar}
            onOptions={({ currentTarget }) => {
              const { left, bottom } = currentTarget.getBoundingClientRect();
              onOpen({ conversation, at: { x: left, y: bottom } });
            }}
          />
        </li>
      ))}
    </ul>
  );
}

function itemsOf(
  { id, pinned, archived, muted }: Conversation,
  change: (id: Conversation["id"], change: ListChange) => void,
): MenuItem[] {
  const { acts } = conversationText;
  return [
    pinned
      ? { label: acts.unpin, Icon: PinOff, onSelect: () => change(id, { pinned: false }) }
      : { label: acts.pin, Icon: Pin, onSelect: () => change(id, { pinned: true }) },
    muted
      ? { label: acts.unmute, Icon: Bell, onSelect: () => change(id, { muted: false }) }
      : { label: acts.mute, Icon: BellOff, onSelect: () => change(id, { muted: true }) },
    archived
      ? { label: acts.unarchive, Icon: ArchiveRestore, onSelect: () => change(id, { archived: false }) }
      : { label: acts.archive, Icon: Archive, onSelect: () => change(id, { archived: true }) },
  ];
}
