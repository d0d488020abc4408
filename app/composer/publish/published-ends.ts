import { tabStorage } from "~/device/storage";
import type { PublicationEnd, PublicationState } from "./publication-phase";

/** A story that is live, until its author has been told so. */
export interface PublishedEnd {
  author: string;
  state: PublicationState & { phase: { kind: "ended"; result: PublicationEnd & { kind: "published" } } };
}

/** The ends of publications that this tab has to announce after a reload: by then nothing else knows of them. */
export interface PublishedEnds {
  keep: (end: PublishedEnd) => void;
  forget: (draftKey: string) => void;
  /** Returns those of an author, once: after the next reload they have been told. */
  take: (author: string) => PublishedEnd[];
}

const name = "heartfelt-published";

/** In the tab's own storage; a browser without it says nothing after a reload. */
export const publishedEnds: PublishedEnds = {
  keep: (end) => write([...read(), end]),
  forget: (draftKey) => write(read().filter(({ state }) => state.draftKey !== draftKey)),
  take: (author) => {
    const kept = read();
    if (kept.length > 0) write([]);
    return kept.filter((end) => end.author === author);
  },
};

function read(): PublishedEnd[] {
  // Our own writing, and of this tab alone.
  return JSON.parse(tabStorage.read(name) ?? "[]") as PublishedEnd[];
}

function write(ends: readonly PublishedEnd[]): void {
  if (ends.length === 0) tabStorage.remove(name);
  else tabStorage.write(name, JSON.stringify(ends));
}
