/** Twelve different photos with faces: six of a package, and six that were made of them by turns, sizes and other formats. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { samples } from "../e2e/world";

const originals = [1, 2, 3, 4, 5, 6].map((number) => join(samples, `sample${number}.jpg`));

/** Puts the photos into a folder of their own. */
export async function makePhotoFiles(): Promise<{ paths: string[]; remove: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), "engines-"));
  const made = originals.map((path, index) => madeOf(path, index, folder));
  return {
    paths: [...originals, ...(await Promise.all(made))],
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Returns the path of a mirrored, smaller copy: JPEG that lies on its side, PNG or WebP by turns. */
async function madeOf(path: string, index: number, folder: string): Promise<string> {
  const { width } = await sharp(path).metadata();
  const picture = sharp(
    await sharp(path)
      .flop()
      .resize(Math.round(width * (0.6 + 0.05 * index)))
      .png()
      .toBuffer(),
  );
  const [format, extension] = (
    [
      ["jpeg", "jpg"],
      ["png", "png"],
      ["webp", "webp"],
    ] as const
  )[index % 3] ?? ["png", "png"];
  const target = join(folder, `mirrored${index + 1}.${extension}`);
  const turned = format === "jpeg" ? picture.rotate(90).withMetadata({ orientation: 8 }) : picture;
  await turned.toFormat(format).toFile(target);
  return target;
}
