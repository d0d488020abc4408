/** The manifest of the installed app: it names what browsers ask for, and each icon is as large as it says. */
import { readFileSync } from "node:fs";
import sharp from "sharp";
import { expect, test } from "vitest";
import { z } from "zod";

const Icon = z.object({ src: z.string(), sizes: z.string(), type: z.string(), purpose: z.enum(["any", "maskable"]) });
const Manifest = z.object({ id: z.string(), scope: z.string(), start_url: z.string(), icons: z.array(Icon) });
const manifest = Manifest.parse(JSON.parse(readFileSync("public/manifest.webmanifest", "utf8")));

test("the app is one app at the root, with icons of 192 and 512 pixels, as they are and to be cut", () => {
  expect([manifest.id, manifest.scope, manifest.start_url]).toEqual(["/", "/", "/"]);
  const pictures = manifest.icons.filter(({ type }) => type === "image/png");
  expect(pictures.map(({ sizes, purpose }) => `${sizes} ${purpose}`).toSorted()).toEqual(
    ["192x192 any", "192x192 maskable", "512x512 any", "512x512 maskable"].toSorted(),
  );
});

test("each icon is there, in the size that the manifest says", async () => {
  for (const { src, sizes } of manifest.icons.filter(({ type }) => type === "image/png")) {
    const { width, height, format } = await sharp(`public${src}`).metadata();
    expect([src, `${width}x${height}`, format]).toEqual([src, sizes, "png"]);
  }
});
