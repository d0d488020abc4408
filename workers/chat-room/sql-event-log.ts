/** The events of a conversation in the room's own SQLite, beside its messages. */
import type { DisappearAfter, EndedBy } from "../../app/contract/chat";
import type { NewestReveal } from "../../app/contract/conversation";
import type { PhotoId, UserId } from "../../app/contract/ids";
import type { RevealTerms } from "../../app/contract/reveal";
import { NextTime } from "./next-time";
import type { LoggedEvent, LoggedReveal, NewEvent } from "./room/state";

export class SqlEventLog {
  readonly #sql: SqlStorage;
  readonly #nextEnd: NextTime;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    this.#nextEnd = new NextTime(sql, "SELECT min(ends_at) AS at FROM reveal_ends");
  }

  /**
   * Creates the tables that are missing. `event_settings` and `event_terms` have what some events have more than others: a
   * hidden reveal is a row of the former without a setting.
   */
  prepare(): void {
    this.#sql.exec(`
      CREATE TABLE IF NOT EXISTS events (
        event_seq INTEGER PRIMARY KEY, type TEXT NOT NULL, user_id TEXT NOT NULL, image_id TEXT NOT NULL,
        after_seq INTEGER NOT NULL, created_at INTEGER NOT NULL);
      CREATE INDEX IF NOT EXISTS events_image ON events (image_id, event_seq);
      CREATE TABLE IF NOT EXISTS event_settings (
        event_seq INTEGER PRIMARY KEY, seconds INTEGER NOT NULL, client_id TEXT, is_hidden INTEGER NOT NULL);
      CREATE TABLE IF NOT EXISTS event_terms (event_seq INTEGER PRIMARY KEY, terms TEXT, ends_at INTEGER, end_cause TEXT);
      CREATE TABLE IF NOT EXISTS reveal_ends (image_id TEXT PRIMARY KEY, ends_at INTEGER NOT NULL) WITHOUT ROWID;
      CREATE INDEX IF NOT EXISTS event_settings_client_id ON event_settings (client_id) WHERE client_id IS NOT NULL;
    `);
    this.#nextEnd.forget();
  }

  append(event: NewEvent): LoggedEvent {
    const insert = "INSERT INTO events (type, user_id, image_id, after_seq, created_at) VALUES (?, ?, ?, ?, ?)";
    const { type, userId, afterSeq, createdAt } = event;
    const imageId = type === "disappearing" ? "" : event.imageId;
    const { event_seq: eventSeq } = this.#sql
      .exec<{ event_seq: number }>(`${insert} RETURNING event_seq`, type, userId, imageId, afterSeq, createdAt)
      .one();
    const logged = { ...event, eventSeq };
    this.#saveRest(logged);
    return logged;
  }

  /** Returns at most the newest `limit` events after a number that a member may have, in order. */
  after(eventSeq: number, { viewer, limit }: { viewer: UserId; limit: number }): LoggedEvent[] {
    const where = "event_seq > ? AND (is_hidden IS NOT 1 OR user_id = ?) ORDER BY event_seq DESC LIMIT ?";
    return this.#read(where, eventSeq, viewer, limit).reverse();
  }

  /** Returns the events of both members after a number, in order: at most `limit` of them. */
  allAfter(eventSeq: number, limit: number): LoggedEvent[] {
    return this.#read("event_seq > ? ORDER BY event_seq LIMIT ?", eventSeq, limit);
  }

  with(userId: UserId, clientId: string): LoggedEvent | null {
    return this.#read("client_id = ? AND user_id = ?", clientId, userId)[0] ?? null;
  }

  /** Returns the newest original that a member knows to be revealed or taken back: an end that came by itself is no news. */
  newestByHand(viewer: UserId): NewestReveal | null {
    const isKnown = "(is_hidden IS NOT 1 OR user_id = ?)";
    const where = `type IN ('reveal', 'unreveal') AND end_cause IS NULL AND ${isKnown} ORDER BY event_seq DESC LIMIT 1`;
    const [newest] = this.#read(where, viewer);
    if (newest?.type !== "reveal" && newest?.type !== "unreveal") return null;
    return { type: newest.type, userId: newest.userId, at: newest.createdAt };
  }

  newestOf(imageId: PhotoId): LoggedReveal | null {
    return this.#newestReveal("image_id = ?", imageId);
  }

  newestRevealOf(imageId: PhotoId): LoggedReveal | null {
    return this.#newestReveal("image_id = ? AND type = 'reveal'", imageId);
  }

  /** Saves when the reveal of a photo ends by itself; with null it does not. */
  saveEnd(imageId: PhotoId, endsAt: number | null): void {
    if (endsAt === null) this.#sql.exec("DELETE FROM reveal_ends WHERE image_id = ?", imageId);
    else this.#sql.exec("INSERT OR REPLACE INTO reveal_ends VALUES (?, ?)", imageId, endsAt);
    this.#nextEnd.forget();
  }

  endingBy(time: number): PhotoId[] {
    const query = "SELECT image_id FROM reveal_ends WHERE ends_at <= ? ORDER BY ends_at, image_id";
    return this.#sql
      .exec<{ image_id: PhotoId }>(query, time)
      .toArray()
      .map(({ image_id }) => image_id);
  }

  /** Returns when the next reveal ends by itself, in milliseconds since 1970; null when none will. */
  nextEndAt(): number | null {
    return this.#nextEnd.get();
  }

  imagesOf(userId: UserId): PhotoId[] {
    const query = "SELECT DISTINCT image_id FROM events WHERE user_id = ? AND image_id <> ''";
    return this.#sql
      .exec<{ image_id: PhotoId }>(query, userId)
      .toArray()
      .map(({ image_id }) => image_id);
  }

  /** Returns after how many seconds messages disappear, as a member sees it. */
  disappearAfter(viewer: UserId): DisappearAfter {
    const where = "type = 'disappearing' AND (is_hidden IS NOT 1 OR user_id = ?) ORDER BY event_seq DESC LIMIT 1";
    const [newest] = this.#read(where, viewer);
    return newest?.type === "disappearing" ? newest.after : 0;
  }

  /** Fills an empty log with what D1 has. Of a reveal that is over by now the next look at the ends finds it. */
  adopt(events: readonly LoggedEvent[]): void {
    for (const event of events) {
      const { eventSeq, type, userId, afterSeq, createdAt } = event;
      const imageId = type === "disappearing" ? "" : event.imageId;
      this.#sql.exec(
        "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)",
        eventSeq,
        type,
        userId,
        imageId,
        afterSeq,
        createdAt,
      );
      this.#saveRest(event);
      if (event.type === "reveal" || event.type === "unreveal") this.saveEnd(event.imageId, event.endsAt);
    }
  }

  #newestReveal(where: string, imageId: PhotoId): LoggedReveal | null {
    const [newest] = this.#read(`${where} ORDER BY event_seq DESC LIMIT 1`, imageId);
    return newest && newest.type !== "disappearing" ? newest : null;
  }

  #saveRest(event: LoggedEvent): void {
    const { eventSeq, isHidden } = event;
    const insert = "INSERT INTO event_settings VALUES (?, ?, ?, ?)";
    if (event.type === "disappearing") {
      this.#sql.exec(insert, eventSeq, event.after, event.clientId === "" ? null : event.clientId, isHidden ? 1 : 0);
      return;
    }
    if (isHidden) this.#sql.exec(insert, eventSeq, 0, null, 1);
    this.#saveTerms(event);
  }

  #saveTerms({ eventSeq, terms, endsAt, endedBy }: LoggedReveal): void {
    if (terms === null && endsAt === null && endedBy === null) return;
    this.#sql.exec("INSERT INTO event_terms VALUES (?, ?, ?, ?)", eventSeq, terms, endsAt, endedBy);
  }

  #read(where: string, ...values: (number | string)[]): LoggedEvent[] {
    return this.#sql
      .exec<EventRow>(
        `SELECT * FROM events LEFT JOIN event_settings USING (event_seq) LEFT JOIN event_terms USING (event_seq) WHERE ${where}`,
        ...values,
      )
      .toArray()
      .map(loggedEvent);
  }
}

/** An event as the room's tables have it, and D1's but for the client id. */
type EventRow = {
  event_seq: number;
  type: LoggedEvent["type"];
  user_id: UserId;
  /** Empty for an event about no photo. */
  image_id: PhotoId | "";
  after_seq: number;
  created_at: number;
  seconds: DisappearAfter | null;
  is_hidden: number | null;
  client_id?: string | null;
  terms: RevealTerms | null;
  ends_at: number | null;
  end_cause: EndedBy | null;
};

/** Returns an event as the rules have it. */
export function loggedEvent(row: EventRow): LoggedEvent {
  const { event_seq: eventSeq, type, user_id: userId, after_seq: afterSeq, created_at: createdAt } = row;
  const fields = { eventSeq, userId, afterSeq, createdAt, isHidden: row.is_hidden === 1 };
  const { image_id: imageId, terms, ends_at: endsAt, end_cause: endedBy } = row;
  if (type !== "disappearing" && imageId !== "") return { ...fields, type, imageId, terms, endsAt, endedBy };
  return { ...fields, type: "disappearing", after: row.seconds ?? 0, clientId: row.client_id ?? "" };
}
