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

/** Returns ten different photos, made of two: no one of them is another's copy. */
export async function tenPhotos(): Promise<string[]> {
  const sizes = [0.5, 0.45, 0.4, 0.35, 0.3];
  const made = ["sample1.jpg", "sample4.jpg"].flatMap((name) => sizes.map((scale) => scaled(name, scale)));
  return Promise.all(made);
}

/** Returns the path of a sample photo at half its width and height, made once. */
function halved(name: string): Promise<string> {
  return scaled(name, 0.5);
}

async function scaled(name: string, scale: number): Promise<string> {
  const path = join(folder, scale === 0.5 ? name : `${scale}-${name}`);
  if (existsSync(path)) return path;
  await startCodecs();
  const photo = await openJpeg(join(samples, name));
  const size = { width: Math.round(photo.width * scale), height: Math.round(photo.height * scale) };
  const small = resample(photo, size);
  mkdirSync(folder, { recursive: true });
  // Tests of other files may make it at the same time: what stands at the path is always whole.
  const draft = `${path}-${process.pid}`;
  writeFileSync(draft, Buffer.from(await encodedAsJpeg(small, 90)));
  renameSync(draft, path);
  return path;
}
