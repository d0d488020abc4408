import type { UserId } from "../../app/contract/ids";

/** How many messages of each member are unread. Kept in memory: to count them reads them all, and one is added each time. */
export class MessageCounts {
  readonly #sql: SqlStorage;
  readonly #known = new Map<UserId, { after: number; count: number }>();

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Returns how many messages of a sender that the other member may have come after a seq; reads only the rows after it. */
  countFrom(senderId: UserId, after: number): number {
    const known = this.#known.get(senderId);
    if (known?.after === after) return known.count;
    const query =
      "SELECT count(*) AS n FROM messages WHERE seq > ? AND sender_id = ? AND seq NOT IN (SELECT seq FROM hidden)";
    const { n: count } = this.#sql.exec<{ n: number }>(query, after, senderId).one();
    this.#known.set(senderId, { after, count });
    return count;
  }

  /** Called when a message that the other member may have was appended. */
  add(senderId: UserId): void {
    const known = this.#known.get(senderId);
    if (known) known.count += 1;
  }

  /** Called when messages are gone. */
  forget(): void {
    this.#known.clear();
  }
}
