import { X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { FoundMessage } from "~/contract/search";
import { searchText } from "~/text/search";
import { Button, IconButton } from "~/ui/Button";
import { useCalendar } from "~/ui/use-calendar";
import { FoundLine } from "../search/FoundLine";
import { searchIn } from "../search/search-api";
import { SearchForm } from "../search/SearchForm";
import { goToMessage } from "./go-to-message";
import type { LiveRoom } from "./live-room";

interface Props {
  live: LiveRoom;
  onClose: () => void;
}

interface Findings {
  search: string;
  results: readonly FoundMessage[];
  next: string | null;
}

/** Searches in the open conversation: what is found leads to its message. */
export function ConversationSearch({ live, onClose }: Props) {
  const { findings, sentence, isSearching, search, further } = useSearch(live);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- Escape closes it from anywhere in it
    <div
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}
      className="flex max-h-[50%] flex-col border-b border-line bg-card"
    >
      <div className="flex items-start gap-1 p-2 sm:px-4">
        <SearchForm
          label={searchText.inConversation}
          error={sentence}
          fieldRef={field}
          onSearch={(text) => void search(text)}
        />
        <IconButton label={searchText.close} onClick={onClose} className="size-12">
          <X aria-hidden="true" className="size-5" />
        </IconButton>
      </div>
      <p role="status" className={findings || isSearching ? "px-4 pb-2 text-sm text-soft" : "sr-only"}>
        {isSearching ? searchText.searching : findings && outcomeOf(findings)}
      </p>
      {findings && (
        <Results live={live} findings={findings} onFurther={() => void further()} isSearching={isSearching} />
      )}
    </div>
  );
}

function outcomeOf({ search, results, next }: Findings): string {
  if (results.length > 0) return searchText.count(results.length);
  return next === null ? searchText.nothing(search) : searchText.nothingYet(search);
}

interface ResultsProps {
  live: LiveRoom;
  findings: Findings;
  isSearching: boolean;
  onFurther: () => void;
}

function Results({ live, findings: { results, next }, isSearching, onFurther }: ResultsProps) {
  const calendar = useCalendar();
  const { viewerId } = live.view().state;
  return (
    <ul className="min-h-0 divide-y divide-line overflow-y-auto border-t border-line empty:hidden">
      {results.map((found) => (
        <li key={found.seq}>
          <button
            type="button"
            title={searchText.goTo}
            onClick={() => void goToMessage(live, found.seq)}
            className="w-full px-4 py-2.5 text-start -outline-offset-2 hover:bg-sunk"
          >
            <FoundLine found={found} isMine={found.sender_id === viewerId} calendar={calendar} />
          </button>
        </li>
      ))}
      {next !== null && (
        <li className="grid justify-items-center py-1">
          <Button look="plain" disabled={isSearching} onClick={onFurther}>
            {searchText.further}
          </Button>
        </li>
      )}
    </ul>
  );
}

/** The state of a search. An answer that comes after a newer search began is dropped. */
function useSearch(live: LiveRoom) {
  const [findings, setFindings] = useState<Findings | null>(null);
  const [sentence, setSentence] = useState("");
  const [isSearching, setIsSearching] = useState(false);
  const newest = useRef(0);
  const ask = async (search: string, before: Findings | null) => {
    const own = (newest.current += 1);
    setIsSearching(true);
    const answer = await searchIn(live.view().state.room, { q: search, cursor: before?.next ?? null });
    if (newest.current !== own) return;
    setIsSearching(false);
    setSentence(answer.kind === "refused" ? answer.sentence : "");
    if (answer.kind === "refused") return;
    const { results, next_cursor: next } = answer.found;
    setFindings({ search, results: [...(before?.results ?? []), ...results], next });
  };
  const search = (text: string) => {
    setFindings(null);
    return ask(text, null);
  };
  const further = async () => {
    if (findings) await ask(findings.search, findings);
  };
  return { findings, sentence, isSearching, search, further };
}
