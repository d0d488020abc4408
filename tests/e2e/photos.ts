/** Photos with real faces for the journeys: small ones, since a journey waits for each pixel several times. */
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { resample } from "~/imaging/resample";
import { encodedAsJpeg, openJpeg, startCodecs } from "../redaction-check/codecs";
import { samples } from "./world";

const folder = join(import.meta.dirname, "../../.tmp/photos");

/** Three people at a table, near and sharp; 960 x 640 px. */
export const threePeople = await halved("sample1.jpg");

/** Four people who stand side by side; 960 x 724 px. */
export const fourPeople = await halved("sample4.jpg");

/** Returns the path of a sample photo at half its width and height, made once. */
async function halved(name: string): Promise<string> {
  const path = join(folder, name);
  if (existsSync(path)) return path;
  await startCodecs();
  const photo = await openJpeg(join(samples, name));
  const small = resample(photo, { width: photo.width / 2, height: photo.height / 2 });
  mkdirSync(folder, { recursive: true });
  // Tests of other files may make it at the same time: what stands at the path is always whole.
  const draft = `${path}-${process.pid}`;
  writeFileSync(draft, Buffer.from(await encodedAsJpeg(small, 90)));
  renameSync(draft, path);
  return path;
}
