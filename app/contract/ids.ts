import { z } from "zod";

/** Every id is a UUID of version 7: opaque to clients, in the order of its making for the database. */
const id = z.uuidv7();

export const UserId = id.brand<"UserId">();
export type UserId = z.infer<typeof UserId>;

export const SessionId = id.brand<"SessionId">();
export type SessionId = z.infer<typeof SessionId>;

export const StoryId = id.brand<"StoryId">();
export type StoryId = z.infer<typeof StoryId>;

export const PhotoId = id.brand<"PhotoId">();
export type PhotoId = z.infer<typeof PhotoId>;

export const ConnectionId = id.brand<"ConnectionId">();
export type ConnectionId = z.infer<typeof ConnectionId>;

export const ReportId = id.brand<"ReportId">();
export type ReportId = z.infer<typeof ReportId>;
