/** Reports that the server files itself, about photos in which its own look found people. */
import type { ReportId } from "~/contract/ids";
import type { AutomaticReason } from "~/contract/report";
import type { UncoveredFace } from "~/contract/second-look";
import { copyAsEvidence } from "~/domain/photos/evidence.server";
import type { Services } from "~/domain/ports";
import type { PhotoRow } from "~db/queries/photos";
import type { NewReportRow } from "~db/queries/reports";

interface Finding {
  reason: AutomaticReason;
  faces: UncoveredFace[];
  /** Where the photo is, or will be. */
  story: Pick<NewReportRow, "storyId"> & { title: string | null };
}

/** Returns a report of a photo without the photo itself. The statement that changes its story files it. */
export function draftReport(
  { now, newId }: Pick<Services, "now" | "newId">,
  photo: PhotoRow,
  { reason, faces, story }: Finding,
): NewReportRow & { id: ReportId } {
  const { alt, width, height } = photo;
  const found = faces.map(({ id: _id, ...box }) => box);
  return {
    id: newId<ReportId>(),
    reporterId: null,
    kind: "photo",
    subjectId: photo.id,
    personId: photo.ownerId,
    storyId: story.storyId,
    reason,
    note: "",
    evidence: { kind: "photo", alt, story_title: story.title, width, height, faces: found },
    status: "open",
    createdAt: now(),
  };
}

/** Returns a report with a copy of the photo as it is now. The copy goes when the report is not filed. */
export async function withPhoto(
  services: Pick<Services, "db" | "photoStorage" | "now">,
  report: NewReportRow & { id: ReportId },
  photo: PhotoRow,
): Promise<NewReportRow> {
  return { ...report, ...(await copyAsEvidence(services, report.id, photo)) };
}
