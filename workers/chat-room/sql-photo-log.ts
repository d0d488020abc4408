/** The photos of a room in its own SQLite: those that wait for a message, and those that messages have. */
import { photoSendTtlMs, type ChatPhoto } from "../../app/contract/chat-photo";
import type { PhotoId, UserId } from "../../app/contract/ids";
import type { NewPhoto, UploadedPhoto } from "./room/state";

export class SqlPhotoLog {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /**
   * Creates the tables that are missing. `photo`: its JSON; empty once it was taken out of its message. `hidden_photos`: those
   * that D1 knew to be hidden when a lost log was found again, which has but the newest messages.
   */
  prepare(): void {
    this.#sql.exec(`
      CREATE TABLE IF NOT EXISTS photos (
        image_id TEXT PRIMARY KEY, owner_id TEXT NOT NULL, photo TEXT NOT NULL, uploaded_at INTEGER NOT NULL,
        seq INTEGER) WITHOUT ROWID;
      CREATE INDEX IF NOT EXISTS photos_seq ON photos (seq);
      CREATE TABLE IF NOT EXISTS message_photos (seq INTEGER PRIMARY KEY, photos TEXT NOT NULL);
      CREATE TABLE IF NOT EXISTS hidden_photos (image_id TEXT PRIMARY KEY) WITHOUT ROWID;
    `);
  }

  find(imageId: PhotoId): UploadedPhoto | null {
    type Row = { owner_id: UserId; photo: string; uploaded_at: number; seq: number | null };
    const query = "SELECT owner_id, photo, uploaded_at, seq FROM photos WHERE image_id = ?";
    const [row] = this.#sql.exec<Row>(query, imageId).toArray();
    if (!row) return null;
    const photo = row.photo === "" ? null : (JSON.parse(row.photo) as ChatPhoto); // written here alone
    return { ownerId: row.owner_id, photo, uploadedAt: row.uploaded_at, seq: row.seq };
  }

  /** Returns whether a photo is, or was, of a message that is its sender's alone. */
  isHidden(imageId: PhotoId): boolean {
    const query = `
      SELECT 1 FROM photos WHERE image_id = ?1
        AND (seq IN (SELECT seq FROM hidden) OR seq IN (SELECT seq FROM gone WHERE is_hidden = 1))
      UNION ALL SELECT 1 FROM hidden_photos WHERE image_id = ?1`;
    return this.#sql.exec(query, imageId).toArray().length > 0;
  }

  /** Hides photos of messages that the log may not have. */
  hide(imageIds: readonly PhotoId[]): void {
    for (const id of imageIds) this.#sql.exec("INSERT OR IGNORE INTO hidden_photos VALUES (?)", id);
  }

  add({ ownerId, photo, uploadedAt }: NewPhoto): void {
    this.#sql.exec("DELETE FROM photos WHERE seq IS NULL AND uploaded_at < ?", uploadedAt - photoSendTtlMs);
    const insert = "INSERT OR IGNORE INTO photos VALUES (?, ?, ?, ?, NULL)";
    this.#sql.exec(insert, photo.id, ownerId, JSON.stringify(photo), uploadedAt);
  }

  /** Puts photos into a message. */
  take(seq: number, ownerId: UserId, photos: readonly ChatPhoto[]): void {
    this.#sql.exec("INSERT INTO message_photos VALUES (?, ?)", seq, JSON.stringify(photos));
    // Of a log that was lost and found again the photos are not there yet.
    const upsert = "INSERT INTO photos VALUES (?, ?, ?, 0, ?) ON CONFLICT (image_id) DO UPDATE SET seq = excluded.seq";
    for (const photo of photos) this.#sql.exec(upsert, photo.id, ownerId, JSON.stringify(photo), seq);
  }

  /** Takes the photos out of a message. Their ids stay, until D1 knows. */
  drop(seq: number): void {
    this.#sql.exec("DELETE FROM message_photos WHERE seq = ?", seq);
    this.#sql.exec("UPDATE photos SET photo = '' WHERE seq = ?", seq);
  }

  /** Returns the photos that were taken out of a message. */
  droppedFrom(seq: number): PhotoId[] {
    const query = "SELECT image_id FROM photos WHERE seq = ? AND photo = ''";
    return this.#sql
      .exec<{ image_id: PhotoId }>(query, seq)
      .toArray()
      .map(({ image_id }) => image_id);
  }
}
