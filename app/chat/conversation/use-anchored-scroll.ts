import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import {
  findAnchor,
  isNearEnd,
  newestSeenSeq,
  readingPosition,
  scrollCorrection,
  type Anchor,
  type MeasuredRow,
} from "./anchored-scroll";
import type { LiveRoom, RoomView } from "./live-room";
import { countNewAfter } from "./past-window";
import type { TimelineRow } from "./timeline";

interface Options {
  live: LiveRoom;
  view: RoomView;
  rows: readonly TimelineRow[];
}

interface ScrollPlace {
  isAtEnd: boolean;
  anchor: Anchor | null;
  /** The key of the newest unsent message: a newer one scrolls to the end. */
  newestUnsent: string;
}

/**
 * Anchored scrolling: at the end the list follows new messages; above it stays where it is and counts them, and what is
 * added or removed above does not move what is being read. Reports to the room what was seen, on a visible page.
 */
export function useAnchoredScroll({ live, view, rows }: Options) {
  const list = useRef<HTMLDivElement>(null);
  const place = useRef<ScrollPlace>({ isAtEnd: true, anchor: null, newestUnsent: "" });
  const [isAway, setIsAway] = useState(false);
  const [seenSeq, setSeenSeq] = useState(() => view.lineSeq ?? view.state.messages.at(-1)?.seq ?? 0);

  const measure = useCallback(() => {
    if (!list.current) return;
    const { isAtEnd, anchor, position, seq } = measureList(list.current, live.view().past !== null);
    if (seq > 0 && live.countsAsSeen()) {
      live.markSeen(seq);
      setSeenSeq((before) => Math.max(before, seq));
    }
    place.current = { ...place.current, isAtEnd, anchor };
    live.setReadingPosition(position);
    setIsAway(!isAtEnd);
  }, [live]);

  const goToEnd = useCallback(() => {
    place.current = { ...place.current, isAtEnd: true };
    live.history.leavePast(); // what is rendered then scrolls to its end
    list.current?.scrollTo({ top: list.current.scrollHeight });
    measure();
  }, [live, measure]);

  useOpeningPlace(list, view.lineSeq, measure);

  useLayoutEffect(() => {
    if (list.current) place.current.newestUnsent = keepPlace(list.current, place.current, rows);
    measure();
  }, [rows, measure]);

  useMeasureOnChange(list, place, measure);

  return { list, onScroll: measure, newCount: countNewAfter(seenSeq, view, view.opening), isAway, goToEnd };
}

/**
 * Measures when the list or a row is resized, or the page is shown. The end stays in view when a phone's keyboard shrinks the
 * list, or the photo of a row comes after its words.
 */
function useMeasureOnChange(
  list: React.RefObject<HTMLDivElement>,
  place: React.RefObject<ScrollPlace>,
  measure: () => void,
): void {
  useEffect(() => {
    const element = list.current;
    if (!element) return;
    const sizes = new ResizeObserver(() => {
      if (place.current?.isAtEnd) element.scrollTop = element.scrollHeight;
      measure();
    });
    for (const observed of [element, ...element.children]) sizes.observe(observed);
    const added = new MutationObserver((changes) => {
      for (const node of changes.flatMap(({ addedNodes }) => [...addedNodes])) {
        if (node instanceof Element) sizes.observe(node);
      }
    });
    added.observe(element, { childList: true });
    document.addEventListener("visibilitychange", measure);
    return () => {
      sizes.disconnect();
      added.disconnect();
      document.removeEventListener("visibilitychange", measure);
    };
  }, [list, place, measure]);
}

/** Opens at the unread line when there is one; until the room has sent the read watermark it may still move. */
function useOpeningPlace(list: React.RefObject<HTMLDivElement>, lineSeq: number | null, measure: () => void): void {
  const isPlaced = useRef(false);
  useLayoutEffect(() => {
    if (isPlaced.current || lineSeq === null) return;
    isPlaced.current = true;
    const line = list.current?.querySelector<HTMLElement>('[data-row="unread"]');
    if (line) list.current?.scrollTo({ top: line.offsetTop - list.current.clientHeight / 4 });
    measure();
  }, [list, lineSeq, measure]);
}

/** @param isPast whether the list shows a part of the history: its end is not that of the conversation */
function measureList(element: HTMLElement, isPast: boolean) {
  const box = element.getBoundingClientRect();
  const isAtEnd = !isPast && isNearEnd(element);
  const line = element.querySelector('[data-row="unread"]')?.getBoundingClientRect() ?? null;
  return {
    isAtEnd,
    anchor: findAnchor(measureRows(element, "data-key", String), box.top),
    position: readingPosition(isAtEnd, line, box),
    // Nothing is seen on a page that is hidden.
    seq: document.hidden ? 0 : newestSeenSeq(measureRows(element, "data-seq", Number, "newest first"), box.bottom),
  };
}

/** Measures the rows that have an attribute one by one, as far as they are asked for: a layout read is not free. */
function* measureRows<Key>(
  element: HTMLElement,
  attribute: "data-key" | "data-seq",
  parse: (value: string) => Key,
  order: "oldest first" | "newest first" = "oldest first",
): Generator<MeasuredRow<Key>> {
  const rows = [...element.querySelectorAll(`[${attribute}]`)];
  for (const row of order === "oldest first" ? rows : rows.reverse()) {
    const { top, bottom } = row.getBoundingClientRect();
    yield { key: parse(row.getAttribute(attribute) ?? ""), top, bottom };
  }
}

/**
 * Called when rows were drawn: the end stays in view, or one's own new message comes into it, or what is being read stays where
 * it is. Returns the key of the newest unsent message so far.
 */
function keepPlace(
  element: HTMLElement,
  { isAtEnd, anchor, newestUnsent: before }: ScrollPlace,
  rows: readonly TimelineRow[],
): string {
  const newestUnsent = rows.findLast((row) => row.kind === "message" && row.seq === null)?.key ?? "";
  if (isAtEnd || newestUnsent > before) element.scrollTop = element.scrollHeight;
  else if (anchor) restoreAnchor(element, anchor);
  return newestUnsent || before;
}

function restoreAnchor(element: HTMLElement, anchor: Anchor): void {
  const row = element.querySelector(`[data-key="${CSS.escape(anchor.key)}"]`);
  if (!row) return;
  element.scrollTop += scrollCorrection(anchor, row.getBoundingClientRect().top, element.getBoundingClientRect().top);
}
