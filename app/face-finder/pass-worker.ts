import { fetchManifest } from "./model-store";
import { Models } from "./models";
import type { PassRequest, PassResponse } from "./pass-protocol";
import { startWasm } from "./tfjs-backend";

const models = startModels();
/** Passes run one after the other, in the order that they come in. */
let queue: Promise<void> = Promise.resolve();

self.addEventListener("message", ({ data }: MessageEvent<PassRequest>) => {
  queue = queue.then(() => run(data));
});

async function startModels(): Promise<Models> {
  const [manifest] = await Promise.all([fetchManifest(), startWasm()]);
  return new Models(manifest);
}

async function run({ id, pass, pixels }: PassRequest): Promise<void> {
  try {
    respond({ id, found: await (await models).run(pass, pixels) });
  } catch (error) {
    respond({ id, failure: error instanceof Error ? error.message : String(error) });
  }
}

function respond(response: PassResponse): void {
  self.postMessage(response);
}
