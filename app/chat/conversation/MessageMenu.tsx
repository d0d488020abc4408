import { Copy, Flag } from "lucide-react";
import { useEffect, useState } from "react";
import { messageId, type MessageId } from "~/contract/chat";
import type { ConnectionId } from "~/contract/ids";
import { ReportDialog } from "~/reporting/ReportDialog";
import { chatText } from "~/text/chat";
import { ActionMenu, type MenuItem } from "../menu/ActionMenu";
import type { OpenMenu } from "../menu/use-message-menu";
import { messageActs, type MessageAct } from "./message-acts";
import type { TimelineMessage, TimelineRow } from "./timeline";

/** How long it is said that something was done. */
const noticeMs = 3_000;

interface Props {
  rows: readonly TimelineRow[];
  room: ConnectionId;
  opened: OpenMenu | null;
  onClose: () => void;
}

/** The menu of a message, and what its items open. */
export function MessageMenu({ rows, room, opened, onClose }: Props) {
  const [notice, notify] = useNotice();
  const [reported, report] = useState<{ id: MessageId; isOpen: boolean } | null>(null);
  const message = rows.find((row): row is TimelineMessage => row.kind === "message" && row.key === opened?.key);
  const copy = ({ content }: TimelineMessage) =>
    navigator.clipboard.writeText(content).then(
      () => notify(chatText.copied),
      () => notify(chatText.notCopied),
    );
  const perform = (act: MessageAct, { seq, ...rest }: TimelineMessage) => {
    if (act === "copy") void copy({ seq, ...rest });
    if (act === "report" && seq !== null) report({ id: messageId(room, seq), isOpen: true });
  };
  const items = message ? messageActs(message).map((act) => itemOf(act, () => perform(act, message))) : [];
  return (
    <>
      <ActionMenu label={chatText.options} items={items} at={message ? (opened?.at ?? null) : null} onClose={onClose} />
      {reported && <ReportDialog kind="message" {...reported} onClose={() => report({ ...reported, isOpen: false })} />}
      <Notice text={notice} />
    </>
  );
}

const icons = { copy: Copy, report: Flag } satisfies Record<MessageAct, MenuItem["Icon"]>;

function itemOf(act: MessageAct, onSelect: () => void): MenuItem {
  return { label: chatText.acts[act], Icon: icons[act], onSelect };
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
