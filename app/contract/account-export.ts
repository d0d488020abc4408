import { z } from "zod";

/** Milliseconds for which a finished export can be downloaded. */
export const exportTtlMs = 7 * 24 * 60 * 60 * 1000;

/** Where the job of an export is read, started and cancelled. */
export const exportJobPath = "/api/account/export/job";

/** The progress of an export that is made in the background. */
export const ExportJob = z.object({
  status: z.enum(["running", "ready", "failed"]),
  /** 0 to 1, by an estimate of the work. */
  progress: z.number().min(0).max(1),
  started_at: z.iso.datetime(),
  /** Null until it is ready; then until when it can be downloaded, and its size. */
  expires_at: z.iso.datetime().nullable(),
  bytes: z.int().nullable(),
});
export type ExportJob = z.infer<typeof ExportJob>;
