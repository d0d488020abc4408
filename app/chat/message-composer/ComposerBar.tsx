import { Pencil, Reply, X, type LucideIcon } from "lucide-react";
import { chatText } from "~/text/chat";
import { IconButton } from "~/ui/Button";
import { summaryOf } from "../conversation/quotes";
import type { TakenMessage } from "./use-composer";

interface Props {
  edited: TakenMessage | null;
  answered: TakenMessage | null;
  onStopEditing: () => void;
  onStopReplying: () => void;
}

/** Says that the field is for an edited message, or for a reply, and ends that. */
export function ComposerBar({ edited, answered, onStopEditing, onStopReplying }: Props) {
  if (edited) return <Bar Icon={Pencil} text={chatText.editing} stop={chatText.stopEditing} onStop={onStopEditing} />;
  if (!answered) return null;
  const text = chatText.replyingTo(summaryOf(answered));
  return <Bar Icon={Reply} text={text} stop={chatText.stopReplying} onStop={onStopReplying} />;
}

function Bar({ Icon, text, stop, onStop }: { Icon: LucideIcon; text: string; stop: string; onStop: () => void }) {
  return (
    <div className="mb-2 flex items-center gap-2 text-sm text-soft">
      <Icon aria-hidden="true" className="size-4 shrink-0 text-accent" />
      <span role="status" dir="auto" className="min-w-0 flex-1 truncate">
        {text}
      </span>
      <IconButton label={stop} onClick={onStop}>
        <X aria-hidden="true" className="size-4" />
      </IconButton>
    </div>
  );
}
