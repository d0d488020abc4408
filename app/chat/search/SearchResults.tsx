import { Link } from "@remix-run/react";
import { useEffect, useState } from "react";
import type { UserId } from "~/contract/ids";
import type { FoundConversation, SearchPage } from "~/contract/search";
import { searchText } from "~/text/search";
import { Avatar } from "~/ui/Avatar";
import { Button } from "~/ui/Button";
import { PersonName } from "~/ui/PersonName";
import { useCalendar } from "~/ui/use-calendar";
import { FoundLine } from "./FoundLine";
import { searchAll, type Searched } from "./search-api";

/** The results of a search in all of the viewer's conversations. Pass the search as its key. */
export function SearchResults({ search, viewerId }: { search: string; viewerId: UserId }) {
  const [answer, setAnswer] = useState<Searched<SearchPage> | null>(null);
  const [isSearching, setIsSearching] = useState(true);
  useEffect(() => {
    let isCurrent = true;
    void searchAll({ q: search, cursor: null }).then((first) => {
      if (!isCurrent) return;
      setAnswer(first);
      setIsSearching(false);
    });
    return () => void (isCurrent = false);
  }, [search]);
  const further = async (page: SearchPage) => {
    setIsSearching(true);
    const next = await searchAll({ q: search, cursor: page.next_cursor });
    setIsSearching(false);
    setAnswer(next.kind === "found" ? { kind: "found", found: joined(page, next.found) } : next);
  };
  const page = answer?.kind === "found" ? answer.found : null;
  return (
    <section className="grid gap-4">
      <p role="status" className="text-soft">
        {isSearching ? searchText.searching : answer && sentenceOf(answer, search)}
      </p>
      {page?.conversations.map((conversation) => (
        <Found key={conversation.id} conversation={conversation} viewerId={viewerId} />
      ))}
      {page && page.next_cursor !== null && (
        <div className="flex flex-wrap items-center gap-3">
          <p className="text-sm text-soft">{searchText.stopped}</p>
          <Button look="quiet" disabled={isSearching} onClick={() => void further(page)}>
            {searchText.further}
          </Button>
        </div>
      )}
    </section>
  );
}

function joined(before: SearchPage, next: SearchPage): SearchPage {
  return {
    conversations: [...before.conversations, ...next.conversations],
    next_cursor: next.next_cursor,
    missed: before.missed + next.missed,
  };
}

function sentenceOf(answer: Searched<SearchPage>, search: string): string {
  if (answer.kind === "refused") return answer.sentence;
  const { conversations, next_cursor: next, missed } = answer.found;
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
