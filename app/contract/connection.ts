import { z } from "zod";
import { Person } from "./account";
import { ConnectionId, PhotoId, StoryId } from "./ids";
import { maxNoteLength } from "./limits";
import { RevealTerms } from "./reveal";
import { PageQuery, StoryImage } from "./story";
import { optionalText } from "./text";

/** Asks of one person that may wait for an answer at the same time. */
export const maxOpenAsks = 20;

/** Milliseconds for which an ask waits for its answer. */
export const askTtlMs = 30 * 24 * 60 * 60 * 1000;

/** Milliseconds between two asks of one person to another, however the first ended: so a decline stays silent. */
export const coolingOffMs = 30 * 24 * 60 * 60 * 1000;

/** `GET /api/connections`. The cursor is opaque. */
export const ConnectionsQuery = PageQuery.extend({ cursor: ConnectionId.optional() });

/** `POST /api/connections`. */
export const NewAsk = z.object({
  story_id: StoryId,
  note: optionalText({ max: maxNoteLength, tooLong: `A note has at most ${maxNoteLength} characters.` }).default(""),
});
export type NewAsk = z.infer<typeof NewAsk>;

/**
 * `POST /api/connections/:id/reveal`; without ids, all originals that the caller kept. `unreveal` takes the same, and no terms.
 * Without terms an original stays until it is taken back. One that is revealed already keeps its terms.
 */
export const Reveal = z.object({
  image_ids: z.array(PhotoId).min(1).max(200).optional(),
  terms: RevealTerms.optional(),
});
export type Reveal = z.infer<typeof Reveal>;

/**
 * As its viewer sees it: a decline shows as "asked" to who asked, until it shows as "expired" like any other ask.
 */
export const ConnectionStatus = z.enum(["asked", "accepted", "declined", "withdrawn", "expired"]);
export type ConnectionStatus = z.infer<typeof ConnectionStatus>;

/** A photo whose original is revealed. To whom it may be viewed once its `original_url` is not given: they open it. */
export const RevealedImage = StoryImage.extend({
  terms: RevealTerms,
  /** When it ends by itself; null for one that does not, or that was not opened yet. */
  ends_at: z.iso.datetime().nullable(),
});
export type RevealedImage = z.infer<typeof RevealedImage>;

/** An ask to connect, and the connection that it becomes. */
export const Connection = z.object({
  id: ConnectionId,
  status: ConnectionStatus,
  /** The viewer's role: who asked, or the story's author who was asked. */
  role: z.enum(["asker", "author"]),
  other: Person,
  /** Null once the story is gone. */
  story: z.object({ id: StoryId, title: z.string().nullable() }).nullable(),
  note: z.string(),
  unread: z.int(),
  /** Only the viewer's own block is shown; who was blocked is not told. */
  blocked: z.boolean(),
  /** Who of the two is deleting their account: nobody can read or write here until they stay after all, or it goes. */
  leaving: z.enum(["me", "other"]).nullable(),
  /** Photos of the viewer whose originals the other may see, and those of the other that the viewer may see. */
  revealed: z.array(RevealedImage),
  revealed_to_me: z.array(RevealedImage),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
});
export type Connection = z.infer<typeof Connection>;

export const ConnectionPage = z.object({ connections: z.array(Connection), next_cursor: z.string().nullable() });
export type ConnectionPage = z.infer<typeof ConnectionPage>;

/** The actions on a connection: `POST /api/connections/:id/{act}`. */
export const connectionActs = ["accept", "decline", "withdraw", "block", "unblock", "reveal", "unreveal"] as const;
export const ConnectionAct = z.enum(connectionActs);
export type ConnectionAct = z.infer<typeof ConnectionAct>;

/** The name of somebody who is deleting their account. */
export const scheduledDeletionDisplayName = "Somebody who is leaving";
