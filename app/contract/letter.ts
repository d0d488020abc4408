/** The mails that the app writes. Names stand in their bodies alone, never in a header. */
import { z } from "zod";

/** A letter to a person. `name`: theirs. `path`: where its button leads, with the secret of a link. */
export type Letter =
  | { kind: "reset_password"; name: string; path: string }
  /** The password was changed by a link. */
  | { kind: "password_was_reset"; name: string; path: string }
  | { kind: "recovery_code_used"; name: string; path: string }
  | { kind: "verify_email"; name: string; path: string }
  /** To the new address, and to the one before. */
  | { kind: "change_email" | "email_was_changed"; name: string; path: string }
  /** Somebody signed up where addresses are confirmed first. */
  | { kind: "finish_sign_up"; name: string; path: string }
  /** Somebody signed up with the address of an account. */
  | { kind: "already_member"; name: string; path: string }
  /** A summary of what has waited for a day. It names nobody. `unsubscribe`: the path by which there are no more of them. */
  | { kind: "digest"; counts: DigestCounts; path: string; unsubscribe: string };

/** The counts of what waits. `others`: accepted requests, originals, moderation, sign-ins. */
export interface DigestCounts {
  messages: number;
  requests: number;
  others: number;
}

/** A letter's content, before it is plain text and HTML. */
export interface LetterText {
  subject: string;
  paragraphs: string[];
  action: { label: string; path: string };
  /** Why the reader gets it, and what to do if it is a mistake. */
  footer: string;
  /** Of a mail that comes again: how there are no more of them. One press of it is enough (RFC 8058). */
  unsubscribe?: { label: string; path: string };
}

/** A mail in the mailbox of a local run, as a provider gets it. */
export const LocalMail = z.object({
  to: z.array(z.string()),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  /** Besides those of every mail. */
  headers: z.record(z.string(), z.string()).optional(),
  sent_at: z.string(),
});
export type LocalMail = z.infer<typeof LocalMail>;
