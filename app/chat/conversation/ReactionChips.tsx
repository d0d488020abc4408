import { chatText } from "~/text/chat";
import { reactionAfter, reactionChips } from "./reactions";
import type { LiveRoom } from "./live-room";
import type { TimelineMessage } from "./timeline";

/** The reactions under a message: pressing one reacts alike, or takes that back. */
export function ReactionChips({ message, live, name }: { message: TimelineMessage; live: LiveRoom; name: string }) {
  const { seq, reactions } = message;
  const chips = reactionChips(reactions);
  if (seq === null || chips.length === 0) return null;
  return (
    <div className="relative -mt-1 flex gap-1">
      {chips.map(({ emoji, isMine, isTheirs }) => (
        <button
          key={emoji}
          type="button"
          aria-pressed={isMine}
          aria-label={chatText.reactionOf({ emoji, isMine, isTheirs, name })}
          onClick={() => void live.react(seq, reactionAfter(reactions.mine, emoji))}
          className="flex min-h-8 min-w-11 items-center justify-center gap-1 rounded-full border border-line bg-card px-2 text-base shadow-card aria-pressed:border-accent"
        >
          <span aria-hidden="true" className="font-emoji">
            {emoji}
          </span>
          {isMine && isTheirs && <span className="text-xs text-soft">2</span>}
        </button>
      ))}
    </div>
  );
}
