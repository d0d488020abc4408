/**
 * The stories that are being published on this device. They live beside the pages: a publication goes on when its author
 * leaves the composer, and it is taken up again after a reload.
 */
import type { UploadState } from "~/composer/photos/composed-photo";
import type { Publication } from "./publication";
import type { PublicationPhase, PublicationState } from "./publication-phase";
import type { PublishedEnd, PublishedEnds } from "./published-ends";
import { settle, whereThereIsRoom, type PublicationStore } from "./publication-storage";
import type { PublishContext, PublishResult } from "./publish";

type JobContext = Omit<PublishContext, "server" | "patience"> & { onWait: PublishContext["patience"]["onWait"] } & {
  /** Resolves when the author will not wait any longer. */
  untilWoken: () => Promise<void>;
};

export interface PublicationParts {
  store: PublicationStore;
  publish: (publication: Publication, context: JobContext) => Promise<PublishResult>;
  /**
   * Runs a piece of work that no other tab has in hand, `in_turn` after one that does, or else not at all. Resolves with
   * whether it ran.
   */
  runAlone: (draftKey: string, when: "now" | "in_turn", work: () => Promise<void>) => Promise<boolean>;
  ends: PublishedEnds;
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
  /** Stories that went live just before this page was loaded. */
  #told: readonly PublishedEnd[] = [];
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
    this.#tell(this.#parts.ends.take(author));
    const unfinished = (await whereThereIsRoom(this.#parts.store.readUnfinished(author))) ?? [];
    if (unfinished.length === 0) this.#parts.onNothingLeft();
    await Promise.all(unfinished.map(({ draftKey }) => this.#resumeOne(author, draftKey)));
  }

  #tell(ends: readonly PublishedEnd[]): void {
    const unknown = ends.filter(({ state }) => !this.#jobs.has(state.draftKey));
    if (unknown.length === 0) return;
    this.#told = unknown;
    this.#changed();
  }

  /** Another tab, or the page before a reload, may have it in hand still: afterwards it may be finished. */
  async #resumeOne(author: string, draftKey: string): Promise<void> {
    await this.#parts.runAlone(draftKey, "in_turn", async () => {
      const unfinished = (await whereThereIsRoom(this.#parts.store.readUnfinished(author))) ?? [];
      const publication = unfinished.find((each) => each.draftKey === draftKey);
      if (publication && !this.#jobs.has(draftKey)) await this.#publish(this.#add(publication));
    });
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
    this.#told = this.#told.filter(({ state }) => state.draftKey !== draftKey);
    this.#parts.ends.forget(draftKey);
    this.#changed();
  }

  async #run(publication: Publication): Promise<void> {
    const job = this.#add(publication);
    const hasRun = await this.#parts.runAlone(publication.draftKey, "now", () => this.#publish(job));
    if (!hasRun) this.#moveTo(job, { kind: "ended", result: { kind: "in_other_tab" } });
  }

  #add(publication: Publication): Job {
    const phase = { kind: "running", step: null, waitsFor: null, share: null } as const;
    const job: Job = { publication, phase, abort: new AbortController(), wake: () => undefined };
    this.#jobs.set(publication.draftKey, job);
    this.#changed();
    return job;
  }

  async #publish(job: Job): Promise<void> {
    await this.#keep(job);
    const result = await this.#parts.publish(job.publication, this.#contextOf(job));
    if (result.kind === "published") this.#keepEnd(job.publication, result);
    const phase = await settle(job.publication, result, this.#parts.store);
    if (result.kind === "published") this.#freeDraft(job, result.storyId);
    this.#moveTo(job, phase);
  }

  /** Before its draft goes: a reload from now on finds one of the two. */
  #keepEnd({ author, story }: Publication, result: PublishResult & { kind: "published" }): void {
    const phase = { kind: "ended", result } as const;
    this.#parts.ends.keep({ author, state: { draftKey: endKey(result.storyId), storyId: story.storyId, phase } });
  }

  /** The author is told that the story is live, and may write the next one meanwhile. */
  #freeDraft(job: Job, storyId: string): void {
    const { draftKey } = job.publication;
    this.#jobs.delete(draftKey);
    const key = endKey(storyId);
    this.#jobs.set(key, job);
    this.#told = this.#told.filter(({ state }) => state.draftKey !== key);
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

  /** Remembers what is uploaded, so that it is not sent again after a reload. */
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
    const own = [...this.#jobs].map(([draftKey, { publication, phase }]) => ({
      draftKey,
      storyId: publication.story.storyId,
      phase,
    }));
    this.#states = [...this.#told.map(({ state }) => state), ...own];
    this.#parts.onActive(this.#states.length > 0);
    for (const listener of this.#listeners) listener();
  }
}

/** Returns the key of a story that is live: that of its draft is free for the next one. */
function endKey(storyId: string): string {
  return `published/${storyId}`;
}
