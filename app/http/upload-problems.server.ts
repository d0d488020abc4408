import type { UploadPhotoResult } from "~/domain/photos/upload.server";
import { photoRefusalText } from "~/text/photo-refusals";
import { storageText } from "~/text/storage";
import { problem } from "./problem.server";

/** Seconds after which other uploads have likely ended. */
const retryAfterSeconds = 5;

type Failed = Exclude<UploadPhotoResult, { kind: "stored" }> | { kind: "too_many_uploads" };

/** Returns the problem of an upload that stored nothing. */
export function uploadProblem(failed: Failed) {
  switch (failed.kind) {
    case "storage_full":
      return problem("storage_full", storageText.full(failed.stored));
    case "too_many_uploads":
      return problem("unavailable", "Too many photos are being uploaded at this moment: try again.", {
        headers: { "Retry-After": String(retryAfterSeconds) },
      });
    case "refused": {
      const { code, field, reason } = failed;
      const detail = photoRefusalText(reason);
      return problem(code, detail, { errors: { [field]: [detail] } });
    }
    default:
      return failed satisfies never;
  }
}
