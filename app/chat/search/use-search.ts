import { useCallback, useRef, useState } from "react";
import type { Searched, SearchQuery } from "./search-api";

interface Source<Page> {
  /** Reads one page of results, from a cursor on; the first without one. */
  read: (query: SearchQuery) => Promise<Searched<Page>>;
  /** Returns the results of two pages as one, with the cursor of the second. */
  join: (before: Page, next: Page) => Page;
}

/**
 * The state of a search that is read page by page: what was found, or the sentence that says why nothing is. An answer that
 * comes after a newer search began is dropped. Pass functions that stay the same from render to render.
 */
export function useSearch<Page extends { next_cursor: string | null }>({ read, join }: Source<Page>) {
  const [found, setFound] = useState<{ q: string; page: Page } | null>(null);
  const [sentence, setSentence] = useState("");
  const [isSearching, setIsSearching] = useState(false);
  const newest = useRef(0);
  const ask = useCallback(
    async (q: string, before: Page | null) => {
      const own = (newest.current += 1);
      setIsSearching(true);
      const answer = await read({ q, cursor: before?.next_cursor ?? null });
      if (newest.current !== own) return;
      setIsSearching(false);
      setSentence(answer.kind === "refused" ? answer.sentence : "");
      if (answer.kind === "found") setFound({ q, page: before ? join(before, answer.found) : answer.found });
    },
    [read, join],
  );
  const search = useCallback(
    (q: string) => {
      setFound(null);
      void ask(q, null);
    },
    [ask],
  );
  const further = () => {
    if (found) void ask(found.q, found.page);
  };
  return { found, sentence, isSearching, search, further };
}
