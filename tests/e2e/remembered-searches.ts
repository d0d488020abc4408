/**
 * What the face finder finds in the journeys' photos: searched by the finder itself once, and remembered. A search takes ten
 * seconds of a core, and most journeys are about what follows it. Those about the finder open their world with the real one.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BrowserContext } from "playwright-core";
import type { FinderRequest, FinderResponse } from "../../app/face-finder/worker-protocol";

declare global {
  interface Window {
    rememberedSearch(photo: string): Promise<FinderResponse[] | null>;
    rememberSearch(photo: string, responses: FinderResponse[]): Promise<void>;
  }
}

const root = join(import.meta.dirname, "../..");
const folder = join(root, ".tmp/searches");

/** Has the pages of a context take the finder's responses for a photo that it has searched before, in place of its worker. */
export async function rememberSearches(context: BrowserContext): Promise<void> {
  const finder = builtFinder();
  const pathOf = (photo: string) =>
    join(folder, `${createHash("sha256").update(finder).update(photo).digest("hex")}.json`);
  await context.exposeFunction("rememberedSearch", (photo: string) => {
    const path = pathOf(photo);
    return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as FinderResponse[]) : null;
  });
  await context.exposeFunction("rememberSearch", (photo: string, responses: FinderResponse[]) => {
    mkdirSync(folder, { recursive: true });
    // Tests of other files may search it at the same time: what stands at the path is always whole.
    const draft = `${pathOf(photo)}-${process.pid}`;
    writeFileSync(draft, JSON.stringify(responses));
    renameSync(draft, pathOf(photo));
  });
  await context.addInitScript(standInForFinder);
}

/** Returns what the finder's results depend on: the names of its built scripts, which follow their content, and its weights. */
function builtFinder(): string {
  const scripts = readdirSync(join(root, "build/client/assets")).filter((name) => /^(finder|pass)-worker-/.test(name));
  if (scripts.length !== 2) throw new Error(`The finder's scripts are not those that were expected: ${scripts.join()}`);
  return scripts.toSorted().join() + readFileSync(join(root, "build/client/models/manifest.json"), "utf8");
}

/** Runs in a page, before its scripts. */
function standInForFinder(): void {
  const RealWorker = window.Worker;

  /** The finder's worker, which runs only when a photo is searched for the first time. */
  class RememberingWorker extends EventTarget {
    readonly #start: () => Worker;
    readonly #cancelled = new Set<number>();
    readonly #searches = new Map<number, { photo: string; responses: FinderResponse[] }>();
    #worker: Worker | null = null;
    #isTerminated = false;
    /** Searches run one after the other, as in the worker. */
    #queue: Promise<void> = Promise.resolve();

    constructor(start: () => Worker) {
      super();
      this.#start = start;
    }

    postMessage(request: FinderRequest, transfer: Transferable[]): void {
      const own = structuredClone(request, { transfer });
      if (own.kind === "find") this.#queue = this.#queue.then(() => this.#find(own));
      else if (this.#searches.has(own.id)) this.#worker?.postMessage(own);
      else this.#cancelled.add(own.id);
    }

    terminate(): void {
      this.#isTerminated = true;
      this.#worker?.terminate();
    }

    async #find(request: FinderRequest & { kind: "find" }): Promise<void> {
      const { width, height, data } = request.photo;
      const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", data as BufferSource));
      const photo = `${width}x${height} ${hash.join()}`;
      const responses = await window.rememberedSearch(photo);
      if (!this.#isAwaited(request)) return;
      if (responses === null) return this.#search(request, photo);
      for (const response of responses) {
        // Each is an event of its own, after which the page may cancel.
        await new Promise((resolve) => setTimeout(resolve));
        if (!this.#isAwaited(request)) return;
        this.#respond({ ...response, id: request.id });
      }
    }

    #isAwaited({ id }: FinderRequest): boolean {
      return !this.#isTerminated && !this.#cancelled.has(id);
    }

    #search(request: FinderRequest & { kind: "find" }, photo: string): void {
      this.#searches.set(request.id, { photo, responses: [] });
      this.#worker ??= this.#startReal();
      this.#worker.postMessage(request, [request.photo.data.buffer]);
    }

    #startReal(): Worker {
      const worker = this.#start();
      worker.addEventListener("message", ({ data }: MessageEvent<FinderResponse>) => {
        const search = this.#searches.get(data.id);
        search?.responses.push(data);
        if (search && data.kind === "found") void window.rememberSearch(search.photo, search.responses);
        this.#respond(data);
      });
      worker.addEventListener("error", ({ message }) => this.dispatchEvent(new ErrorEvent("error", { message })));
      return worker;
    }

    #respond(data: FinderResponse): void {
      this.dispatchEvent(new MessageEvent("message", { data }));
    }
  }

  window.Worker = new Proxy(RealWorker, {
    construct(_, [address, options]: [string | URL, WorkerOptions?]) {
      const start = () => new RealWorker(address, options);
      return /\/finder-worker-/.test(String(address)) ? new RememberingWorker(start) : start();
    },
  });
}
