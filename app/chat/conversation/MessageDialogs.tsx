import type { MessageId } from "~/contract/chat";
import { ReportDialog } from "~/reporting/ReportDialog";
import { DeleteDialog } from "./DeleteDialog";
import type { LiveRoom } from "./live-room";
import { ReactionDialog } from "./ReactionDialog";

/** The question about a message that its menu asks in a dialog. `forBoth`: whether it may be deleted for both. */
export type MessageQuestion =
  | { kind: "react"; seq: number }
  | { kind: "delete"; seq: number; forBoth: boolean }
  | { kind: "report"; id: MessageId };

interface Props {
  /** The last question, also after its answer: a dialog stays mounted while it is closed. Null before the first. */
  question: MessageQuestion | null;
  isOpen: boolean;
  live: LiveRoom;
  /** The other member's name. */
  name: string;
  onClose: () => void;
}

/** The dialogs that the menu of a message opens, one at a time. */
export function MessageDialogs({ question, isOpen, live, name, onClose }: Props) {
  if (question?.kind === "react") {
    const react = (emoji: string) => void live.react(question.seq, emoji);
    return <ReactionDialog {...{ isOpen, onClose }} onPick={react} />;
  }
  if (question?.kind === "delete") {
    const remove = (whom: "me" | "both") => void live.delete(question.seq, whom);
    return <DeleteDialog {...{ name, isOpen, onClose }} canDeleteForBoth={question.forBoth} onDelete={remove} />;
  }
  return question && <ReportDialog kind="message" id={question.id} {...{ isOpen, onClose }} />;
}
