/**
 * The words of a room's messages, in an index (FTS5) that is made when somebody first searches: a message costs nothing
 * more when it is sent. Triggers keep it as the messages are, so what is edited, deleted or gone is found no more.
 */
import { findWords, type RoomFindings, type RoomSearch } from "../../app/contract/search";
import type { UserId } from "../../app/contract/ids";

/** Messages that one search adds to the index: about a quarter of a second of CPU. */
const indexedAtOnce = 5_000;

/** Messages that only one of the two sees as they are now: those of somebody who is blocked, edited. They are compared one by one. */
const maxOwnVersions = 500;

type FoundRow = { seq: number; sender_id: UserId; content: string; own_content: string | null; created_at: number };

export class WordIndex {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Returns the newest messages below a seq that have all words, as a member reads them. */
  search(search: RoomSearch): RoomFindings {
    if (search.words.length === 0) return { hits: [], next: null };
    this.#prepare();
    const low = this.#extend();
    const found = [...this.#logged(search), ...this.#ownVersions(search)];
    const hits = [...new Map(found.map((hit) => [hit.seq, hit])).values()]
      .toSorted((a, b) => b.seq - a.seq)
      .slice(0, search.limit);
    const isFull = hits.length === search.limit;
    return { hits, next: isFull ? (hits.at(-1)?.seq ?? null) : low };
  }

  /** Creates what is missing: at the first search, and after everything was deleted. */
  #prepare(): void {
    this.#sql.exec(`
      CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(
        content, tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'", prefix = '2 3');
      CREATE TABLE IF NOT EXISTS indexed (low INTEGER NOT NULL, high INTEGER NOT NULL);
      CREATE TRIGGER IF NOT EXISTS words_edited AFTER UPDATE OF content ON messages BEGIN
        UPDATE words SET content = new.content WHERE rowid = new.seq;
      END;
      CREATE TRIGGER IF NOT EXISTS words_deleted AFTER DELETE ON messages BEGIN
        DELETE FROM words WHERE rowid = old.seq;
      END;
    `);
    // Of what is deleted nothing stays in the index, either.
    if (!this.#range()) this.#sql.exec("INSERT INTO words (words, rank) VALUES ('secure-delete', 1)");
  }

  #range(): { low: number; high: number } | undefined {
    return this.#sql.exec<{ low: number; high: number }>("SELECT low, high FROM indexed").toArray()[0];
  }

  /** Adds messages to the index, the newest first. Returns the seq below which some are missing; null when none is. */
  #extend(): number | null {
    const ends = "SELECT min(seq) AS first, max(seq) AS last FROM messages";
    const { first, last } = this.#sql.exec<{ first: number | null; last: number | null }>(ends).one();
    if (first === null || last === null) return null;
    const before = this.#range() ?? { low: last + 1, high: last };
    const high = Math.min(last, before.high + indexedAtOnce);
    this.#add(before.high + 1, high);
    const low = Math.max(Math.min(first, before.low), before.low - (indexedAtOnce - (high - before.high)));
    this.#add(low, before.low - 1);
    this.#sql.exec("DELETE FROM indexed");
    this.#sql.exec("INSERT INTO indexed VALUES (?, ?)", low, high);
    return low > first ? low : null;
  }

  #add(from: number, to: number): void {
    if (to < from) return;
    const insert = "INSERT INTO words (rowid, content) SELECT seq, content FROM messages WHERE seq BETWEEN ? AND ?";
    this.#sql.exec(insert, from, to);
  }

  /** The index's matches; where the member sees other words than the log has, those count. */
  #logged({ viewer, words, before, limit }: RoomSearch): RoomFindings["hits"] {
    const query = `
      SELECT m.seq, m.sender_id, m.content, v.content AS own_content, m.created_at
      FROM words JOIN messages m ON m.seq = words.rowid
      LEFT JOIN views v ON v.viewer_id = ?1 AND v.seq = m.seq
      WHERE words MATCH ?2 AND words.rowid < ?3
        AND (m.sender_id = ?1 OR m.seq NOT IN (SELECT seq FROM hidden)) AND v.is_removed IS NOT 1 AND v.content IS NULL
      ORDER BY words.rowid DESC LIMIT ?4`;
    // In quotes nothing is an operator; a word has no quotes.
    const match = words.map((word) => `"${word}"*`).join(" ");
    return this.#sql.exec<FoundRow>(query, viewer, match, before, limit).toArray().map(hitOf);
  }

  #ownVersions({ viewer, words, before }: RoomSearch): RoomFindings["hits"] {
    const query = `
      SELECT m.seq, m.sender_id, m.content, v.content AS own_content, m.created_at
      FROM views v JOIN messages m ON m.seq = v.seq
      WHERE v.viewer_id = ?1 AND v.seq < ?2 AND v.content IS NOT NULL AND v.is_removed = 0
      ORDER BY v.seq DESC LIMIT ?3`;
    return this.#sql
      .exec<FoundRow>(query, viewer, before, maxOwnVersions)
      .toArray()
      .map(hitOf)
      .filter(({ content }) => findWords(content, words).length > 0);
  }
}

function hitOf({ seq, sender_id, content, own_content, created_at }: FoundRow): RoomFindings["hits"][number] {
  return { seq, senderId: sender_id, content: own_content ?? content, createdAt: created_at };
}
