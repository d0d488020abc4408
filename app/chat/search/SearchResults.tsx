import { Link } from "@remix-run/react";
import { useEffect } from "react";
import type { UserId } from "~/contract/ids";
import type { FoundConversation, SearchPage } from "~/contract/search";
import { searchText } from "~/text/search";
import { Avatar } from "~/ui/Avatar";
import { Button } from "~/ui/Button";
import { PersonName } from "~/ui/PersonName";
import { useCalendar } from "~/ui/use-calendar";
import { FoundLine } from "./FoundLine";
import { searchAll } from "./search-api";
import { useSearch } from "./use-search";

/** The results of a search in all of the viewer's conversations. Pass the search as its key. */
export function SearchResults({ search, viewerId }: { search: string; viewerId: UserId }) {
  const { found, sentence, isSearching, search: begin, further } = useSearch(everywhere);
  useEffect(() => begin(search), [begin, search]);
  const page = sentence === "" ? (found?.page ?? null) : null;
  const isWaiting = isSearching || (page === null && sentence === "");
  return (
    <section className="grid gap-4">
      <p role="status" className="text-soft">
        {isWaiting ? searchText.searching : page ? outcomeOf(page, search) : sentence}
      </p>
      {page?.conversations.map((conversation) => (
        <Found key={conversation.id} conversation={conversation} viewerId={viewerId} />
      ))}
      {page && page.next_cursor !== null && (
        <div className="flex flex-wrap items-center gap-3">
          <p className="text-sm text-soft">{searchText.stopped}</p>
          <Button look="quiet" disabled={isSearching} onClick={further}>
            {searchText.further}
          </Button>
        </div>
      )}
    </section>
  );
}

const everywhere = { read: searchAll, join: joined };

function joined(before: SearchPage, next: SearchPage): SearchPage {
  return {
    conversations: [...before.conversations, ...next.conversations],
    next_cursor: next.next_cursor,
    missed: before.missed + next.missed,
  };
}

function outcomeOf({ conversations, next_cursor: next, missed }: SearchPage, search: string): string {
  const count = conversations.reduce((sum, { results }) => sum + results.length, 0);
  const nothing = next === null ? searchText.nothing(search) : searchText.nothingYet(search);
  return [count > 0 ? searchText.count(count) : nothing, ...(missed > 0 ? [searchText.missed(missed)] : [])].join(" ");
}

function Found({ conversation, viewerId }: { conversation: FoundConversation; viewerId: UserId }) {
  const { id, other, results, has_more: hasMore } = conversation;
  const calendar = useCalendar();
  return (
    <article className="overflow-hidden rounded-3xl border border-line bg-card shadow-card">
      <h2 className="flex items-center gap-3 px-4 py-3 text-lg">
        <Avatar name={other.display_name} />
        <PersonName name={other.display_name} />
      </h2>
      <ul className="divide-y divide-line border-t border-line">
        {results.map((found) => (
          <li key={found.seq}>
            <Link
              to={`/connections/${id}?message=${found.seq}`}
              className="block px-4 py-2.5 -outline-offset-2 hover:bg-sunk"
            >
              <FoundLine found={found} isMine={found.sender_id === viewerId} calendar={calendar} />
            </Link>
          </li>
        ))}
        {hasMore && (
          <li>
            <Link
              to={`/connections/${id}`}
              className="block px-4 py-2.5 text-sm text-soft underline underline-offset-2"
            >
              {searchText.moreIn(other.display_name)}
            </Link>
          </li>
        )}
      </ul>
    </article>
  );
}
