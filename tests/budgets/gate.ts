/** A gate at which uploads wait in the metered worker, so that what they hold together can be measured from outside. */

/** Where an upload waits: before its copy is stored, and before a part of its original is. */
export type GateName = "copy" | "part";

/** The header by which an upload asks to wait. */
export const gateHeader = "X-Wait-At";

/** The address at which the metered worker says who waits (GET), and lets them go (POST). */
export const gatePath = "/metered/gate";

export interface GateState {
  waiting: number;
  /** Of the picture that was decoded last: its decoder's memory is kept, as it is while it decodes. */
  decoderBytes: number;
}

/** Milliseconds from one look at the gate to the next, inside and outside of the worker. */
export const lookMs = 10;

/** Of all requests of the isolate: one request cannot wake another, so each looks again and again. */
let waiting = 0;
let opened = 0;
let decoderMemory: WebAssembly.Memory | null = null;

/** Keeps the memory of the latest decoder. */
export function watchDecoders(): void {
  WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
    construct(target, values: [WebAssembly.Module, WebAssembly.Imports?]) {
      const instance = new target(...values);
      for (const item of Object.values(instance.exports)) if (item instanceof WebAssembly.Memory) decoderMemory = item;
      return instance;
    },
  });
}

async function wait(): Promise<void> {
  const round = opened;
  waiting += 1;
  while (opened === round) await scheduler.wait(lookMs);
  waiting -= 1;
}

/** Returns a bucket whose writes wait at the gate that a request asks for: each request once. */
export function gatedBucket(bucket: R2Bucket, gate: string | null): R2Bucket {
  let hasWaited = false;
  const pass = async (at: GateName) => {
    if (gate !== at || hasWaited) return;
    hasWaited = true;
    await wait();
  };
  const upload = (made: R2MultipartUpload) =>
    withMethod(made, "uploadPart", async (...values: Parameters<R2MultipartUpload["uploadPart"]>) => {
      await pass("part");
      return made.uploadPart(...values);
    });
  const writing = withMethod(bucket, "put", async (...values: Parameters<R2Bucket["put"]>) => {
    await pass("copy");
    return bucket.put(...values);
  });
  return withMethod(writing, "createMultipartUpload", async (key: string) =>
    upload(await bucket.createMultipartUpload(key)),
  );
}

function withMethod<T extends object>(target: T, name: string, method: unknown): T {
  return new Proxy(target, {
    get(object, asked) {
      if (asked === name) return method;
      const value: unknown = Reflect.get(object, asked);
      return typeof value === "function" ? value.bind(object) : value;
    },
  });
}

/** Answers what is asked at `gatePath`. */
export function answerAtGate({ method }: Request): Response {
  if (method === "POST") opened += 1;
  return Response.json({ waiting, decoderBytes: decoderMemory?.buffer.byteLength ?? 0 } satisfies GateState);
}
