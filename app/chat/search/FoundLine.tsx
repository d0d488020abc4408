import type { FoundMessage } from "~/contract/search";
import { languageOf, listTime, type Calendar } from "~/text/dates";
import { searchText } from "~/text/search";

interface Props {
  found: FoundMessage;
  isMine: boolean;
  calendar: Calendar;
}

/** A message that was found: whose, when, and the words that were looked for. */
export function FoundLine({ found, isMine, calendar }: Props) {
  const { created_at: at } = found;
  return (
    <span className="grid min-w-0 gap-0.5">
      <span className="flex gap-2 text-xs text-soft">
        {isMine && <span>{searchText.you}</span>}
        <time dateTime={at} lang={languageOf(calendar)}>
          {listTime(Date.parse(at), calendar)}
        </time>
      </span>
      <bdi className="line-clamp-2 [overflow-wrap:anywhere]">
        <Snippet found={found} />
      </bdi>
    </span>
  );
}

function Snippet({ found: { snippet, matches } }: { found: FoundMessage }) {
  const ends = [0, ...matches.map(([, to]) => to)];
  return (
    <>
      {matches.map(([from, to], index) => (
        <span key={from}>
          {snippet.slice(ends[index], from)}
          <mark className="rounded bg-blush font-semibold text-ink">{snippet.slice(from, to)}</mark>
        </span>
      ))}
      {snippet.slice(ends.at(-1))}
    </>
  );
}
