import { X } from "lucide-react";
import { useEffect, useMemo, useRef } from "react";
import { searchText } from "~/text/search";
import { Button, IconButton } from "~/ui/Button";
import { useCalendar } from "~/ui/use-calendar";
import { FoundLine } from "../search/FoundLine";
import { searchIn, type FoundMessages, type SearchQuery } from "../search/search-api";
import { SearchForm } from "../search/SearchForm";
import { useSearch } from "../search/use-search";
import { goToMessage } from "./go-to-message";
import type { LiveRoom } from "./live-room";

interface Props {
  live: LiveRoom;
  onClose: () => void;
}

/** Searches in the open conversation: what is found leads to its message. */
export function ConversationSearch({ live, onClose }: Props) {
  const { found, sentence, isSearching, search, further } = useRoomSearch(live);
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
        <SearchForm label={searchText.inConversation} error={sentence} fieldRef={field} onSearch={search} />
        <IconButton label={searchText.close} onClick={onClose} className="size-12">
          <X aria-hidden="true" className="size-5" />
        </IconButton>
      </div>
      <p role="status" className={found || isSearching ? "px-4 pb-2 text-sm text-soft" : "sr-only"}>
        {isSearching ? searchText.searching : found && outcomeOf(found.q, found.page)}
      </p>
      {found && <Results {...{ live, isSearching }} page={found.page} onFurther={further} />}
    </div>
  );
}

function outcomeOf(search: string, { results, next_cursor: next }: FoundMessages): string {
  if (results.length > 0) return searchText.count(results.length);
  return next === null ? searchText.nothing(search) : searchText.nothingYet(search);
}

interface ResultsProps {
  live: LiveRoom;
  page: FoundMessages;
  isSearching: boolean;
  onFurther: () => void;
}

function Results({ live, page: { results, next_cursor: next }, isSearching, onFurther }: ResultsProps) {
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

/** A search in the room. */
function useRoomSearch(live: LiveRoom) {
  const source = useMemo(() => {
    const { room } = live.view().state;
    return { read: (query: SearchQuery) => searchIn(room, query), join: joined };
  }, [live]);
  return useSearch(source);
}

function joined(before: FoundMessages, next: FoundMessages): FoundMessages {
  return { results: [...before.results, ...next.results], next_cursor: next.next_cursor };
}
