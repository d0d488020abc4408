import { Copy, Flag, Pencil, Reply, Trash2 } from "lucide-react";
import { useEffect, useState } from "react";
import { messageId, type MessageId } from "~/contract/chat";
import type { ConnectionId } from "~/contract/ids";
import { ReportDialog } from "~/reporting/ReportDialog";
import { chatText } from "~/text/chat";
import { ActionMenu, type MenuChoice, type MenuItem } from "../menu/ActionMenu";
import type { OpenMenu } from "../menu/use-message-menu";
import { DeleteDialog } from "./DeleteDialog";
import type { LiveRoom } from "./live-room";
import { canDeleteForBoth, messageActs, type MessageAct } from "./message-acts";
import { quickReactions, reactionAfter } from "./reactions";
import { ReactionDialog } from "./ReactionDialog";
import type { TimelineMessage, TimelineRow } from "./timeline";

/** How long it is said that something was done. */
const noticeMs = 3_000;

interface Props {
  rows: readonly TimelineRow[];
  live: LiveRoom;
  room: ConnectionId;
  /** The other member's name. */
  name: string;
  /** Takes a message to the composer, to be edited. */
  onChange: (message: TimelineMessage) => void;
  /** Takes a message to the composer, to be answered. */
  onReply: (message: TimelineMessage) => void;
  opened: OpenMenu | null;
  onClose: () => void;
}

/** The menu of a message, and what its items open. */
export function MessageMenu({ rows, live, room, name, onChange, onReply, opened, onClose }: Props) {
  const [notice, notify] = useNotice();
  const [reported, report] = useState<{ id: MessageId; isOpen: boolean } | null>(null);
  const [deleted, askToDelete] = useState<{ seq: number; forBoth: boolean; isOpen: boolean } | null>(null);
  const [reacted, askForEmoji] = useState<{ seq: number; isOpen: boolean } | null>(null);
  const now = opened?.openedAt ?? 0;
  const message = rows.find((row): row is TimelineMessage => row.kind === "message" && row.key === opened?.key);
  const copy = ({ content }: TimelineMessage) =>
    navigator.clipboard.writeText(content).then(
      () => notify(chatText.copied),
      () => notify(chatText.notCopied),
    );
  const perform = (act: MessageAct, chosen: TimelineMessage) => {
    const { seq, key } = chosen;
    if (act === "copy") void copy(chosen);
    if (act === "edit") onChange(chosen);
    if (act === "reply") onReply(chosen);
    if (act === "report" && seq !== null) report({ id: messageId(room, seq), isOpen: true });
    if (act === "delete" && seq === null) live.discard(key);
    if (act === "delete" && seq !== null) {
      askToDelete({ seq, forBoth: canDeleteForBoth(chosen, now), isOpen: true });
    }
  };
  const items = message ? messageActs(message, now).map((act) => itemOf(act, () => perform(act, message))) : [];
  const choices = message ? choicesOf(message, live, (seq) => askForEmoji({ seq, isOpen: true })) : [];
  const at = message ? (opened?.at ?? null) : null;
  return (
    <>
      <ActionMenu label={chatText.options} {...{ items, choices, at, onClose }} />
      {reacted && (
        <ReactionDialog
          isOpen={reacted.isOpen}
          onPick={(emoji) => void live.react(reacted.seq, emoji)}
          onClose={() => askForEmoji({ ...reacted, isOpen: false })}
        />
      )}
      {reported && <ReportDialog kind="message" {...reported} onClose={() => report({ ...reported, isOpen: false })} />}
      {deleted && (
        <DeleteDialog
          name={name}
          isOpen={deleted.isOpen}
          canDeleteForBoth={deleted.forBoth}
          onDelete={(whom) => void live.delete(deleted.seq, whom)}
          onClose={() => askToDelete({ ...deleted, isOpen: false })}
        />
      )}
      <Notice text={notice} />
    </>
  );
}

const icons = { reply: Reply, copy: Copy, edit: Pencil, report: Flag, delete: Trash2 } satisfies Record<
  MessageAct,
  MenuItem["Icon"]
>;

function itemOf(act: MessageAct, onSelect: () => void): MenuItem {
  return { label: chatText.acts[act], Icon: icons[act], onSelect, ...(act === "delete" && { look: "danger" }) };
}

/** The reactions of the menu, and the way to any other; none for what waits or was deleted. */
function choicesOf({ seq, isDeleted, reactions }: TimelineMessage, live: LiveRoom, askFor: (seq: number) => void) {
  if (seq === null || isDeleted) return [];
  const quick = quickReactions.map((emoji): MenuChoice => ({
    label: chatText.reactAs(emoji),
    sign: emoji,
    isChosen: reactions.mine === emoji,
    onSelect: () => void live.react(seq, reactionAfter(reactions.mine, emoji)),
  }));
  return [...quick, { label: chatText.anyReaction, sign: "＋", isChosen: false, onSelect: () => askFor(seq) }];
}

function Notice({ text }: { text: string }) {
  const look = "absolute top-3 left-1/2 -translate-x-1/2 rounded-full bg-ink px-4 py-2 text-sm text-paper shadow-card";
  return (
    <p role="status" className={text === "" ? "sr-only" : look}>
      {text}
    </p>
  );
}

/** Returns a sentence that is shown for a moment, and the way to say one. */
function useNotice(): [text: string, notify: (text: string) => void] {
  const [text, notify] = useState("");
  useEffect(() => {
    if (text === "") return;
    const timer = setTimeout(() => notify(""), noticeMs);
    return () => clearTimeout(timer);
  }, [text]);
  return [text, notify];
}
