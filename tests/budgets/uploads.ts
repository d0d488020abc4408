/** The memory that the largest uploads hold in the isolate: one, and five at once, at the two places of their way where they hold most. */
import { setTimeout as pause } from "node:timers/promises";
import encodeJpeg, { init as initJpeg } from "@jsquash/jpeg/encode";
import { maxPhotoBytes, maxPublicBytes, maxPublicSide } from "../../app/contract/limits";
import { signUpPerson, url, type Person } from "../api/client";
import { patientFetch } from "../../scripts/patient-fetch.mjs";
import { wasmOf } from "../photo-fuzz/pictures";
import { noise } from "../pixels";
import { gateHeader, gatePath, lookMs, type GateName, type GateState } from "./gate";
import type { Inspector } from "./inspector";

/** The memory that some uploads hold above an idle isolate, and its limit. */
export interface UploadWeight {
  uploads: number;
  at: "decoding" | "receiving";
  liveBytes: number;
  limitBytes: number;
}

const limits: Readonly<Record<number, number>> = { 1: 80_000_000, 5: 100_000_000 };

/** With these, noise of the largest side takes a little less than a copy may. */
const coding = { quality: 79, progressive: false, auto_subsample: false, chroma_subsample: 1 };

const pixelBytes = maxPublicSide * maxPublicSide * 4;

interface Files {
  copy: Uint8Array<ArrayBuffer>;
  original: Uint8Array<ArrayBuffer>;
}

/** The largest copy that decodes, and an original of the largest size: the copy with bytes that nobody decodes in its scan. */
async function largestFiles(): Promise<Files> {
  await initJpeg(await wasmOf("@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm"));
  const side = { width: maxPublicSide, height: maxPublicSide };
  const { data } = noise(side, 1);
  const picture = { ...side, data: new Uint8ClampedArray(data), colorSpace: "srgb" as const };
  const copy = new Uint8Array(await encodeJpeg(picture, coding));
  if (copy.length > maxPublicBytes || copy.length < maxPublicBytes * 0.8)
    throw new Error(`A copy of ${copy.length} bytes.`);
  const original = new Uint8Array(maxPhotoBytes).map((_none, at) => (at % 251) + 1);
  original.set(copy.subarray(0, -2));
  original.set([0xff, 0xd9], original.length - 2);
  return { copy, original };
}

function send({ copy, original }: Files, { token }: Person, gate: GateName | null): Promise<Response> {
  const form = new FormData();
  form.set("face_coordinates", "[]");
  form.set("image_blurred", new Blob([copy]));
  form.set("image_original", new Blob([original]));
  const headers = { Authorization: `Bearer ${token}`, ...(gate && { [gateHeader]: gate }) };
  return patientFetch(`${url}/api/stories/upload-image`, { method: "POST", headers, body: form });
}

async function gateState(): Promise<GateState> {
  return (await (await patientFetch(url + gatePath)).json()) as GateState; // the metered worker's own answer
}

/** Measures the uploads of `counts`, each at both places. */
export async function weighUploads(inspector: Inspector, counts: readonly number[]): Promise<UploadWeight[]> {
  const files = await largestFiles();
  const people = await Promise.all(Array.from({ length: Math.max(...counts) }, () => signUpPerson()));
  await (await send(files, people[0]!, null)).text(); // what a first upload leaves behind for good
  const weights: UploadWeight[] = [];
  for (const count of counts) {
    for (const gate of ["copy", "part"] as const) {
      const liveBytes = await weigh(inspector, gate, () =>
        people.slice(0, count).map((person) => send(files, person, gate)),
      );
      const at = gate === "copy" ? "decoding" : "receiving";
      weights.push({ uploads: count, at, liveBytes, limitBytes: limits[count] ?? Infinity });
    }
  }
  return weights;
}

/** Returns the bytes that uploads hold at a gate. One that was decoded is taken as it was then: with its decoder's memory and pixels. */
async function weigh(inspector: Inspector, gate: GateName, start: () => Promise<Response>[]): Promise<number> {
  const { decoderBytes: before } = await gateState();
  const idle = (await inspector.liveBytes()) - before;
  const sent = start();
  const ended: string[] = [];
  const statuses = Promise.all(
    sent.map(async (answer) => {
      const { status } = await answer;
      ended.push(`${status}: ${await (await answer).text()}`);
      return status;
    }),
  );
  let state = await gateState();
  while (state.waiting < sent.length) {
    if (ended.length > 0) throw new Error(`Uploads ended before they came to the gate: ${ended.join("; ")}`);
    await pause(lookMs);
    state = await gateState();
  }
  const held = (await inspector.liveBytes()) - idle;
  await patientFetch(url + gatePath, { method: "POST" });
  const refused = (await statuses).filter((status) => status !== 201);
  if (refused.length > 0) throw new Error(`Uploads were refused: ${refused.join()}.`);
  return gate === "copy" ? held + pixelBytes : held - state.decoderBytes;
}
