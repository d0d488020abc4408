import { exportTtlMs, type ExportJob } from "../../app/contract/account-export";
import { accountOf } from "../../app/domain/accounts/sessions.server";
import {
  callsPerStep,
  estimateExportSteps,
  exportStart,
  exportStep,
  type ExportServices,
} from "../../app/domain/accounts/export.server";
import { emptyZip, joined, writePart, zipEnd, type ZipEntry } from "../../app/domain/accounts/zip-writer.server";
import type { ExportRequest, StoredExport } from "../../app/domain/ports";
import { exportReadme } from "../../app/text/export-readme";
import { findUser } from "../../db/queries/accounts";
import { scheduleRemoval } from "../../db/queries/photos";
import type { ExportRecord, ExportRows } from "./export-store";

/** The bounds of one run of an export. */
export interface ExportBounds {
  /** Calls to D1, R2 and rooms. */
  calls: number;
  /** Bytes of a part: R2 wants all of one size but the last, and at least 5 MiB. */
  partBytes: number;
}

/** A Durable Object may make 1,000 calls in one alarm; a part and a half is all that is ever in memory. */
export const exportBounds: ExportBounds = { calls: 400, partBytes: 5 * 1024 * 1024 };

/** An upload that nobody ended is removed with its file after this, in milliseconds, whatever happened to the job. */
const abandonedTtlMs = exportTtlMs + 24 * 60 * 60 * 1000;

/** Runs that may fail in a row, each after a longer pause: together about an hour. */
export const maxFailures = 8;

export interface ExportParts {
  rows: ExportRows;
  services: ExportServices & { newId: () => string };
  bounds: ExportBounds;
}

/**
 * The export of one person, made in runs. Whatever a run did not save it does again: reading changes nothing, a part that is
 * uploaded again replaces itself, and putting the parts together twice is putting them together once.
 */
export class ExportOfPerson {
  readonly #rows: ExportRows;
  readonly #services: ExportParts["services"];
  readonly #bounds: ExportBounds;

  constructor({ rows, services, bounds }: ExportParts) {
    this.#rows = rows;
    this.#services = services;
    this.#bounds = bounds;
  }

  /** Begins an export, unless one is being made; replaces one that is ready or failed. */
  async start({ userId, sessionId }: ExportRequest): Promise<ExportJob> {
    const known = this.#rows.read();
    if (known?.status === "running") return jobOf(known);
    await this.discard();
    const record = await this.#newRecord({ userId, sessionId });
    const raced = this.#rows.read();
    if (raced) return jobOf(raced);
    this.#rows.begin(record);
    return jobOf(record);
  }

  /** The removal of the file is scheduled before there is one: whatever happens to the job, it goes. */
  async #newRecord({ userId, sessionId }: ExportRequest): Promise<ExportRecord> {
    const { db, now, photoStorage, newId } = this.#services;
    const key = photoStorage.exports.keyOf(newId());
    await scheduleRemoval(db, [key], new Date(now().getTime() + abandonedTtlMs));
    return {
      status: "running",
      ...{ userId, sessionId, key },
      uploadId: null,
      startedAt: now().getTime(),
      expiresAt: null,
      reading: exportStart,
      zip: emptyZip(now()),
      uploaded: 0,
      etags: [],
      stepsDone: 0,
      stepsEstimated: await estimateExportSteps(this.#services, userId),
      failures: 0,
    };
  }

  /** Returns the export; null when there is none, or it expired. */
  find(): StoredExport | null {
    const record = this.#rows.read();
    if (!record || (record.expiresAt !== null && record.expiresAt <= this.#services.now().getTime())) return null;
    return { job: jobOf(record), key: record.key };
  }

  /** Stops an export and schedules the removal of its file. */
  async discard(): Promise<void> {
    const record = this.#rows.read();
    if (!record) return;
    const { db, now, photoStorage } = this.#services;
    const { key, uploadId } = record;
    await scheduleRemoval(db, [key], now());
    // R2 drops an upload that was not ended after a week by itself.
    if (uploadId !== null) await photoStorage.exports.abort({ key, id: uploadId }).catch(() => undefined);
    this.#rows.clear();
  }

  /** Does a bounded part of the work. Returns when to be called next, in milliseconds since 1970; null for not at all. */
  async run(): Promise<number | null> {
    const record = this.#rows.read();
    if (!record) return null;
    if (record.status !== "running") return this.#expire(record);
    if (record.reading !== null && this.#rows.waitingBytes() < this.#bounds.partBytes) await this.#read(record);
    else await this.#upload(record);
    const after = this.#rows.read();
    return after && (after.status === "running" ? this.#services.now().getTime() : after.expiresAt);
  }

  /** Notes that a run failed. Returns when to try again; null once it failed for good. */
  noteFailure(): number | null {
    const record = this.#rows.read();
    if (record?.status !== "running") return null;
    const failures = record.failures + 1;
    const now = this.#services.now().getTime();
    if (failures < maxFailures) {
      this.#rows.save({ ...record, failures });
      return now + 15_000 * 2 ** failures;
    }
    // What it made goes with the removal that was scheduled at its beginning; the record stays, to be told and retried.
    const expiresAt = now + exportTtlMs;
    this.#rows.save({ ...record, failures, status: "failed", expiresAt });
    return expiresAt;
  }

  async #expire(record: ExportRecord): Promise<number | null> {
    if (record.expiresAt !== null && record.expiresAt > this.#services.now().getTime()) return record.expiresAt;
    await this.discard();
    return null;
  }

  /** Reads until a part is full or the run's calls are used, and saves what it read with the place where it goes on. */
  async #read(record: ExportRecord): Promise<void> {
    const user = await findUser(this.#services.db, record.userId);
    if (!user) return this.discard();
    const about = { viewer: { account: accountOf(user), sessionId: record.sessionId }, writeReadme: exportReadme };
    const bytes: Uint8Array[] = [];
    const entries: ZipEntry[] = [];
    let { reading, zip, stepsDone } = record;
    let size = this.#rows.waitingBytes();
    for (let calls = 1; reading && calls < this.#bounds.calls && size < this.#bounds.partBytes; calls += callsPerStep) {
      const { parts, state } = await exportStep(this.#services, about, reading);
      for (const part of parts) {
        const written = writePart(zip, part);
        zip = written.state;
        bytes.push(written.bytes);
        size += written.bytes.length;
        if (written.closed) entries.push(written.closed);
      }
      reading = state;
      stepsDone += 1;
    }
    if (reading === null) bytes.push(zipEnd(zip, [...this.#rows.entries(), ...entries]));
    this.#rows.save({ ...record, reading, zip, stepsDone, failures: 0 }, { bytes: [joined(bytes)], entries });
  }

  /** Uploads a part; after the last one, puts them together. */
  async #upload(record: ExportRecord): Promise<void> {
    const { exports } = this.#services.photoStorage;
    const { key, etags } = record;
    const id = record.uploadId ?? (await exports.begin(key));
    if (record.uploadId === null) this.#rows.save({ ...record, uploadId: id });
    const waiting = this.#rows.waiting();
    const part = waiting.subarray(0, this.#bounds.partBytes);
    if (part.length > 0) {
      const etag = await exports.putPart({ key, id }, etags.length + 1, part);
      const uploaded = record.uploaded + part.length;
      const after = { ...record, uploadId: id, uploaded, etags: [...etags, etag], failures: 0 };
      return this.#rows.saveUploaded(after, part.length);
    }
    await exports.complete({ key, id }, etags);
    const expiresAt = this.#services.now().getTime() + exportTtlMs;
    await scheduleRemoval(this.#services.db, [key], new Date(expiresAt));
    this.#rows.save({ ...record, uploadId: null, status: "ready", expiresAt, failures: 0 });
  }
}

function jobOf(record: ExportRecord): ExportJob {
  const { status, stepsDone, stepsEstimated, startedAt, expiresAt, uploaded } = record;
  return {
    status,
    progress: status === "ready" ? 1 : Math.min(0.99, stepsDone / Math.max(1, stepsEstimated)),
    started_at: new Date(startedAt).toISOString(),
    expires_at: status === "ready" && expiresAt !== null ? new Date(expiresAt).toISOString() : null,
    bytes: status === "ready" ? uploaded : null,
  };
}
