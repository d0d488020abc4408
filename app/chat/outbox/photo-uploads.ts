import { retryDelayMs } from "~/client/backoff";
import type { UnsentPhoto } from "../photos/unsent-photo";
import type { UploadOutcome, UploadWork } from "../photos/upload-photos";
import type { UnsentMessage } from "./outbox";

export type UploadPhotos = (
  room: UnsentMessage["room"],
  photos: readonly UnsentPhoto[],
  work: UploadWork,
) => Promise<UploadOutcome>;

/** Loads what uploads when it is first used: most pages send no photo. */
export const uploadLater: UploadPhotos = async (...parameters) =>
  (await import("../photos/upload-photos")).uploadPhotos(...parameters);

interface PhotoUploadsParts {
  upload: UploadPhotos;
  /** Called with the share that was sent, 0 to 1. */
  onProgress: (clientId: string, share: number) => void;
  /** Called with all photos of the message after each that was uploaded. */
  onUploaded: (clientId: string, photos: UnsentPhoto[]) => void;
  onRefused: (clientId: string, sentence: string) => void;
  /** Called with when the server takes photos again, in milliseconds since 1970; with null once nothing waits for that. */
  onHeldUp: (until: number | null) => void;
  /** Called when the next message may be looked at: the upload ended, or its next try is due. */
  onFree: () => void;
}

/** Shares of progress that a page shows: more would redraw it for nothing. */
const progressSteps = 50;

/** Shorter waits are over before one has read of them. */
const shownFromMs = 5_000;

/** The uploads of one queue: one message's photos at a time, tried again until they are there. */
export class PhotoUploads {
  #running: { clientId: string; abort: AbortController } | null = null;
  #waiting: ReturnType<typeof setTimeout> | null = null;
  #failures = 0;
  /** Whether the wait is one that was told of. */
  #isHeldUp = false;

  constructor(readonly parts: PhotoUploadsParts) {}

  /** Returns whether a message's photos are all there. If not, they are uploaded, unless another upload runs or waits. */
  isDone({ clientId, room, photos = [] }: UnsentMessage): boolean {
    if (photos.every(({ uploaded }) => uploaded !== null)) return true;
    if (this.#running === null && this.#waiting === null) void this.#run(clientId, room, photos);
    return false;
  }

  /** Ends the upload of a message that is not to be sent. */
  cancel(clientId: string): void {
    this.#stopWaiting();
    if (this.#running?.clientId !== clientId) return;
    this.#running.abort.abort();
    this.#running = null;
  }

  /** Called when the network may be back: what waits for its next try is tried at once. */
  retryNow(): void {
    this.#failures = 0;
    this.#stopWaiting();
  }

  /** Ends everything. What was not uploaded stays in the store. */
  close(): void {
    this.#stopWaiting();
    this.#running?.abort.abort();
    this.#running = null;
  }

  async #run(clientId: string, room: UnsentMessage["room"], photos: readonly UnsentPhoto[]): Promise<void> {
    const { upload, onUploaded, onRefused, onFree } = this.parts;
    const abort = new AbortController();
    const running = { clientId, abort };
    this.#running = running;
    const work: UploadWork = {
      signal: abort.signal,
      onProgress: this.#progressOf(clientId),
      onUploaded: (all) => abort.signal.aborted || onUploaded(clientId, all),
    };
    const outcome = await upload(room, photos, work).catch((): UploadOutcome => ({ kind: "later", waitMs: null }));
    if (abort.signal.aborted) return;
    this.#running = null;
    if (outcome.kind === "refused") onRefused(clientId, outcome.sentence);
    if (outcome.kind === "uploaded") this.#failures = 0;
    if (outcome.kind === "later") this.#waitFor(outcome.waitMs);
    else onFree();
  }

  #progressOf(clientId: string): (share: number) => void {
    let shown = -1;
    return (share) => {
      const step = Math.floor(share * progressSteps);
      if (step === shown || this.#running?.clientId !== clientId) return;
      shown = step;
      this.parts.onProgress(clientId, share);
    };
  }

  #waitFor(waitMs: number | null): void {
    const delayMs = waitMs ?? retryDelayMs(this.#failures, Math.random());
    this.#failures += 1;
    this.#isHeldUp = waitMs !== null && waitMs >= shownFromMs;
    if (this.#isHeldUp) this.parts.onHeldUp(Date.now() + delayMs);
    this.#waiting = setTimeout(() => {
      this.#stopWaiting();
      this.parts.onFree();
    }, delayMs);
  }

  #stopWaiting(): void {
    if (this.#waiting === null) return;
    clearTimeout(this.#waiting);
    this.#waiting = null;
    if (!this.#isHeldUp) return;
    this.#isHeldUp = false;
    this.parts.onHeldUp(null);
  }
}
