import type { Pixels } from "~/contract/photo";
import type { Detection, ModelName } from "./detection";
import { macrotask } from "./macrotask";
import { cropPixels, placementIn } from "./model-input";
import type { Pass } from "./passes";
import type { PhotoLevels } from "./photo-levels";

export interface PassWorkers {
  /** This worker's own models. */
  models: { prefetch(name: ModelName): void; run(pass: Pass, pixels: Pixels): Promise<Detection[]> };
  /** Runs passes on another core; null where one worker does everything. */
  second: {
    readonly hasStarted: boolean;
    run(pass: Pass, pixels: Pixels): Promise<Detection[]>;
    cancel(): void;
  } | null;
}

/** The passes over one photo, run by this worker and a second one. */
export class PhotoPasses {
  readonly #photo: PhotoLevels;
  readonly #workers: PassWorkers;
  readonly #begun = new Map<Pass, Promise<Detection[]>>();
  #lastTurn: Promise<unknown> = Promise.resolve();
  #hasEnded = false;

  constructor(photo: PhotoLevels, workers: PassWorkers) {
    this.#photo = photo;
    this.#workers = workers;
  }

  /** Runs these passes one after the other, and those that are the second worker's meanwhile; those that have begun count once. */
  begin(passes: readonly Pass[]): void {
    const added = passes.filter((pass) => !this.#begun.has(pass));
    if (added[0]?.isForSmallFaces) this.#keepOnlyFor(added[0]);
    const own = added.filter((pass) => !this.#isSeconds(pass));
    const theirs = added.filter((pass) => this.#isSeconds(pass));
    // A worker that starts would take the time from what is shown first.
    const beforeStart = this.#workers.second?.hasStarted === false ? own.splice(0, 1) : [];
    // One for each worker first: scaling the photo for the others would hold up what is shown first.
    const inOrder = [...theirs.slice(0, 1), ...own.slice(0, 1), ...theirs.slice(1), ...own.slice(1)];
    for (const pass of [...beforeStart, ...inOrder]) {
      const found = this.#isSeconds(pass) ? this.#handOver(pass) : this.#runInTurn(pass);
      found.catch(() => undefined); // thrown to whoever waits for the pass
      this.#begun.set(pass, found);
    }
  }

  /** Returns what a pass detects, begun or not. */
  run(pass: Pass): Promise<Detection[]> {
    return this.#begun.get(pass) ?? this.#workers.models.run(pass, this.#pixelsOf(pass));
  }

  /** Ends what was begun; nobody waits for it any more. */
  end(): void {
    this.#hasEnded = true;
    this.#workers.second?.cancel();
  }

  #isSeconds(pass: Pass): boolean {
    return pass.isForSecondWorker && this.#workers.second !== null;
  }

  /** The passes for small faces are the last, take the most memory, and all read the photo at one size. */
  #keepOnlyFor({ crop }: Pass): void {
    this.#photo.keepOnly(placementIn(crop, this.#photo));
  }

  #pixelsOf(pass: Pass): Pixels {
    return cropPixels(this.#photo, pass.crop);
  }

  #runInTurn(pass: Pass): Promise<Detection[]> {
    const { models } = this.#workers;
    models.prefetch(pass.model);
    return this.#inTurn(async () => (this.#hasEnded ? [] : models.run(pass, this.#pixelsOf(pass))));
  }

  /** The turn ends when the second worker has the pixels. What it cannot do is done here. */
  #handOver(pass: Pass): Promise<Detection[]> {
    const handed = this.#inTurn(async () => {
      const found = this.#hasEnded ? undefined : this.#workers.second?.run(pass, this.#pixelsOf(pass));
      return { found: (found ?? Promise.resolve([])).catch(() => this.#runInTurn(pass)) };
    });
    return handed.then(({ found }) => found);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#lastTurn.then(macrotask).then(work);
    this.#lastTurn = done.catch(() => undefined);
    return done;
  }
}
