import type { Publication, StoryKey } from "./publication";
import type { PublicationPhase } from "./publication-phase";
import type { PublishResult } from "./publish";

/** Where publications outlive a reload. Rejects where the browser has no room for it. */
export interface PublicationStore {
  /** Keeps a publication, to be taken up again. */
  keep: (publication: Publication) => Promise<void>;
  /** Keeps it no longer, but for the key of its story: the author may publish the same words again. */
  release: (publication: Publication) => Promise<void>;
  /** Deletes the publication with its draft. */
  finish: (publication: Publication) => Promise<void>;
  /** Returns the key that was kept under a draft's key. */
  readStoryKey: (draftKey: string) => Promise<StoryKey | null>;
  /** Returns the publications that an author has not finished. */
  readUnfinished: (author: string) => Promise<Publication[]>;
}

/** Returns the phase that a result leads to, once the store has followed it. */
export async function settle(
  publication: Publication,
  result: PublishResult,
  store: PublicationStore,
): Promise<PublicationPhase> {
  switch (result.kind) {
    case "published":
      await whereThereIsRoom(store.finish(publication));
      return { kind: "ended", result };
    case "doubts":
    case "refused":
    case "cancelled":
      await whereThereIsRoom(store.release(publication));
      return { kind: "ended", result };
    case "failed":
    case "signed_out":
    case "no_second_look":
      return { kind: "paused", why: result };
    default:
      return result satisfies never;
  }
}

/** A browser without room for it publishes all the same; only a reload would end it. */
export async function whereThereIsRoom<T>(stored: Promise<T>): Promise<T | null> {
  try {
    return await stored;
  } catch {
    return null;
  }
}
