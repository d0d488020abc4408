import { chatText } from "~/text/chat";
import { WithName } from "~/ui/PersonName";
import { goToMessage } from "./go-to-message";
import type { LiveRoom } from "./live-room";
import type { Quote } from "./quotes";

/** A quote of the message that this one answers: pressing it goes there. */
export function QuoteLine({ quote, live, name }: { quote: Quote; live: LiveRoom; name: string }) {
  const look = "mb-1 block w-full rounded-lg border-s-2 border-accent bg-sunk/70 px-2 py-1 text-start text-sm";
  if (quote.lost !== null) return <span className={`${look} text-soft italic`}>{chatText.quoteLost[quote.lost]}</span>;
  return (
    <button
      type="button"
      aria-label={chatText.goToQuoted(quote.text ?? chatText.quoteEarlier)}
      onClick={() => void goToMessage(live, quote.seq)}
      className={`${look} min-h-11`}
    >
      <span className="block text-xs font-semibold text-accent-strong">
        {quote.text !== null && (quote.isMine ? chatText.you : <WithName name={name}>{name}</WithName>)}
      </span>
      <bdi className="line-clamp-2">{quote.text ?? chatText.quoteEarlier}</bdi>
    </button>
  );
}
