import type { Pixels } from "~/contract/photo";
import type { Detection } from "./detection";
import type { PassRequest, PassResponse } from "./pass-protocol";
import type { Pass } from "./passes";

/** A worker of the finder's worker, which runs passes on another core. */
export interface SecondRunner {
  /** Whether it has started: it does with the first pass. */
  readonly hasStarted: boolean;
  /**
   * Runs one pass; passes run in the order that they were asked for. The pixels are transferred: they are gone here.
   * @throws {Error} when it cannot: whoever asks runs the pass themselves
   */
  run(pass: Pass, pixels: Pixels): Promise<Detection[]>;
  /** Ends passes that still run; what waits for them waits for ever. */
  cancel(): void;
}

interface Waiting {
  pass: Pass;
  resolve(found: Detection[]): void;
  reject(error: Error): void;
}

/** Returns a second worker, which starts when it is needed, or null where there is no other core, or workers have none of their own (Safari before 15.5). */
export function secondRunner(): SecondRunner | null {
  if (typeof Worker === "undefined" || navigator.hardwareConcurrency < 2) return null;
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let lastId = 0;

  const end = () => {
    worker?.terminate();
    worker = null;
  };
  const fail = (message: string) => {
    end();
    for (const { reject } of waiting.values()) reject(new Error(message));
    waiting.clear();
  };
  const start = () => {
    const started = new Worker(new URL("./pass-worker.ts", import.meta.url), { type: "module" });
    started.addEventListener("message", ({ data }: MessageEvent<PassResponse>) => settle(waiting, data));
    started.addEventListener("error", ({ message }) => fail(message));
    return started;
  };

  return {
    get hasStarted() {
      return worker !== null;
    },
    run(pass, pixels) {
      worker ??= start();
      const id = ++lastId;
      worker.postMessage({ id, pass, pixels } satisfies PassRequest, [pixels.data.buffer]);
      return new Promise((resolve, reject) => waiting.set(id, { pass, resolve, reject }));
    },
    cancel() {
      if (waiting.size === 0) return;
      waiting.clear();
      end();
    },
  };
}

/** Hands a response to whoever waits for its pass. */
function settle(waiting: Map<number, Waiting>, response: PassResponse): void {
  const asked = waiting.get(response.id);
  waiting.delete(response.id);
  if ("failure" in response) asked?.reject(new Error(response.failure));
  // A pass is known by its crop, of which the worker has a copy.
  else asked?.resolve(response.found.map((face) => ({ ...face, crop: asked.pass.crop })));
}
