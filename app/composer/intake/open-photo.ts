import { composerText } from "~/text/composer";
import { askWorker } from "./worker-queue";
import type { IntakeAnswer, IntakeRequest } from "./intake-worker";
import type { OpenedFile } from "./open-file";
import { PhotoRefused } from "./photo-refused";

export type { OpenedFile } from "./open-file";

/**
 * Opens a file that an author chose, in a worker: decoding, shrinking and encoding would keep the page busy for seconds, and
 * their memory goes with the worker.
 * @throws {PhotoRefused} when the file is not a photo that a story can hold; `Error` when the work fails
 */
export async function openPhoto(file: Blob): Promise<OpenedFile> {
  const answer = await askWorker<IntakeAnswer>({
    startWorker: () => new Worker(new URL("./intake-worker.ts", import.meta.url), { type: "module" }),
    question: { file } satisfies IntakeRequest,
    failure: composerText.openingFailed,
  });
  switch (answer.kind) {
    case "opened":
      return answer.opened;
    case "refused":
      throw new PhotoRefused(answer.refusal, answer.thumbnail);
    case "not_here":
      return (await import("./open-file")).openFile(file);
    case "failed":
      throw new Error(composerText.openingFailed, { cause: answer.message });
    default:
      return answer satisfies never;
  }
}
