import { useEffect, useState } from "react";
import { emojiText } from "~/text/emoji";
import { Button } from "~/ui/Button";
import { readRecentEmoji, rememberEmoji } from "./emoji-memory";

type Loaded = typeof import("./AllEmoji");

/** A row of those used last, at once, and below it all others, which are loaded with the first look at them. */
export function EmojiPanel({ onPick }: { onPick: (emoji: string) => void }) {
  const [recent] = useState(readRecentEmoji); // a row that changed under a finger would give another one
  const pick = (emoji: string) => {
    rememberEmoji(emoji);
    onPick(emoji);
  };
  return (
    <div className="flex h-full min-h-0 flex-col gap-1">
      <div role="group" aria-label={emojiText.recent} className="grid grid-cols-8 border-b border-line pb-1">
        {recent.map((emoji) => (
          <button
            key={emoji}
            type="button"
            onClick={() => pick(emoji)}
            className="grid h-11 place-items-center rounded-xl font-emoji text-2xl hover:bg-sunk"
          >
            {emoji}
          </button>
        ))}
      </div>
      <Others onPick={pick} />
    </div>
  );
}

function Others({ onPick }: { onPick: (emoji: string) => void }) {
  const { loaded, fail, retry } = useAllEmoji();
  if (loaded === "failed") return <Failed onRetry={retry} />;
  if (loaded === null) return <p className="flex-1 p-3 text-soft">{emojiText.loading}</p>;
  return <loaded.AllEmoji onPick={onPick} onFailed={fail} />;
}

function Failed({ onRetry }: { onRetry: () => void }) {
  return (
    <div role="alert" className="grid flex-1 content-center justify-items-center gap-3 p-3 text-center">
      <p>{emojiText.failed}</p>
      <Button look="quiet" onClick={onRetry}>
        {emojiText.retry}
      </Button>
    </div>
  );
}

/** Loads the code of the picker: null until it is there. */
function useAllEmoji() {
  const [loaded, setLoaded] = useState<Loaded | "failed" | null>(null);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let isOver = false;
    const settle = (result: Loaded | "failed") => {
      if (!isOver) setLoaded(result);
    };
    import("./AllEmoji").then(settle, () => settle("failed"));
    return () => void (isOver = true);
  }, [attempt]);
  const retry = () => {
    setLoaded(null);
    setAttempt(attempt + 1);
  };
  return { loaded, fail: () => setLoaded("failed"), retry };
}
