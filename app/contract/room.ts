import { z } from "zod";
import type { ChatPhoto } from "./chat-photo";
import { ConnectionId, PhotoId, SessionId, UserId } from "./ids";
import type { RevealTerms } from "./reveal";

/** The person who joins a room, as the route passes them on: all of it verified, none of it from the client. */
export const RoomEntry = z.object({
  connection: ConnectionId,
  user: UserId,
  other: UserId,
  session: SessionId,
  /** When the socket's token expires, in milliseconds since 1970. */
  expires: z.coerce.number().int(),
  /** Whether the other member blocks this one: a room that was never told of a block learns it so. */
  other_blocks: z.literal("yes").optional(),
  /** Whether the member, and whether the other, shows when they were last here. */
  shows_last_seen: z.literal("yes").optional(),
  other_shows_last_seen: z.literal("yes").optional(),
  /** The seq after which messages were missed; left out when none are wanted. */
  after: z.coerce.number().int().min(0).optional(),
  /** The `event_seq` after which events were missed; left out when none are wanted. */
  events_after: z.coerce.number().int().min(0).optional(),
  /** The `change_seq` after which changes were missed; left out when none are wanted. */
  changes_after: z.coerce.number().int().min(0).optional(),
});
export type RoomEntry = z.infer<typeof RoomEntry>;

/** A member blocks the other, or takes that back. */
export interface BlockChange {
  type: "block" | "unblock";
  by: UserId;
  other: UserId;
}

/** Originals that a member reveals or takes back, as the rules decided; with null, all that they revealed. */
export interface RevealChange {
  type: "reveal" | "unreveal";
  by: UserId;
  other: UserId;
  other_blocks?: "yes";
  imageIds: PhotoId[] | null;
  /** Of a reveal; left out: until it is taken back. */
  terms?: RevealTerms;
  /** When it ends by itself, in milliseconds since 1970; left out or null when it does not. */
  endsAt?: number | null;
}

/** The message that has a photo, and whether only its sender may know of it. */
export interface PhotoPlace {
  seq: number;
  isHidden: boolean;
}

/** A photo that a member uploaded for a message of theirs. */
export interface PhotoArrival {
  by: UserId;
  other: UserId;
  other_blocks?: "yes";
  photo: ChatPhoto;
}
