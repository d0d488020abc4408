import { connectDatabase, type Database } from "./client";

/** One request's session of D1 (its Sessions API): whatever it reads is at least as new as all that it read and wrote before. */
export interface DatabaseSession {
  db: Database;
  /** Returns the state of the database after what the session asked; null before it asked anything. */
  bookmark: () => string | null;
  /** Returns whether it wrote, or tried to. */
  hasWritten: () => boolean;
}

/**
 * Opens a session that begins where D1's `withSession` says: at a bookmark or by one of its two words. It asks nothing by
 * itself, so no trip to D1 is added.
 */
export function openDatabaseSession(binding: Pick<D1Database, "withSession">, start: string): DatabaseSession {
  const session = binding.withSession(start);
  let hasWritten = false;
  const noting = {
    prepare: (query: string) => {
      hasWritten ||= isWrite(query);
      return session.prepare(query);
    },
    batch: <Row>(statements: D1PreparedStatement[]) => session.batch<Row>(statements),
  };
  return { db: connectDatabase(noting), bookmark: () => session.getBookmark(), hasWritten: () => hasWritten };
}

/** A read that looks like a write costs a cookie, and nothing else. */
function isWrite(query: string): boolean {
  return !/^\s*(select|with)\b/i.test(query) || /\b(insert|update|delete)\b/i.test(query);
}
