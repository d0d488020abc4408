/** The phases of a publication, as its author sees them. */
import type { WaitsFor } from "./patience";
import type { PublishResult, PublishStep } from "./publish";

export type PublicationPhase =
  | { kind: "running"; step: PublishStep | null; waitsFor: WaitsFor | null; share: number | null }
  /** Nothing happens until the author decides; the story stays as it was reviewed. */
  | { kind: "paused"; why: PublishResult & { kind: "failed" | "signed_out" | "no_second_look" } }
  | { kind: "ended"; result: PublicationEnd };

export type PublicationEnd =
  | (PublishResult & { kind: "published" | "doubts" | "refused" | "cancelled" })
  /** Another tab of this browser publishes the same draft. */
  | { kind: "in_other_tab" };

export interface PublicationState {
  /** The key of its draft; once published, the draft is free for another story, and the key is one of its own. */
  draftKey: string;
  /** Null for a new story. */
  storyId: string | null;
  phase: PublicationPhase;
}
