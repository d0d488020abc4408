import { z } from "zod";
import { MessageId } from "./chat";
import { ConnectionId, PhotoId, ReportId, StoryId } from "./ids";
import type { Region } from "./photo";
import { PageQuery } from "./story";
import { longText, optionalText } from "./text";

/** Characters of what the reporter adds, and of the reason that staff give for an act. */
export const maxReportNoteLength = 1_000;

/** Milliseconds for which evidence is kept after its report was closed: long enough for somebody to object. */
export const evidenceTtlMs = 90 * 24 * 60 * 60 * 1000;

/** Messages kept with a reported one: those just before it. */
export const messagesBeforeReported = 5;

export const reportReasons = ["face_visible", "harassment", "private_information", "spam", "other"] as const;
export const ReportReason = z.enum(reportReasons);
export type ReportReason = z.infer<typeof ReportReason>;

/**
 * Why a report was filed by the server itself, which has no reporter: the author left a face uncovered that is surely one,
 * or the look at a published photo could run only later and found a person.
 */
export const automaticReasons = ["face_left_uncovered", "face_found_later"] as const;
export type AutomaticReason = (typeof automaticReasons)[number];

/** The subject of a report. A request's id is its connection's. */
export const ReportSubject = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("story"), id: StoryId }),
  z.object({ kind: z.literal("photo"), id: PhotoId }),
  z.object({ kind: z.literal("ask"), id: ConnectionId }),
  z.object({ kind: z.literal("message"), id: MessageId }),
]);
export type ReportSubject = z.infer<typeof ReportSubject>;

/** `POST /api/reports`. */
export const NewReport = z.object({
  subject: ReportSubject,
  reason: ReportReason,
  note: optionalText({
    max: maxReportNoteLength,
    tooLong: `A note has at most ${maxReportNoteLength} characters.`,
  }).default(""),
});
export type NewReport = z.infer<typeof NewReport>;

/** The answer of `POST /api/reports`: the same for the first report of a subject and for one that repeats it. */
export const ReportMade = z.object({ id: ReportId });
export type ReportMade = z.infer<typeof ReportMade>;

/** The content as it was when it was reported; a photo's public copy is kept beside it. */
export type Evidence =
  | { kind: "story"; title: string | null; body: string }
  /** `faces`: what the server's own look found, in pixels of the photo. */
  | { kind: "photo"; alt: string; story_title: string | null; width: number; height: number; faces?: Region[] }
  | { kind: "ask"; note: string }
  | { kind: "message"; messages: ReportedMessage[] };

/**
 * `earlier`: the words that it had before it was edited, the oldest first. `photos`: those of the reported message itself,
 * whose redacted copies are kept beside it in the same order; of the messages before it only their number.
 */
export interface ReportedMessage {
  from: "reported" | "reporter";
  content: string;
  created_at: string;
  earlier?: string[];
  photos?: { alt: string; width: number; height: number }[];
  photo_count?: number;
}

/** The actions of staff on a report. */
export const moderationActs = ["dismiss", "hold", "release", "suspend", "lift"] as const;

/** The form of an act on `/moderation/:id`. */
export const ModerationForm = z.object({
  act: z.enum(moderationActs),
  reason: longText({
    max: maxReportNoteLength,
    tooLong: `A reason has at most ${maxReportNoteLength} characters.`,
    missing: "Write down the reason.",
  }),
});
export type ModerationForm = z.infer<typeof ModerationForm>;
export type ModerationAct = ModerationForm["act"];

/** `/moderation?status=&cursor=`. */
export const ReportsQuery = PageQuery.extend({
  status: z.enum(["open", "closed"]).default("open"),
  cursor: ReportId.optional(),
});
