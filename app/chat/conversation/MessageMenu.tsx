import { Copy, Flag, Pencil, Reply, Trash2 } from "lucide-react";
import { useEffect, useState } from "react";
import { messageId } from "~/contract/chat";
import type { ConnectionId } from "~/contract/ids";
import { chatText } from "~/text/chat";
import { ActionMenu, type MenuChoice, type MenuItem } from "../menu/ActionMenu";
import type { OpenMenu } from "../menu/use-message-menu";
import type { LiveRoom } from "./live-room";
import { canDeleteForBoth, messageActs, type MessageAct } from "./message-acts";
import { MessageDialogs, type MessageQuestion } from "./MessageDialogs";
import { quickReactions, reactionAfter } from "./reactions";
import type { TimelineMessage, TimelineRow } from "./timeline";

/** The time for which a notice, of a copied message for one, is shown. */
const noticeMs = 3_000;

const nothingAsked = { question: null, isOpen: false };

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

/** The menu of a message, and the dialogs that its items open. */
export function MessageMenu({ rows, live, room, name, onChange, onReply, opened, onClose }: Props) {
  const [notice, notify] = useNotice();
  const [asked, setAsked] = useState<{ question: MessageQuestion | null; isOpen: boolean }>(nothingAsked);
  const ask = (question: MessageQuestion) => setAsked({ question, isOpen: true });
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
    if (act === "report" && seq !== null) ask({ kind: "report", id: messageId(room, seq) });
    if (act === "delete" && seq === null) live.discard(key);
    if (act === "delete" && seq !== null) ask({ kind: "delete", seq, forBoth: canDeleteForBoth(chosen, now) });
  };
  const items = message ? messageActs(message, now).map((act) => itemOf(act, () => perform(act, message))) : [];
  const choices = message ? choicesOf(message, live, (seq) => ask({ kind: "react", seq })) : [];
  const at = message ? (opened?.at ?? null) : null;
  return (
    <>
      <ActionMenu label={chatText.options} {...{ items, choices, at, onClose }} />
      <MessageDialogs {...asked} {...{ live, name }} onClose={() => setAsked({ ...asked, isOpen: false })} />
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
