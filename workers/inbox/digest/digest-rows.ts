import type { LastDigest } from "./plan";

/** The rows that the mails to one person need, in the inbox's own SQLite. */
export class DigestRows {
  readonly #storage: DurableObjectStorage;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    this.prepare();
  }

  /** Creates the table when it is missing: at first, and after everything was deleted. */
  prepare(): void {
    this.#storage.sql.exec(
      "CREATE TABLE IF NOT EXISTS digest_facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    );
  }

  last(): LastDigest {
    return { sentAt: Number(this.#fact("sent_at") ?? 0), countedUntil: Number(this.#fact("counted_until") ?? 0) };
  }

  saveLast({ sentAt, countedUntil }: LastDigest): void {
    this.#saveFact("sent_at", String(sentAt));
    this.#saveFact("counted_until", String(countedUntil));
  }

  /** Returns the secret by which the mails are stopped; null before the first mail. */
  key(): string | null {
    return this.#fact("key");
  }

  saveKey(key: string): void {
    this.#saveFact("key", key);
  }

  #fact(name: string): string | null {
    const rows = this.#storage.sql.exec<{ value: string }>("SELECT value FROM digest_facts WHERE name = ?", name);
    return rows.toArray()[0]?.value ?? null;
  }

  #saveFact(name: string, value: string): void {
    this.#storage.sql.exec("INSERT OR REPLACE INTO digest_facts VALUES (?, ?)", name, value);
  }
}
