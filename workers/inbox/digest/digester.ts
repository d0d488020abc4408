import { Buffer } from "node:buffer";
import { timingSafeEqual } from "node:crypto";
import type { DigestCounts } from "../../../app/contract/letter";
import { waitingEntries } from "../core/read";
import type { InboxState } from "../core/state";
import { daily, digestDueAt, digestOf, type DigestPace } from "./plan";
import type { DigestRows } from "./digest-rows";

/** The operator's settings of mail, of which an inbox needs to know whether there are any. */
export interface DigestEnv {
  MAIL_FROM?: string;
  /** Milliseconds in place of a day: for tests. */
  DIGEST_WAIT_MS?: string;
}

/** The parts that a digester is made of. */
export interface DigesterParts {
  rows: DigestRows;
  env: DigestEnv;
  /** Returns the inbox as it is now. */
  readState: () => InboxState;
  /** Whether the person wants these mails. */
  isWanted: () => boolean;
  /** Mails the person, if their address is confirmed and takes mails. */
  mail: (digest: { counts: DigestCounts; key: string }) => Promise<void>;
}

/** Mails a person what has waited for a day. The pure functions of `plan.ts` decide. */
export class Digester {
  readonly #parts: DigesterParts;

  constructor(parts: DigesterParts) {
    this.#parts = parts;
  }

  /** Returns when a mail is due; null while none is, and where none is sent. */
  dueAt(now: number): number | null {
    const { rows, env, isWanted } = this.#parts;
    return env.MAIL_FROM && isWanted() ? digestDueAt(this.#waiting(now), rows.last(), this.#pace()) : null;
  }

  /** Sends a mail if one is due. What is kept first says that it was sent: a crash may lose one, and never sends two. */
  async ring(now: number): Promise<void> {
    const dueAt = this.dueAt(now);
    if (dueAt === null || dueAt > now) return;
    const { rows, mail } = this.#parts;
    const { counts, countedUntil } = digestOf(this.#waiting(now), now, this.#pace());
    const key = rows.key() ?? Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url");
    rows.saveKey(key);
    rows.saveLast({ sentAt: now, countedUntil });
    await mail({ counts, key });
  }

  /** Returns whether a key is the one of the person's mails. */
  isKey(key: string): boolean {
    const own = this.#parts.rows.key();
    const bytesOf = (text: string) => new TextEncoder().encode(text);
    return own?.length === key.length && timingSafeEqual(bytesOf(own), bytesOf(key));
  }

  #waiting(now: number) {
    return waitingEntries(this.#parts.readState(), now);
  }

  #pace(): DigestPace {
    const milliseconds = Number(this.#parts.env.DIGEST_WAIT_MS ?? 0);
    return milliseconds > 0 ? { waitMs: milliseconds, gapMs: milliseconds } : daily;
  }
}
