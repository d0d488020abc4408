import type { ExportJob } from "~/contract/account-export";
import type { UserId } from "~/contract/ids";
import type { Services } from "~/domain/ports";
import { estimateExportSteps, exportStart, exportStep, type ExportServices, type WriteReadme } from "./export.server";
import type { Viewer } from "./sessions.server";
import { emptyZip, writePart, zipEnd, type ZipEntry } from "./zip-writer.server";

/** An export of more steps is made by a job: most make two calls, none more than 8, and a Worker may make 1,000 in a request. */
const maxStepsAtOnce = 120;

/** Returns whether an account is small enough to be exported while it is downloaded. */
export async function isSmallExport(services: Pick<Services, "db">, userId: UserId): Promise<boolean> {
  return (await estimateExportSteps(services, userId)) <= maxStepsAtOnce;
}

export type OpenedExport = { kind: "archive"; body: ReadableStream } | { kind: "being_made"; job: ExportJob };

/** Opens a person's export: made at once for a small account, else the file of the job, which is started when there is none. */
export async function openExport(
  services: ExportServices & Pick<Services, "accountJobs">,
  viewer: Viewer,
  writeReadme: WriteReadme,
): Promise<OpenedExport> {
  const userId = viewer.account.id;
  if (await isSmallExport(services, userId)) {
    return { kind: "archive", body: exportStream(services, viewer, writeReadme) };
  }
  const found = await services.accountJobs.findExport(userId);
  if (found?.job.status === "running") return { kind: "being_made", job: found.job };
  const file = found?.job.status === "ready" ? await services.photoStorage.exports.get(found.key) : null;
  if (file) return { kind: "archive", body: file.body };
  return { kind: "being_made", job: await services.accountJobs.startExport({ userId, sessionId: viewer.sessionId }) };
}

/** The way to a person's data: at once, or by a job, which may not have been started. */
export type ExportOffer = { kind: "at_once" } | { kind: "job"; job: ExportJob | null };

/** Returns how a person gets their data now. */
export async function offerExport(
  services: Pick<Services, "db" | "accountJobs">,
  userId: UserId,
): Promise<ExportOffer> {
  if (await isSmallExport(services, userId)) return { kind: "at_once" };
  const found = await services.accountJobs.findExport(userId).catch(() => null);
  return { kind: "job", job: found?.job ?? null };
}

/**
 * A ZIP archive of everything that belongs to a person, made while it is read: no more of it is in memory than one step
 * reads. An error ends the stream, so that a download that is not whole is seen to have failed.
 */
export function exportStream(
  services: ExportServices,
  viewer: Viewer,
  writeReadme: WriteReadme,
): ReadableStream<Uint8Array> {
  const chunks = archive(services, viewer, writeReadme);
  return new ReadableStream(
    {
      async pull(controller) {
        const chunk = await chunks.next();
        if (chunk.done) controller.close();
        else controller.enqueue(chunk.value);
      },
      async cancel() {
        await chunks.return();
      },
    },
    { highWaterMark: 0 },
  );
}

async function* archive(
  services: ExportServices,
  viewer: Viewer,
  writeReadme: WriteReadme,
): AsyncGenerator<Uint8Array, void> {
  const entries: ZipEntry[] = [];
  let zip = emptyZip(services.now());
  let state: typeof exportStart | null = exportStart;
  while (state !== null) {
    const step = await exportStep(services, { viewer, writeReadme }, state);
    for (const part of step.parts) {
      const { state: after, bytes, closed } = writePart(zip, part);
      zip = after;
      if (closed) entries.push(closed);
      if (bytes.length > 0) yield bytes;
    }
    state = step.state;
  }
  yield zipEnd(zip, entries);
}
