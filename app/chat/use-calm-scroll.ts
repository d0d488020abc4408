import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { LiveRoom, RoomView } from "./live-room";
import { countNewer, type TimelineRow } from "./timeline";

/** Pixels from the end within which a reader counts as being at the end. */
const nearEnd = 48;

interface Watched {
  live: LiveRoom;
  view: RoomView;
  rows: readonly TimelineRow[];
}

/** A message in sight and how far it stands below the top of the box, in pixels: it is held there. */
interface Anchor {
  key: string;
  top: number;
}

/**
 * Keeps the place of who reads: at the end it follows what is new, above it stays and counts; what comes in or goes above
 * does not move what is looked at. Tells the room what was seen: in the box, on a page that shows.
 */
export function useCalmScroll({ live, view, rows }: Watched) {
  const box = useRef<HTMLDivElement>(null);
  const place = useRef<{ isAtEnd: boolean; anchor: Anchor | null; lastOwn: string }>({
    isAtEnd: true,
    anchor: null,
    lastOwn: "",
  });
  const [isAway, setIsAway] = useState(false);
  const [seenSeq, setSeenSeq] = useState(() => view.lineAfter ?? view.state.messages.at(-1)?.seq ?? 0);

  const look = useCallback(() => {
    const seq = newestSeen(box.current);
    if (seq > 0) live.seen(seq);
    setSeenSeq((before) => Math.max(before, seq));
    const isAtEnd = endDistance(box.current) <= nearEnd;
    place.current.isAtEnd = isAtEnd;
    place.current.anchor = findAnchor(box.current);
    live.readsAt(isAtEnd ? "end" : isLineInSight(box.current) ? "line" : "above");
    setIsAway(!isAtEnd);
  }, [live]);

  const goToEnd = useCallback(() => {
    box.current?.scrollTo({ top: box.current.scrollHeight });
    look();
  }, [look]);

  useOpeningPlace(box, view.lineAfter, look);

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const { isAtEnd, anchor, lastOwn: before } = place.current;
    const lastOwn = rows.findLast((row) => row.kind === "message" && row.seq === null)?.key ?? "";
    if (isAtEnd || lastOwn > before) element.scrollTop = element.scrollHeight;
    else holdAnchor(element, anchor);
    place.current.lastOwn = lastOwn || before;
    look();
  }, [rows, look]);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    // A phone's keyboard makes the box smaller: its end stays in sight.
    const sizes = new ResizeObserver(() => {
      if (place.current.isAtEnd) element.scrollTop = element.scrollHeight;
      look();
    });
    sizes.observe(element);
    document.addEventListener("visibilitychange", look);
    return () => {
      sizes.disconnect();
      document.removeEventListener("visibilitychange", look);
    };
  }, [look]);

  return { box, onScroll: look, newer: countNewer(view.state, seenSeq), isAway, goToEnd };
}

/** Opens at the unread line when there is one; until the room has said where it stands it may still move. */
function useOpeningPlace(box: React.RefObject<HTMLDivElement>, lineAfter: number | null, look: () => void): void {
  const isPlaced = useRef(false);
  useLayoutEffect(() => {
    if (isPlaced.current || lineAfter === null) return;
    isPlaced.current = true;
    const line = box.current?.querySelector<HTMLElement>('[data-row="unread"]');
    if (line) box.current?.scrollTo({ top: line.offsetTop - box.current.clientHeight / 4 });
    look();
  }, [box, lineAfter, look]);
}

/** The first message that shows. */
function findAnchor(element: HTMLElement | null): Anchor | null {
  if (!element) return null;
  const { top } = element.getBoundingClientRect();
  for (const row of element.querySelectorAll<HTMLElement>("[data-key]")) {
    const place = row.getBoundingClientRect();
    if (place.bottom > top) return { key: row.dataset.key ?? "", top: place.top - top };
  }
  return null;
}

function holdAnchor(element: HTMLElement, anchor: Anchor | null): void {
  const row = anchor && element.querySelector<HTMLElement>(`[data-key="${CSS.escape(anchor.key)}"]`);
  if (row) element.scrollTop += row.getBoundingClientRect().top - element.getBoundingClientRect().top - anchor.top;
}

function isLineInSight(element: HTMLElement | null): boolean {
  const line = element?.querySelector('[data-row="unread"]')?.getBoundingClientRect();
  const place = element?.getBoundingClientRect();
  return line !== undefined && place !== undefined && line.bottom > place.top && line.top < place.bottom;
}

function endDistance(element: HTMLElement | null): number {
  return element ? element.scrollHeight - element.scrollTop - element.clientHeight : 0;
}

/** The newest seq of the other's that is in sight; 0 on a page that does not show. */
function newestSeen(element: HTMLElement | null): number {
  if (!element || document.hidden) return 0;
  const end = element.getBoundingClientRect().bottom + 1;
  const seen = [...element.querySelectorAll<HTMLElement>("[data-seq]")].findLast(
    // A message that is taller than the box counts once its beginning shows well.
    (row) => Math.min(row.getBoundingClientRect().bottom, row.getBoundingClientRect().top + 160) <= end,
  );
  return Number(seen?.dataset.seq ?? 0);
}
