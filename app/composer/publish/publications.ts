/**
 * The stories that are being published on this device. They live beside the pages: a publication goes on when its author
 * leaves the composer, and it is taken up again after a reload.
 */
import type { UploadState } from "~/composer/photos/composed-photo";
import type { WaitsFor } from "./patience";
import type { Publication, StoryKey } from "./publication";
import type { PublishContext, PublishResult, PublishStep } from "./publish";

export type PublicationPhase =
  | { kind: "running"; step: PublishStep | null; waitsFor: WaitsFor | null; share: number | null }
  /** Nothing happens until the author decides; the story stays as it was reviewed. */
  | { kind: "paused"; why: PublishResult & { kind: "failed" | "signed_out" | "no_second_look" } }
  | { kind: "ended"; result: PublishResult & { kind: "published" | "doubts" | "refused" | "cancelled" } };

export interface PublicationState {
  /** The key of its draft; once published, the draft is free for another story, and the key is one of its own. */
  draftKey: string;
  /** Null for a new story. */
  storyId: string | null;
  phase: PublicationPhase;
}

/** Where publications outlive a reload. Rejects where the browser has no room for it. */
export interface PublicationStore {
  /** Keeps a publication, to be taken up again. */
  keep: (publication: Publication) => Promise<void>;
  /** Keeps it no longer, but for the key of its story: the author may publish the same words again. */
  release: (publication: Publication) => Promise<void>;
  /** Deletes the publication with its draft. */
  finish: (publication: Publication) => Promise<void>;
  /** Returns the key that was kept under a draft's key. */
  readStoryKey: (draftKey: string) => Promise<StoryKey | null>;
  /** Returns the publications that an author has not finished. */
  readUnfinished: (author: string) => Promise<Publication[]>;
}

type JobContext = Omit<PublishContext, "server" | "patience"> & { onWait: PublishContext["patience"]["onWait"] } & {
  /** Resolves when the author will not wait any longer. */
  untilWoken: () => Promise<void>;
};

export interface PublicationParts {
  store: PublicationStore;
  publish: (publication: Publication, context: JobContext) => Promise<PublishResult>;
  /** Runs a piece of work unless another tab has the same in hand; resolves with whether it ran. */
  runAlone: (draftKey: string, work: () => Promise<void>) => Promise<boolean>;
  newId: () => string;
  /** Called with whether this tab has publications. */
  onActive: (isActive: boolean) => void;
  /** Called when nothing on this device is unfinished. */
  onNothingLeft: () => void;
}

interface Job {
  publication: Publication;
  phase: PublicationPhase;
  abort: AbortController;
  wake: () => void;
}

/** The composer of a draft, while it is open. */
export interface ComposerListener {
  onUpload: (key: string, upload: UploadState) => void;
  onPublished: (storyId: string) => void;
}

export class Publications {
  readonly #parts: PublicationParts;
  readonly #jobs = new Map<string, Job>();
  readonly #listeners = new Set<() => void>();
  readonly #composers = new Map<string, ComposerListener>();
  #states: readonly PublicationState[] = [];

  constructor(parts: PublicationParts) {
    this.#parts = parts;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** Returns the same array until something changes. */
  readonly states = (): readonly PublicationState[] => this.#states;

  /** Reports to the composer of a draft; returns the way to stop it. */
  reportTo(draftKey: string, composer: ComposerListener): () => void {
    this.#composers.set(draftKey, composer);
    return () => void this.#composers.delete(draftKey);
  }

  /** Publishes a story, unless its draft is on its way already. */
  async start(publication: Publication): Promise<void> {
    if (this.#jobs.get(publication.draftKey)?.phase.kind === "running") return;
    await this.#run(publication);
  }

  /** Takes up again what an author left unfinished, but for what is in hand already. */
  async resume(author: string): Promise<void> {
    const unfinished = (await whereThereIsRoom(this.#parts.store.readUnfinished(author))) ?? [];
    if (unfinished.length === 0) this.#parts.onNothingLeft();
    const left = unfinished.filter(({ draftKey }) => !this.#jobs.has(draftKey));
    await Promise.all(left.map((publication) => this.#run(publication)));
  }

  /** Goes on at once: from a pause, or with what is waited for. */
  async retry(draftKey: string, change: Partial<Pick<Publication, "secondLook">> = {}): Promise<void> {
    const job = this.#jobs.get(draftKey);
    if (job?.phase.kind === "running") job.wake();
    if (job?.phase.kind === "paused") await this.#run({ ...job.publication, ...change });
  }

  /** Stops a publication, so that its draft can be edited. */
  async cancel(draftKey: string): Promise<void> {
    const job = this.#jobs.get(draftKey);
    if (job?.phase.kind === "running") return job.abort.abort(new DOMException("Cancelled.", "AbortError"));
    if (!job) return;
    await whereThereIsRoom(this.#parts.store.release(job.publication));
    this.dismiss(draftKey);
  }

  /** Its author has seen how it ended. */
  dismiss(draftKey: string): void {
    this.#jobs.delete(draftKey);
    this.#changed();
  }

  async #run(publication: Publication): Promise<void> {
    const { draftKey } = publication;
    const phase = { kind: "running", step: null, waitsFor: null, share: null } as const;
    const job: Job = { publication, phase, abort: new AbortController(), wake: () => undefined };
    this.#jobs.set(draftKey, job);
    this.#changed();
    const hasRun = await this.#parts.runAlone(draftKey, async () => {
      await this.#keep(job);
      const result = await this.#parts.publish(job.publication, this.#contextOf(job));
      const phase = await settle(job.publication, result, this.#parts.store);
      if (result.kind === "published") this.#freeDraft(job, result.storyId);
      this.#moveTo(job, phase);
    });
    if (!hasRun) this.dismiss(draftKey);
  }

  /** The author is told that the story is live, and may write the next one meanwhile. */
  #freeDraft(job: Job, storyId: string): void {
    const { draftKey } = job.publication;
    this.#jobs.delete(draftKey);
    this.#jobs.set(`published/${storyId}`, job);
    this.#composers.get(draftKey)?.onPublished(storyId);
  }

  #contextOf(job: Job): JobContext {
    const change = (part: Partial<PublicationPhase & { kind: "running" }>) => {
      if (job.phase.kind === "running") this.#moveTo(job, { ...job.phase, ...part });
    };
    return {
      signal: job.abort.signal,
      onStep: (step) => change({ step, share: null, waitsFor: null }),
      onWait: (waitsFor) => change({ waitsFor }),
      untilWoken: () => new Promise((resolve) => (job.wake = resolve)),
      onUpload: (key, upload) => {
        this.#composers.get(job.publication.draftKey)?.onUpload(key, upload);
        if (upload.kind === "stored") this.#noteUpload(job, key, upload.imageId);
        if (upload.kind === "sending") change({ share: upload.share, waitsFor: null });
      },
      keyOf: (story) => this.#keyOf(job, story),
    };
  }

  /** What is uploaded is not sent again after a reload. */
  #noteUpload(job: Job, key: string, imageId: string): void {
    const photos = job.publication.photos.map((photo) => (photo.key === key ? { ...photo, imageId } : photo));
    job.publication = { ...job.publication, photos };
    void this.#keep(job);
  }

  async #keyOf(job: Job, story: string): Promise<string> {
    const { draftKey, storyKey } = job.publication;
    const known = storyKey ?? (await whereThereIsRoom(this.#parts.store.readStoryKey(draftKey)));
    const key = known?.story === story ? known.key : this.#parts.newId();
    job.publication = { ...job.publication, storyKey: { story, key } };
    await this.#keep(job);
    return key;
  }

  async #keep({ publication }: Job): Promise<void> {
    await whereThereIsRoom(this.#parts.store.keep(publication));
  }

  #moveTo(job: Job, phase: PublicationPhase): void {
    job.phase = phase;
    this.#changed();
  }

  #changed(): void {
    this.#states = [...this.#jobs].map(([draftKey, { publication, phase }]) => ({
      draftKey,
      storyId: publication.story.storyId,
      phase,
    }));
    this.#parts.onActive(this.#states.length > 0);
    for (const listener of this.#listeners) listener();
  }
}

/** Returns the phase that a result leads to, once the store has followed it. */
async function settle(
  publication: Publication,
  result: PublishResult,
  store: PublicationStore,
): Promise<PublicationPhase> {
  switch (result.kind) {
    case "published":
      await whereThereIsRoom(store.finish(publication));
      return { kind: "ended", result };
    case "doubts":
    case "refused":
    case "cancelled":
      await whereThereIsRoom(store.release(publication));
      return { kind: "ended", result };
    case "failed":
    case "signed_out":
    case "no_second_look":
      return { kind: "paused", why: result };
    default:
      return result satisfies never;
  }
}

/** A browser without room for it publishes all the same; only a reload would end it. */
async function whereThereIsRoom<T>(stored: Promise<T>): Promise<T | null> {
  try {
    return await stored;
  } catch {
    return null;
  }
}
