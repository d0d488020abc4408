/** Facts of a room by name, in its own SQLite. Those that were looked at stay in memory, as many are after every message. */
export class SqlFacts {
  readonly #sql: SqlStorage;
  readonly #known = new Map<string, string | null>();

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Creates the table if it is missing. */
  prepare(): void {
    this.#sql.exec("CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID");
    this.#known.clear();
  }

  /** Returns a fact; null when there is none of that name. */
  read(name: string): string | null {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const [row] = this.#sql.exec<{ value: string }>("SELECT value FROM facts WHERE name = ?", name).toArray();
    const value = row?.value ?? null;
    this.#known.set(name, value);
    return value;
  }

  /** Writes a fact. Null removes it. */
  write(name: string, value: string | null): void {
    if (value === null) this.#sql.exec("DELETE FROM facts WHERE name = ?", name);
    else this.#sql.exec("INSERT OR REPLACE INTO facts VALUES (?, ?)", name, value);
    this.#known.set(name, value);
  }
}
