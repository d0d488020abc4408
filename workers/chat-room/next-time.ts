/** The earliest time in a table of the room's own SQLite, asked for once until the table changes: every frame looks at it. */
export class NextTime {
  readonly #sql: SqlStorage;
  readonly #query: string;
  /** Null for none, undefined when it is not known. */
  #at: number | null | undefined;

  /** @param query selects the earliest as `at`, in milliseconds since 1970 */
  constructor(sql: SqlStorage, query: string) {
    this.#sql = sql;
    this.#query = query;
  }

  /** Returns it in milliseconds since 1970; null when there is none. */
  get(): number | null {
    if (this.#at === undefined) this.#at = this.#sql.exec<{ at: number | null }>(this.#query).one().at;
    return this.#at;
  }

  /** Called when a time was added: nothing is asked again. */
  add(at: number): void {
    if (this.#at !== undefined) this.#at = Math.min(this.#at ?? at, at);
  }

  /** Called when the table has changed otherwise. */
  forget(): void {
    this.#at = undefined;
  }
}
