import type { UserId, SessionId } from "../../app/contract/ids";
import type { ExportState } from "../../app/domain/accounts/export.server";
import type { ZipEntry, ZipState } from "../../app/domain/accounts/zip-writer.server";

/** An export that is being made, ready, or failed; times in milliseconds. All that a process needs to go on with it. */
export interface ExportRecord {
  status: "running" | "ready" | "failed";
  userId: UserId;
  sessionId: SessionId;
  key: string;
  /** Null until the upload of its parts has begun, and once they are put together. */
  uploadId: string | null;
  startedAt: number;
  expiresAt: number | null;
  /** Where reading goes on; null when all has been read and the rest is to be uploaded. */
  reading: ExportState | null;
  zip: ZipState;
  /** Bytes that were uploaded, and their parts' etags. */
  uploaded: number;
  etags: string[];
  stepsDone: number;
  stepsEstimated: number;
  /** Runs in a row that failed. */
  failures: number;
}

/** A row of SQLite holds at most 2 MB. */
const maxRowBytes = 1024 * 1024;

const tables = {
  export: "id INTEGER PRIMARY KEY CHECK (id = 1), record TEXT NOT NULL",
  waiting: "n INTEGER PRIMARY KEY AUTOINCREMENT, bytes BLOB NOT NULL",
  entries: "n INTEGER PRIMARY KEY AUTOINCREMENT, entry TEXT NOT NULL",
};

/**
 * The export of one person in the object's own SQLite: its record, what waits to be uploaded, and the list of its files.
 * Who has no export has no tables.
 */
export class ExportRows {
  readonly #storage: DurableObjectStorage;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
  }

  read(): ExportRecord | null {
    const known = this.#storage.sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'export'").toArray();
    if (known.length === 0) return null;
    const [row] = this.#storage.sql.exec<{ record: string }>("SELECT record FROM export").toArray();
    return row ? (JSON.parse(row.record) as ExportRecord) : null; // written by this class alone
  }

  /** Begins with a record; whatever was there is gone. */
  begin(record: ExportRecord): void {
    this.#storage.transactionSync(() => {
      this.clear();
      for (const [name, columns] of Object.entries(tables)) this.#storage.sql.exec(`CREATE TABLE ${name} (${columns})`);
      this.#storage.sql.exec("INSERT INTO export (id, record) VALUES (1, ?)", JSON.stringify(record));
    });
  }

  /**
   * Keeps a record with what its run made, in one transaction: a crash leaves all of it or nothing. An export that was
   * stopped or replaced meanwhile is left alone.
   */
  save(record: ExportRecord, made: { bytes: Uint8Array[]; entries: ZipEntry[] } = { bytes: [], entries: [] }): void {
    this.#storage.transactionSync(() => {
      if (this.read()?.key !== record.key) return;
      const { sql } = this.#storage;
      sql.exec("UPDATE export SET record = ?", JSON.stringify(record));
      for (const bytes of made.bytes.flatMap(inRows)) sql.exec("INSERT INTO waiting (bytes) VALUES (?)", bytes);
      for (const entry of made.entries) sql.exec("INSERT INTO entries (entry) VALUES (?)", JSON.stringify(entry));
    });
  }

  /** Keeps a record whose newest part was uploaded: the first `bytes` that waited are gone, the rest waits on. */
  saveUploaded(record: ExportRecord, bytes: number): void {
    this.#storage.transactionSync(() => {
      if (this.read()?.key !== record.key) return;
      const rest = this.waiting().subarray(bytes);
      this.#storage.sql.exec("DELETE FROM waiting");
      this.save(record, { bytes: rest.length > 0 ? [rest] : [], entries: [] });
    });
  }

  /** Returns how many bytes wait to be uploaded. */
  waitingBytes(): number {
    return Number(this.#storage.sql.exec("SELECT coalesce(sum(length(bytes)), 0) AS n FROM waiting").one().n);
  }

  waiting(): Uint8Array {
    const all = new Uint8Array(this.waitingBytes());
    let at = 0;
    for (const { bytes } of this.#storage.sql.exec<{ bytes: ArrayBuffer }>("SELECT bytes FROM waiting ORDER BY n")) {
      all.set(new Uint8Array(bytes), at);
      at += bytes.byteLength;
    }
    return all;
  }

  entries(): ZipEntry[] {
    const rows = this.#storage.sql.exec<{ entry: string }>("SELECT entry FROM entries ORDER BY n").toArray();
    return rows.map(({ entry }) => JSON.parse(entry) as ZipEntry); // written by `save` alone
  }

  clear(): void {
    for (const name of Object.keys(tables)) this.#storage.sql.exec(`DROP TABLE IF EXISTS ${name}`);
  }
}

function inRows(bytes: Uint8Array): Uint8Array[] {
  const rows = Math.ceil(bytes.length / maxRowBytes);
  return Array.from({ length: rows }, (_, n) => bytes.slice(n * maxRowBytes, (n + 1) * maxRowBytes));
}
