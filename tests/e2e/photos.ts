/** Photos with real faces for the journeys: small ones, since a journey waits for each pixel several times. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { resample } from "~/imaging/resample";
import { segment, withSegments } from "../photo-fuzz/segments";
import { encodedAsJpeg, openJpeg, startCodecs } from "../redaction-check/codecs";
import { samples } from "./world";

const folder = join(import.meta.dirname, "../../.tmp/photos");

/** Of a JPEG's comment. */
const commentMarker = 0xfe;

/** Three people at a table, near and sharp; 960 x 640 px. */
export const threePeople = await halved("sample1.jpg");

/** Four people who stand side by side; 960 x 724 px. */
export const fourPeople = await halved("sample4.jpg");

/**
 * Returns ten files, made of two photos: no file is another's copy, as each has a comment of its own, but the finder has only two
 * to search.
 */
export function tenPhotos(): string[] {
  mkdirSync(folder, { recursive: true });
  return [threePeople, fourPeople].flatMap((photo) => {
    const jpeg = readFileSync(photo);
    return ["first", "second", "third", "fourth", "fifth"].map((comment) => {
      const path = join(folder, `${comment}-${basename(photo)}`);
      writeFileSync(path, withSegments(jpeg, segment(commentMarker, comment)));
      return path;
    });
  });
}

/** Returns the path of a sample photo at half its width and height, made once. */
async function halved(name: string): Promise<string> {
  const path = join(folder, name);
  if (existsSync(path)) return path;
  await startCodecs();
  const photo = await openJpeg(join(samples, name));
  const size = { width: Math.round(photo.width / 2), height: Math.round(photo.height / 2) };
  const small = resample(photo, size);
  mkdirSync(folder, { recursive: true });
  // Tests of other files may make it at the same time: what stands at the path is always whole.
  const draft = `${path}-${process.pid}`;
  writeFileSync(draft, Buffer.from(await encodedAsJpeg(small, 90)));
  renameSync(draft, path);
  return path;
}
